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
  lastEvent: { name: string; properties: Record<string, unknown>; at: string } | null;
}

export interface LeadFilter {
  search?: string | undefined;
  workflowId?: string | undefined;
}

export type LeadSort = 'last-event' | 'newest';

function matching(tx: WorkspaceTx, { search, workflowId }: LeadFilter): SQL {
  const where: SQL[] = [sql`l.workspace_id = ${tx.workspaceId} and l.merged_into is null`];
  if (search) where.push(sql`l.search like ${`%${escapeLike(search.toLowerCase())}%`}`);
  if (workflowId) {
    where.push(
      sql`exists (select 1 from runs r where r.workspace_id = l.workspace_id and r.lead_id = l.id and r.workflow_id = ${workflowId} and r.status <> 'ended')`,
    );
  }
  return sql.join(where, sql` and `);
}

/**
 * Leads in the order asked for, after the given row; each page walks an index (leads_last_event, leads_newest). The orders say `nulls last`,
 * as the indexes do, even where a column has no nulls: otherwise they would not be used.
 */
export async function listLeads(
  tx: WorkspaceTx,
  {
    sort,
    after,
    limit,
    ...filter
  }: LeadFilter & { sort: LeadSort; after: { at: string | null; id: string } | null; limit: number },
): Promise<LeadListRow[]> {
  const order =
    sort === 'newest' ? sql`l.id desc nulls last` : sql`l.last_event_at desc nulls last, l.id desc nulls last`;
  return tx.execute<LeadListRow & Record<string, unknown>>(sql`
    with page as (select * from leads l where ${matching(tx, filter)} and ${following(sort, after)} order by ${order} limit ${limit})
    select ${leadRef} as lead, l.phone, case when jsonb_typeof(l.attributes->'stage') = 'string' then l.attributes->>'stage' end as stage,
      l.consent_email as "consentEmail", ${iso('l.created_at')} as "createdAt", ${iso('l.last_event_at')} as "lastEventAt",
      (select count(*)::int from runs r where r.workspace_id = l.workspace_id and r.lead_id = l.id and r.status <> 'ended') as "activeRuns",
      (select r.id from runs r where r.workspace_id = l.workspace_id and r.lead_id = l.id and r.status <> 'ended' order by r.moved_at desc, r.id desc limit 1) as "runId",
      (select jsonb_build_object('name', e.name, 'properties', e.properties, 'at', ${iso('e.occurred_at')}) from events e
        where e.workspace_id = l.workspace_id and e.lead_id = l.id order by e.occurred_at desc nulls last, e.id desc nulls last limit 1) as "lastEvent"
    from page l order by ${order}`);
}

function following(sort: LeadSort, after: { at: string | null; id: string } | null): SQL {
  if (!after) return sql`true`;
  if (sort === 'newest') return sql`l.id < ${after.id}::uuid`;
  if (after.at === null) return sql`l.last_event_at is null and l.id < ${after.id}::uuid`;
  return sql`((l.last_event_at, l.id) < (${after.at}::timestamptz, ${after.id}::uuid) or l.last_event_at is null)`;
}

/** How many leads match, counted up to a bound. */
export async function countLeads(tx: WorkspaceTx, filter: LeadFilter, upTo: number): Promise<number> {
  const [row] = await tx.execute<{ count: number }>(
    sql`select count(*)::int as count from (select 1 from leads l where ${matching(tx, filter)} limit ${upTo}) counted`,
  );
  return row?.count ?? 0;
}
