import { sql } from 'drizzle-orm';
import type { WorkspaceTx } from '../client.ts';

export type IdentityKind = 'userId' | 'anonymousId' | 'email';

export interface Identity {
  kind: IdentityKind;
  value: string;
}

export interface OwnedIdentity extends Identity {
  leadId: string;
}

/** All identities of the leads that own at least one of the given ones. */
export async function identitiesAround(tx: WorkspaceTx, wanted: readonly Identity[]): Promise<OwnedIdentity[]> {
  if (wanted.length === 0) return [];
  return tx.execute<OwnedIdentity & Record<string, unknown>>(sql`
    select i.kind, i.value, i.lead_id as "leadId" from lead_identities i where i.lead_id in (
      select o.lead_id from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as x(kind text, value text)
      join lead_identities o on o.workspace_id = ${tx.workspaceId} and o.kind = x.kind and o.value = x.value)`);
}

/** Gives identities to leads; answers those that went in (the others belong to somebody meanwhile). */
export async function insertIdentities(tx: WorkspaceTx, rows: readonly OwnedIdentity[]): Promise<OwnedIdentity[]> {
  if (rows.length === 0) return [];
  return tx.execute<OwnedIdentity & Record<string, unknown>>(sql`
    insert into lead_identities (workspace_id, kind, value, lead_id)
    select ${tx.workspaceId}::uuid, x.kind, x.value, x."leadId" from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(kind text, value text, "leadId" uuid)
    order by x.kind, x.value on conflict do nothing returning kind, value, lead_id as "leadId"`);
}

/** Hands anonymous ids to other leads: the browser is used by the person who identified last. */
export async function moveAnonymousIds(tx: WorkspaceTx, rows: readonly OwnedIdentity[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.execute(sql`update lead_identities i set lead_id = x."leadId"
    from (select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as y(value text, "leadId" uuid) order by y.value) x
    where i.workspace_id = ${tx.workspaceId} and i.kind = 'anonymousId' and i.value = x.value`);
}

/** Makes leads that hold nothing yet; their facts come with `changeLeads`. `createdAt` in epoch ms, workspace time. */
export async function insertLeads(tx: WorkspaceTx, ids: readonly string[], createdAt: number): Promise<void> {
  if (ids.length === 0) return;
  await tx.execute(sql`insert into leads (id, workspace_id, created_at)
    select x::uuid, ${tx.workspaceId}::uuid, to_timestamp(${createdAt}::float8 / 1000) from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb) x`);
}

/** Takes back leads of this transaction with their identities, because another transaction was faster with one of them. */
export async function removeLeads(tx: WorkspaceTx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.execute(sql`delete from lead_identities where workspace_id = ${tx.workspaceId} and lead_id in ${ids}`);
  await tx.execute(sql`delete from leads where workspace_id = ${tx.workspaceId} and id in ${ids}`);
}

/** What an event changes about its lead. Null removes; absent leaves. */
export interface LeadPatch {
  leadId: string;
  email?: string;
  phone?: string;
  timeZone?: string;
  accountId?: string;
  attributes: Record<string, unknown>;
  /** Epoch ms, workspace time; null: not an event of the lead's. */
  lastEventAt: number | null;
}

/** Attributes of a lead that got another value; null stands for none. */
export interface MovedAttributes {
  leadId: string;
  moved: Record<string, { from: unknown; to: unknown }>;
}

/**
 * Changes leads that the caller has locked; one statement. Attributes are merged, nulls removed, the search text made anew. Answers what attributes
 * of leads that were known before got other values, where a trigger or an open run of the lead may care: an import would else tell of each field.
 */
export async function changeLeads(tx: WorkspaceTx, patches: readonly LeadPatch[]): Promise<MovedAttributes[]> {
  if (patches.length === 0) return [];
  const rows = await tx.execute<{ leadId: string; moved: MovedAttributes['moved'] | null }>(sql`
    with x as (
      select * from jsonb_to_recordset(${JSON.stringify(patches)}::jsonb) as x("leadId" uuid, email text, phone text, "timeZone" text, "accountId" uuid, attributes jsonb, "lastEventAt" float8)
    ), changed as (
      select l.id, coalesce(x.email, l.email) as email, coalesce(x.phone, l.phone) as phone, coalesce(x."timeZone", l.time_zone) as zone, coalesce(x."accountId", l.account_id) as account,
        jsonb_strip_nulls(l.attributes || x.attributes) as attributes,
        greatest(l.last_event_at, to_timestamp(x."lastEventAt" / 1000)) as last_event_at,
        case when l.last_event_at is not null and x.attributes <> '{}' and (
            exists (select 1 from workflow_triggers t where t.workspace_id = ${tx.workspaceId} and t.kind = 'event' and t.event in ('lead.attribute_changed', 'lead.*', '*'))
            or exists (select 1 from runs r where r.workspace_id = ${tx.workspaceId} and r.lead_id = l.id and r.status <> 'ended'))
          then (select jsonb_object_agg(k, jsonb_build_object('from', l.attributes -> k, 'to', x.attributes -> k)) from jsonb_object_keys(x.attributes) k
            where coalesce(l.attributes -> k, 'null') <> coalesce(x.attributes -> k, 'null')) end as moved
      from x join leads l on l.id = x."leadId" and l.workspace_id = ${tx.workspaceId}
    )
    update leads l set email = c.email, phone = c.phone, time_zone = c.zone, account_id = c.account, attributes = c.attributes, last_event_at = c.last_event_at, updated_at = now(),
      search = left(lower(concat_ws(' ', c.attributes->>'firstName', c.attributes->>'lastName', c.attributes->>'name', c.attributes->>'company', c.email)), 500)
    from changed c where l.id = c.id returning l.id as "leadId", c.moved`);
  return rows.flatMap(({ leadId, moved }) => (moved ? [{ leadId, moved }] : []));
}
