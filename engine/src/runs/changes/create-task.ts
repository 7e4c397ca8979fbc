import type { NewTask } from '@trellis/shared/node/change.ts';
import type { WorkspaceTx } from '../../db/client.ts';
import { insertTask } from '../../db/queries/tasks.ts';
import type { ChangeContext } from './change-context.ts';

/** Puts a task on the list; one that its run waits for is withdrawn once the run no longer does. */
export async function createTask(tx: WorkspaceTx, context: ChangeContext, task: NewTask): Promise<void> {
  const { key, node, leadId, runId, workflowId, waitsAt } = context;
  await insertTask(tx, { ...task, key, node, leadId, runId, workflowId, awaited: waitsAt.has(key) });
}
