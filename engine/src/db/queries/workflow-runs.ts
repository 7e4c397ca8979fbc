import { sql } from 'drizzle-orm';
import type { WorkspaceTx } from '../client.ts';

/** Owes a wake-up to every active run of a workflow that rests: what came due while it was paused goes on now. */
export async function wakeWorkflowRuns(tx: WorkspaceTx, workflowId: string): Promise<void> {
  await tx.execute(sql`insert into outbox (workspace_id, kind, subject_id, n)
    select workspace_id, 'wake', id, step_no from runs
    where workspace_id = ${tx.workspaceId} and workflow_id = ${workflowId} and status = 'active'`);
}
