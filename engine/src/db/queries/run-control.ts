import type { RunState } from '@trellis/shared/runtime/state.ts';
import { sql } from 'drizzle-orm';
import type { WorkspaceTx } from '../client.ts';
import { instantOf } from './clock.ts';

/** A claimed effect of a run that was ended or moved never begins. */
export async function withholdClaimed(tx: WorkspaceTx, runId: string, code: string): Promise<void> {
  await tx.execute(
    sql`update effects set state = 'withheld', code = ${code}, settled_at = now() where run_id = ${runId} and state = 'claimed'`,
  );
}

/** Ids of the runs of these (locked) leads that have not ended, in lock order. */
export async function openRunIds(tx: WorkspaceTx, leadIds: readonly string[]): Promise<string[]> {
  if (leadIds.length === 0) return [];
  const rows = await tx.execute<{ id: string }>(
    sql`select id from runs where lead_id in ${leadIds} and status <> 'ended' order by id`,
  );
  return rows.map(({ id }) => id);
}

/** Nodes of a run whose message went out, or may have: what begins is never called unsent. */
export async function sentBefore(tx: WorkspaceTx, runId: string): Promise<string[]> {
  const rows = await tx.execute<{ node: string }>(sql`
    select distinct x.node from effects x join sends s on s.key = x.key
    where x.run_id = ${runId} and x.workspace_id = ${tx.workspaceId} and x.state in ('transmitting', 'accepted', 'unknown')`);
  return rows.map(({ node }) => node);
}

export interface RunOrigin {
  /** The node of its first step; null before that. */
  trigger: string | null;
  currentVersionId: string | null;
}

/** Where a run began, and which version its workflow is on now. */
export async function originOfRun(tx: WorkspaceTx, runId: string): Promise<RunOrigin | undefined> {
  const [row] = await tx.execute<RunOrigin & Record<string, unknown>>(sql`
    select (select s.node from run_steps s where s.run_id = r.id order by s.step_no limit 1) as trigger, w.current_version_id as "currentVersionId"
    from runs r join workflows w on w.id = r.workflow_id where r.id = ${runId} and r.workspace_id = ${tx.workspaceId}`);
  return row;
}

/** Adds the run that begins another one anew; false where the lead has an active run there. `startedAt`: epoch ms, workspace time. */
export async function insertRestart(
  tx: WorkspaceTx,
  run: { id: string; of: string; versionId: string; state: RunState; startedAt: number; activeKey: string },
): Promise<boolean> {
  const rows = await tx.execute(sql`
    insert into runs (id, workspace_id, lead_id, workflow_id, version_id, state, trigger_event_id, active_key, restart_of, started_at)
    select ${run.id}::uuid, r.workspace_id, r.lead_id, r.workflow_id, ${run.versionId}::uuid, ${JSON.stringify(run.state)}::jsonb, r.trigger_event_id,
      ${run.activeKey}, r.id, ${instantOf(run.startedAt)} from runs r where r.id = ${run.of} and r.workspace_id = ${tx.workspaceId}
    on conflict do nothing returning id`);
  return rows.length > 0;
}
