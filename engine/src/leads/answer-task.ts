import type { WorkspaceTx } from '../db/client.ts';
import { writeAudit } from '../db/queries/audit.ts';
import { readClock } from '../db/queries/clock.ts';
import { lockLeads } from '../db/queries/run-locks.ts';
import { decideTask, readTask, type TaskRow } from '../db/queries/tasks.ts';
import { recordOwnEvents } from '../intake/own-events.ts';

export type TaskAnswer =
  | { kind: 'answered'; task: TaskRow }
  | { kind: 'not-found' }
  | { kind: 'not-open' | 'no-such-outcome'; task: TaskRow };

/**
 * Answers a task under its lead's lock, in the caller's transaction: `task.done`, for approvals `approval.decided` as well, and routing lets the
 * run that waits for it go on. The withdrawal of a task takes the same lock, so of the two one comes first. Audited.
 */
export async function answerTask(
  tx: WorkspaceTx,
  { taskId, outcome, by, note }: { taskId: string; outcome: string; by: string; note?: string },
): Promise<TaskAnswer> {
  const task = await readTask(tx, taskId);
  if (!task) return { kind: 'not-found' };
  if (!task.outcomes.some(({ id }) => id === outcome)) return { kind: 'no-such-outcome', task };
  const leadId = task.lead.id;
  await lockLeads(tx, [leadId]);
  const { now } = await readClock(tx, tx.workspaceId);
  const decided = await decideTask(tx, { taskId, outcome, note: note ?? null, by, at: now });
  const after = (await readTask(tx, taskId)) ?? task;
  if (!decided) return { kind: 'not-open', task: after };
  const about = {
    task: task.key,
    taskId,
    node: task.nodeId,
    workflow: task.workflow.id,
    run: task.runId,
    kind: task.kind,
  };
  await recordOwnEvents(tx, now, [
    ...(task.kind === 'approval'
      ? [
          {
            leadId: after.lead.id,
            name: 'approval.decided',
            properties: { ...about, decision: outcome },
            messageId: `approval.decided:${taskId}`,
          },
        ]
      : []),
    {
      leadId: after.lead.id,
      name: 'task.done',
      properties: {
        ...about,
        outcome,
        title: task.title,
        label: task.outcomes.find(({ id }) => id === outcome)?.label ?? outcome,
        ...(note ? { note } : {}),
      },
      messageId: `task.done:${taskId}`,
    },
  ]);
  await writeAudit(tx, {
    actor: by,
    action: 'task.complete',
    subjectKind: 'task',
    subjectId: taskId,
    change: { outcome, leadId, runId: task.runId },
  });
  return { kind: 'answered', task: after };
}
