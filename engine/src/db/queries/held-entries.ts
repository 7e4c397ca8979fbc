import { type SQL, sql } from 'drizzle-orm';
import type { WorkspaceTx } from '../client.ts';

/** Whether a pause keeps the queued entry `entry_queue q` outside: of its lead, its trigger, or the version it would enter on. */
const entryHeld: SQL = sql`exists (select 1 from pauses p where p.until is null and p.workspace_id = q.workspace_id
  and (p.subject_id = q.lead_id or p.subject_id = (select current_version_id from workflows w where w.id = q.workflow_id)
    or (p.subject_id = q.workflow_id and p.level = 'node' and p.name = q.node)))`;

/** The first leads in the queue of a workflow that no pause holds, in order, with the event that brought each. */
export async function takeQueued(
  tx: WorkspaceTx,
  workflowId: string,
  limit: number,
): Promise<{ leadId: string; node: string; eventId: string }[]> {
  return tx.execute<{ leadId: string; node: string; eventId: string }>(sql`
    with taken as (
      delete from entry_queue q using (select q.workflow_id, q.lead_id, q.event_id from entry_queue q
          where q.workspace_id = ${tx.workspaceId} and q.workflow_id = ${workflowId} and not ${entryHeld}
          order by q.created_at, q.event_id limit ${limit} for update skip locked) f
      where q.workflow_id = f.workflow_id and q.lead_id = f.lead_id and q.event_id = f.event_id
      returning q.lead_id, q.node, q.event_id, q.created_at)
    select lead_id as "leadId", node, event_id as "eventId" from taken order by created_at, event_id`);
}

/** Workflows that somebody waits to enter. */
export async function queuedWorkflows(tx: WorkspaceTx): Promise<string[]> {
  const rows = await tx.execute<{ id: string }>(
    sql`select distinct workflow_id as id from entry_queue where workspace_id = ${tx.workspaceId}`,
  );
  return rows.map(({ id }) => id);
}

/** Until when (real ms from now) the last spread resume of a workflow, its version or the workspace lasts; 0 where none does. */
export async function spreadLeft(tx: WorkspaceTx, workflowId: string): Promise<number> {
  const [row] = await tx.execute<{ ms: number | null }>(sql`
    select (extract(epoch from max(p.resumed_at + make_interval(secs => p.spread_seconds)) - clock_timestamp()) * 1000)::float8 as ms from pauses p
    where p.spread_seconds > 0 and p.level in ('workspace', 'workflow', 'version')
      and p.subject_id in (${tx.workspaceId}, ${workflowId}, (select current_version_id from workflows where id = ${workflowId}))`);
  return Math.max(0, row?.ms ?? 0);
}

/** Empties the queue of a workflow; answers who stood in it. */
export async function dropQueued(
  tx: WorkspaceTx,
  workflowId: string,
): Promise<{ leadId: string; node: string; eventId: string }[]> {
  return tx.execute<{ leadId: string; node: string; eventId: string }>(sql`
    delete from entry_queue where workspace_id = ${tx.workspaceId} and workflow_id = ${workflowId} returning lead_id as "leadId", node, event_id as "eventId"`);
}
