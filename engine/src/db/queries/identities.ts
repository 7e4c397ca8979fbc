import { sql } from 'drizzle-orm';
import type { WorkspaceTx } from '../client.ts';
import { list } from './list.ts';

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
  const owned = await ownersOf(tx, wanted);
  return identitiesOf(tx, [...new Set(owned.map(({ leadId }) => leadId))]);
}

/** Whose each of these identities is; what nobody is known by is left out. One look into an index for each, whatever the planner thinks of the table. */
export async function ownersOf(tx: WorkspaceTx, wanted: readonly Identity[]): Promise<OwnedIdentity[]> {
  if (wanted.length === 0) return [];
  return tx.execute<OwnedIdentity & Record<string, unknown>>(sql`
    select x.kind, x.value, o.lead_id as "leadId"
    from unnest(${listOf(wanted, 'kind')}, ${listOf(wanted, 'value')}) as x(kind, value)
    cross join lateral (select lead_id from lead_identities where workspace_id = ${tx.workspaceId} and kind = x.kind and value = x.value limit 1) o`);
}

/** Everything these leads are known by. */
export async function identitiesOf(tx: WorkspaceTx, leadIds: readonly string[]): Promise<OwnedIdentity[]> {
  if (leadIds.length === 0) return [];
  return tx.execute<OwnedIdentity & Record<string, unknown>>(sql`
    select kind, value, lead_id as "leadId" from lead_identities where lead_id = any(${list(leadIds, 'uuid')})`);
}

const listOf = <Row>(rows: readonly Row[], field: keyof Row & ('kind' | 'value')) =>
  list(
    rows.map((row) => String(row[field])),
    'text',
  );

/**
 * Gives identities to leads and makes those leads of `made` that got one (they hold nothing yet; their facts come with `changeLeads`); answers the
 * identities that went in, the others belong to somebody meanwhile. One statement, so that who loses has made nothing. `createdAt` in epoch ms,
 * workspace time.
 */
export async function giveIdentities(
  tx: WorkspaceTx,
  rows: readonly OwnedIdentity[],
  { made, createdAt }: { made: readonly string[]; createdAt: number },
): Promise<OwnedIdentity[]> {
  if (rows.length === 0) return [];
  return tx.execute<OwnedIdentity & Record<string, unknown>>(sql`
    with given as (
      insert into lead_identities (workspace_id, kind, value, lead_id)
      select ${tx.workspaceId}::uuid, x.kind, x.value, x.lead
      from unnest(${listOf(rows, 'kind')}, ${listOf(rows, 'value')}, ${list(
        rows.map(({ leadId }) => leadId),
        'uuid',
      )}) as x(kind, value, lead)
      order by x.kind, x.value on conflict do nothing returning kind, value, lead_id
    ), made as (
      insert into leads (id, workspace_id, created_at)
      select distinct lead_id, ${tx.workspaceId}::uuid, to_timestamp(${createdAt}::float8 / 1000) from given where lead_id = any(${list(made, 'uuid')})
    ) select kind, value, lead_id as "leadId" from given`);
}

/** Hands anonymous ids to other leads: the browser is used by the person who identified last. */
export async function moveAnonymousIds(tx: WorkspaceTx, rows: readonly OwnedIdentity[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.execute(sql`update lead_identities i set lead_id = x."leadId"
    from (select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as y(value text, "leadId" uuid) order by y.value) x
    where i.workspace_id = ${tx.workspaceId} and i.kind = 'anonymousId' and i.value = x.value`);
}

/** Takes back leads of this transaction with their identities, because another transaction was faster with one of them. */
export async function removeLeads(tx: WorkspaceTx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.execute(
    sql`delete from lead_identities where workspace_id = ${tx.workspaceId} and lead_id = any(${list(ids, 'uuid')})`,
  );
  await tx.execute(sql`delete from leads where workspace_id = ${tx.workspaceId} and id = any(${list(ids, 'uuid')})`);
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
