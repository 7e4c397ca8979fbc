import { sql } from 'drizzle-orm';
import type { WorkspaceTx } from '../client.ts';
import type { OwnedIdentity } from './identities.ts';

/** A lead as a file brings it. */
export interface ImportedLead {
  leadId: string;
  email?: string;
  phone?: string;
  timeZone?: string;
  attributes: Record<string, unknown>;
  tags: string[];
  consent?: 'opted-in' | 'opted-out';
}

/**
 * Makes leads with their identities in one statement; answers how many identities went in. Fewer than asked: another transaction took one
 * meanwhile, and the caller has to roll back. `createdAt` is epoch ms, workspace time.
 */
export async function insertImportedLeads(
  tx: WorkspaceTx,
  leads: readonly ImportedLead[],
  identities: readonly OwnedIdentity[],
  createdAt: number,
): Promise<number> {
  if (leads.length + identities.length === 0) return 0;
  const [row] = await tx.execute<{ count: number }>(sql`
    with made as (
      insert into leads (id, workspace_id, email, phone, time_zone, attributes, tags, consent_email, created_at, search)
      select x."leadId", ${tx.workspaceId}::uuid, x.email, x.phone, x."timeZone", x.attributes, array(select distinct jsonb_array_elements_text(x.tags)),
        coalesce(x.consent, 'unknown'), to_timestamp(${createdAt}::float8 / 1000),
        left(lower(concat_ws(' ', x.attributes->>'firstName', x.attributes->>'lastName', x.attributes->>'name', x.attributes->>'company', x.email)), 500)
      from jsonb_to_recordset(${JSON.stringify(leads)}::jsonb) as x("leadId" uuid, email text, phone text, "timeZone" text, attributes jsonb, tags jsonb, consent text)
      returning 1
    ), known as (
      insert into lead_identities (workspace_id, kind, value, lead_id)
      select ${tx.workspaceId}::uuid, x.kind, x.value, x."leadId" from jsonb_to_recordset(${JSON.stringify(identities)}::jsonb) as x(kind text, value text, "leadId" uuid)
      order by x.kind, x.value on conflict do nothing returning 1
    ) select (select count(*)::int from known) as count, (select count(*)::int from made) as made`);
  return row?.count ?? 0;
}

/** Changes leads that the caller has locked: what the file has no value for stays, attributes and tags are added to. */
export async function updateImportedLeads(tx: WorkspaceTx, leads: readonly ImportedLead[]): Promise<void> {
  if (leads.length === 0) return;
  await tx.execute(sql`
    with x as (
      select * from jsonb_to_recordset(${JSON.stringify(leads)}::jsonb) as x("leadId" uuid, email text, phone text, "timeZone" text, attributes jsonb, tags jsonb, consent text)
    ), c as (
      select l.id, coalesce(x.email, l.email) as email, coalesce(x.phone, l.phone) as phone, coalesce(x."timeZone", l.time_zone) as zone, l.attributes || x.attributes as attributes,
        array(select distinct t from (select unnest(l.tags) as t union all select jsonb_array_elements_text(x.tags)) all_tags order by t) as tags,
        case when l.consent_email = 'opted-out' then l.consent_email else coalesce(x.consent, l.consent_email) end as consent
      from x join leads l on l.id = x."leadId" and l.workspace_id = ${tx.workspaceId}
    )
    update leads l set email = c.email, phone = c.phone, time_zone = c.zone, attributes = c.attributes, tags = c.tags, consent_email = c.consent, updated_at = now(),
      search = left(lower(concat_ws(' ', c.attributes->>'firstName', c.attributes->>'lastName', c.attributes->>'name', c.attributes->>'company', c.email)), 500)
    from c where l.id = c.id`);
}

/** Of these (locked) leads those that opted out before: a file cannot take that back. */
export async function optedOutBefore(tx: WorkspaceTx, leadIds: readonly string[]): Promise<Set<string>> {
  if (leadIds.length === 0) return new Set();
  const rows = await tx.execute<{ id: string }>(
    sql`select id from leads where workspace_id = ${tx.workspaceId} and id in ${leadIds} and consent_email = 'opted-out'`,
  );
  return new Set(rows.map(({ id }) => id));
}
