import { sql } from 'drizzle-orm';
import type { WorkspaceTx } from '../client.ts';
import { instantOf } from './clock.ts';

/** The runs that rest at one node of one version; a run of several branches stands where its first one does. */
export interface CohortRow {
  versionId: string;
  number: number;
  node: string;
  name: string;
  type: string;
  leads: number;
  held: number;
  /** Ids of some of its runs, oldest first. */
  some: string[];
}

/** How many runs of each cohort are looked at to say what would become of it. */
export const LOOKED_AT = 25;

/** Where the runs of a workflow rest that are not on a version; counted in one statement by the index `runs_workflow`. */
export async function cohortsOf(
  tx: WorkspaceTx,
  { workflowId, except }: { workflowId: string; except: string | null },
): Promise<CohortRow[]> {
  return tx.execute<CohortRow & Record<string, unknown>>(sql`
    with resting as (
      select r.version_id, r.state #>> '{tokens,0,node}' as node, count(*)::int as leads, count(*) filter (where r.status in ('paused', 'parked'))::int as held,
        (array_agg(r.id order by r.id))[1:${sql.raw(String(LOOKED_AT))}] as some
      from runs r where r.workspace_id = ${tx.workspaceId} and r.workflow_id = ${workflowId} and r.status in ('active', 'paused', 'parked')
        and ${except ? sql`r.version_id <> ${except}` : sql`true`} group by 1, 2
    )
    select c.version_id as "versionId", v.number, c.node, coalesce(v.plan #>> array['nodes', c.node, 'name'], c.node) as name,
      coalesce(v.plan #>> array['nodes', c.node, 'type'], 'unknown') as type, c.leads, c.held, to_jsonb(c.some) as some
    from resting c join workflow_versions v on v.id = c.version_id where c.node is not null order by v.number desc, c.leads desc, c.node`);
}

/** How many wait at a node since before an instant (epoch ms, workspace time); by the index `run_waits_node`. */
export async function waitingSince(
  tx: WorkspaceTx,
  { versionId, node, before }: { versionId: string; node: string; before: number },
): Promise<number> {
  const [row] = await tx.execute<{
    n: number;
  }>(sql`select count(*)::int as n from run_waits w join runs r on r.id = w.run_id
    where w.workspace_id = ${tx.workspaceId} and w.version_id = ${versionId} and w.node = ${node} and w.since <= ${instantOf(before)}
      and r.state #>> '{tokens,0,node}' = ${node}`);
  return row?.n ?? 0;
}

/** How often a version was entered, and how many messages its runs sent, since a moment of real time. */
export async function sinceOn(
  tx: WorkspaceTx,
  versionId: string,
  since: string | null,
): Promise<{ entered: number; sent: number }> {
  const from = since === null ? sql`'-infinity'::timestamptz` : sql`${since}::timestamptz`;
  const [row] = await tx.execute<{ entered: number; sent: number }>(sql`
    select (select count(*)::int from runs r where r.workspace_id = ${tx.workspaceId} and r.version_id = ${versionId} and r.created_at >= ${from}) as entered,
      (select count(*)::int from sends s join effects x on x.key = s.key join runs r on r.id = s.run_id
        where s.workspace_id = ${tx.workspaceId} and r.version_id = ${versionId} and x.state in ('accepted', 'unknown') and s.created_at >= ${from}) as sent`);
  return row ?? { entered: 0, sent: 0 };
}

/** Runs that began on a version since a moment of real time, oldest first. */
export async function startedOn(tx: WorkspaceTx, versionId: string, since: string, limit: number): Promise<string[]> {
  const rows = await tx.execute<{
    id: string;
  }>(sql`select id from runs where workspace_id = ${tx.workspaceId} and version_id = ${versionId}
    and created_at >= ${since}::timestamptz order by id limit ${limit}`);
  return rows.map(({ id }) => id);
}
