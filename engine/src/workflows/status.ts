import type { WorkflowStatus } from '@trellis/shared/api/workflows.ts';
import type { WorkspaceTx } from '../db/client.ts';
import { writeAudit } from '../db/queries/audit.ts';
import { dueScan } from '../db/queries/scans.ts';
import { readWorkflow, setWorkflowStatus } from '../db/queries/workflows.ts';
import { type PauseRequest, pause, type ResumeRequest, resume } from '../pauses/pause.ts';
import { sendAway } from '../routing/send-away.ts';

/*
 * draft ──publish──▶ live ◀──▶ paused;  live, paused ──▶ stopped ──▶ archived;  stopped, archived ──▶ live
 * draft ──▶ archived. paused is a pause of its level (pauses/pause.ts), put on and ended with the status: no run is touched.
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
    ...choices
  }: {
    workflowId: string;
    status: WorkflowStatus;
    actor: string;
    reason?: string;
    /** What becomes of the runs of a workflow that is stopped or archived: they go on to their ends, or end now. */
    runs?: 'finish' | 'end';
  } & Pick<PauseRequest, 'durations' | 'entrants'> &
    Pick<ResumeRequest, 'spreadMinutes'>,
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
  const subject = { level: 'workflow' as const, subjectId: workflowId, name: '' };
  if (status === 'paused') await pause(tx, { ...subject, ...choices, actor, reason });
  if (present === 'paused') await resume(tx, subject, { ...choices, actor, reason });
  if (status === 'stopped' || status === 'archived') await sendAway(tx, workflowId);
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
