import type { LeadRef } from '@trellis/shared/api/base.ts';
import type { Token } from '@trellis/shared/runtime/state.ts';
import { sql } from 'drizzle-orm';
import type { WorkspaceTx } from '../client.ts';
import { epoch } from './clock.ts';
import { iso } from './iso.ts';
import { leadRef } from './lead-ref.ts';

export interface PresenceRow {
  runId: string;
  stepNo: number;
  status: 'active' | 'paused' | 'parked';
  reason: string | null;
  lead: LeadRef;
  token: Token | null;
  since: string;
  until: string | null;
  /** Epoch ms, workspace time; null: no maximum. */
  untilAt: number | null;
}

interface Where {
  versionId: string;
  nodeId: string;
  search?: string | undefined;
}

/** Runs whose token is at the node: in an open wait, performing, or held by a pause or a fault. */
const here = (tx: WorkspaceTx, { versionId, nodeId }: Where) => sql`here as (
    select w.run_id, w.deadline from run_waits w where w.workspace_id = ${tx.workspaceId} and w.version_id = ${versionId} and w.node = ${nodeId}
    union
    select r.id, null from runs r where r.workspace_id = ${tx.workspaceId} and r.version_id = ${versionId}
      and r.workflow_id = (select workflow_id from workflow_versions where id = ${versionId}) and r.status in ('active', 'paused', 'parked')
      and not exists (select 1 from run_waits w where w.run_id = r.id) and r.state -> 'tokens' @> ${JSON.stringify([{ node: nodeId }])}::jsonb
  ), found as (
    select r.id, r.step_no, r.status, r.reason, r.state, h.deadline, l.id as lead_id from here h join runs r on r.id = h.run_id join leads l on l.id = r.lead_id
    where r.status <> 'ended'`;

const matching = (search: string | undefined) =>
  search ? sql`and l.search like ${`%${escapeLike(search.toLowerCase())}%`}` : sql``;

/** Escapes what `like` takes for wildcards. */
export const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/** Who is at a node, earliest deadline first, those without one last; after the given (deadline, run). */
export async function runsAtNode(
  tx: WorkspaceTx,
  where: Where & { after: { until: number | null; runId: string } | null; limit: number },
): Promise<PresenceRow[]> {
  const { after, limit, nodeId } = where;
  const rank = (at: number | null) =>
    at === null ? sql`'infinity'::timestamptz` : sql`to_timestamp(${at}::float8 / 1000)`;
  return tx.execute<PresenceRow & Record<string, unknown>>(sql`
    with ${here(tx, where)} ${matching(where.search)})
    select f.id as "runId", f.step_no as "stepNo", f.status, f.reason, ${leadRef} as lead,
      (select t from jsonb_array_elements(f.state -> 'tokens') t where t ->> 'node' = ${nodeId} limit 1) as token,
      coalesce((select to_char(to_timestamp((t ->> 'since')::float8 / 1000) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
        from jsonb_array_elements(f.state -> 'tokens') t where t ->> 'node' = ${nodeId} and t ? 'since' limit 1),
        to_char(to_timestamp((f.state ->> 'enteredAt')::float8 / 1000) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) as since,
      ${iso('f.deadline')} as until, ${epoch('f.deadline')} as "untilAt"
    from found f join leads l on l.id = f.lead_id
    where ${after ? sql`(coalesce(f.deadline, 'infinity'), f.id) > (${rank(after.until)}, ${after.runId}::uuid)` : sql`true`}
    order by coalesce(f.deadline, 'infinity'), f.id limit ${limit}`);
}

/** How many are at a node, and on which of the next days of the workspace's zone they time out. */
export async function presenceSummary(
  tx: WorkspaceTx,
  where: Where,
): Promise<{ total: number; timeouts: { day: string; count: number }[] }> {
  const [row] = await tx.execute<{ total: number; timeouts: { day: string; count: number }[] }>(sql`
    with ${here(tx, where)} ${matching(where.search)})
    select (select count(*)::int from found) as total,
      coalesce((select jsonb_agg(jsonb_build_object('day', d.day, 'count', d.count) order by d.day) from (
        select to_char(f.deadline at time zone w.time_zone, 'YYYY-MM-DD') as day, count(*)::int as count
        from found f, workspaces w where w.id = ${tx.workspaceId} and f.deadline is not null group by 1 order by 1 limit 14) d), '[]') as timeouts`);
  return row ?? { total: 0, timeouts: [] };
}
