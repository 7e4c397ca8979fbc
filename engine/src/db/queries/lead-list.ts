import type { LeadRef } from '@trellis/shared/api/base.ts';
import { type SQL, sql } from 'drizzle-orm';
import type { WorkspaceTx } from '../client.ts';
import { iso } from './iso.ts';
import { leadRef } from './lead-ref.ts';
import { escapeLike } from './node-presence.ts';

export interface LeadListRow {
  lead: LeadRef;
  phone: string | null;
  stage: string | null;
  consentEmail: 'unknown' | 'opted-in' | 'opted-out';
  createdAt: string;
  lastEventAt: string | null;
  activeRuns: number;
  /** The run that moved last, of those not ended. */
  runId: string | null;
  /** What the lead did last; what Trellis made of it is no activity of theirs. */
  lastEvent: { name: string; properties: Record<string, unknown>; at: string } | null;
}

export interface LeadFilter {
  search?: string | undefined;
  workflowId?: string | undefined;
}

export type LeadSort = 'last-event' | 'newest';

/** Leads by filters that may use an index under row-level security; a search may not, and goes through search_leads (see its migration). */
function matching(tx: WorkspaceTx, workflowId: string | undefined): SQL {
  const where: SQL[] = [sql`l.workspace_id = ${tx.workspaceId} and l.merged_into is null and l.erased_at is null`];
  if (workflowId) {
    where.push(
      sql`exists (select 1 from runs r where r.workspace_id = l.workspace_id and r.lead_id = l.id and r.workflow_id = ${workflowId} and r.status <> 'ended')`,
    );
  }
  return sql.join(where, sql` and `);
}

interface Range {
  sort: LeadSort;
  after: { at: string | null; id: string } | null;
  limit: number;
}

function searched({ search = '', workflowId }: LeadFilter, { sort, after, limit }: Range): SQL {
  const pattern = `%${escapeLike(search.toLowerCase())}%`;
  return sql`search_leads(${pattern}, ${sort}, ${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid, ${workflowId ?? null}::uuid, ${limit}::int)`;
}

/**
 * Leads in the order asked for, after the given row; each page walks an index (leads_last_event, leads_newest, leads_search). The orders say
 * `nulls last`, as the indexes do, even where a column has no nulls: otherwise they would not be used.
 */
export async function listLeads(
  tx: WorkspaceTx,
  { search, workflowId, ...range }: LeadFilter & Range,
): Promise<LeadListRow[]> {
  const { sort, after, limit } = range;
  const order =
    sort === 'newest' ? sql`l.id desc nulls last` : sql`l.last_event_at desc nulls last, l.id desc nulls last`;
  const from = (condition: SQL) =>
    sql`(select * from leads l where ${matching(tx, workflowId)} and ${condition} order by ${order} limit ${limit})`;
  const page = search
    ? sql`select l.* from ${searched({ search, workflowId }, range)} s join leads l on l.id = s.lead_id`
    : sql.join(following(sort, after).map(from), sql` union all `);
  return tx.execute<LeadListRow & Record<string, unknown>>(sql`
    with page as (${page})
    select ${leadRef} as lead, l.phone, case when jsonb_typeof(l.attributes->'stage') = 'string' then l.attributes->>'stage' end as stage,
      l.consent_email as "consentEmail", ${iso('l.created_at')} as "createdAt", ${iso('l.last_event_at')} as "lastEventAt",
      (select count(*)::int from runs r where r.workspace_id = l.workspace_id and r.lead_id = l.id and r.status <> 'ended') as "activeRuns",
      (select r.id from runs r where r.workspace_id = l.workspace_id and r.lead_id = l.id and r.status <> 'ended' order by r.moved_at desc, r.id desc limit 1) as "runId",
      (select jsonb_build_object('name', e.name, 'properties', e.properties, 'at', ${iso('e.occurred_at')}) from events e
        where e.workspace_id = l.workspace_id and e.lead_id = l.id and e.source <> 'trellis' order by e.occurred_at desc nulls last, e.id desc nulls last limit 1) as "lastEvent"
    from page l order by ${order} limit ${limit}`);
}

/** Conditions of what follows, each a range of the index: leads without an event stand behind all others. */
function following(sort: LeadSort, after: Range['after']): SQL[] {
  if (!after) return [sql`true`];
  if (sort === 'newest') return [sql`l.id < ${after.id}::uuid`];
  if (after.at === null) return [sql`l.last_event_at is null and l.id < ${after.id}::uuid`];
  return [sql`(l.last_event_at, l.id) < (${after.at}::timestamptz, ${after.id}::uuid)`, sql`l.last_event_at is null`];
}

/** How many leads match, counted up to a bound. */
export async function countLeads(tx: WorkspaceTx, { search, workflowId }: LeadFilter, upTo: number): Promise<number> {
  const range: Range = { sort: 'newest', after: null, limit: upTo };
  const counted = search
    ? sql`select 1 from ${searched({ search, workflowId }, range)}`
    : sql`select 1 from leads l where ${matching(tx, workflowId)} limit ${upTo}`;
  const [row] = await tx.execute<{ count: number }>(sql`select count(*)::int as count from (${counted}) counted`);
  return row?.count ?? 0;
}
