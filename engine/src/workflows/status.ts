import type { WorkflowStatus } from '@trellis/shared/api/workflows.ts';
import type { WorkspaceTx } from '../db/client.ts';
import { writeAudit } from '../db/queries/audit.ts';
import { dueScan } from '../db/queries/scans.ts';
import { wakeWorkflowRuns } from '../db/queries/workflow-runs.ts';
import { readWorkflow, setWorkflowStatus } from '../db/queries/workflows.ts';

/*
 * draft ──publish──▶ live ◀──▶ paused;  live, paused ──▶ stopped ──▶ archived;  stopped, archived ──▶ live
 * draft ──▶ archived. Pausing is a flag that steps and gates read: no run is touched;
 * taking up again wakes those that came due meanwhile.
 */
const NEXT: Record<WorkflowStatus, readonly WorkflowStatus[]> = {
  draft: ['archived'],
  live: ['paused', 'stopped'],
  paused: ['live', 'stopped'],
  stopped: ['live', 'archived'],
  archived: ['live', 'stopped'],
};

export type StatusAnswer =
  | { kind: 'done' }
  | { kind: 'not-found' }
  | { kind: 'not-possible'; status: WorkflowStatus; text: string };

/** Moves a workflow to another status, with its audit row; in the caller's transaction. */
export async function changeStatus(
  tx: WorkspaceTx,
  {
    workflowId,
    status,
    actor,
    reason,
    runs = 'finish',
  }: {
    workflowId: string;
    status: WorkflowStatus;
    actor: string;
    reason?: string;
    /** What becomes of the runs of a workflow that is stopped or archived: they go on to their ends, or end now. */
    runs?: 'finish' | 'end';
  },
): Promise<StatusAnswer> {
  const workflow = await readWorkflow(tx, workflowId, { lock: 'wait' });
  if (!workflow) return { kind: 'not-found' };
  const { status: present, currentVersionId } = workflow;
  if (present === status) return { kind: 'done' };
  const refuse = (text: string): StatusAnswer => ({ kind: 'not-possible', status: present, text });
  if (!NEXT[present].includes(status)) {
    return refuse(`The workflow is ${present}; from there it can become ${NEXT[present].join(' or ')}, not ${status}.`);
  }
  if (status === 'live' && !currentVersionId)
    return refuse('The workflow was never published: publish it to take it live.');
  await setWorkflowStatus(tx, { id: workflowId, status });
  if (present === 'paused') await wakeWorkflowRuns(tx, workflowId);
  const ends = runs === 'end' && (status === 'stopped' || status === 'archived');
  if (ends) await dueScan(tx, { kind: 'end-runs', subjectId: workflowId, node: '' });
  await writeAudit(tx, {
    actor,
    action: 'workflow.status',
    subjectKind: 'workflow',
    subjectId: workflowId,
    reason,
    change: { from: present, to: status, ...(ends ? { runs } : {}) },
  });
  return { kind: 'done' };
}
