import { judgeReEntry } from '@trellis/shared/runtime/judge.ts';
import type { WorkspaceTx } from '../db/client.ts';
import { writeAudit } from '../db/queries/audit.ts';
import { toWorkspaceTime } from '../db/queries/clock.ts';
import { enqueue } from '../db/queries/outbox.ts';
import { findManualTrigger, readWorkspaceTimes } from '../db/queries/routing.ts';
import { lockLeads } from '../db/queries/run-locks.ts';
import { enter, entryKeyOf, formerOf } from './entry.ts';

export type Enrolled =
  | { kind: 'started'; runId: string }
  | {
      kind: 'refused';
      code: 'no-such-lead' | 'no-manual-trigger' | 'already-active' | 'only-once' | 'cooldown' | 'paused';
      text: string;
    };

/** Starts a run for a lead by the workflow's manual trigger, under the same re-entry rules as an event. Audited. */
export async function enrolLead(
  tx: WorkspaceTx,
  request: { leadId: string; workflowId: string; actor: string; reason?: string },
): Promise<Enrolled> {
  const { leadId, workflowId, actor, reason } = request;
  const [lead] = await lockLeads(tx, [leadId]);
  if (!lead) return { kind: 'refused', code: 'no-such-lead', text: 'There is no such lead.' };
  const trigger = await findManualTrigger(tx, leadId, workflowId);
  if (!trigger) {
    return {
      kind: 'refused',
      code: 'no-manual-trigger',
      text: 'This workflow is not live or has no manual trigger. Add one and publish, then enter leads by hand.',
    };
  }
  const times = await readWorkspaceTimes(tx);
  const now = toWorkspaceTime(times.clock, times.real);
  const { settings } = trigger;
  const key = entryKeyOf(settings, { event: null, lead, now });
  const judged = judgeReEntry(settings.reEntry, formerOf(trigger, key), now, settings.whileActive);
  if (judged.kind === 'no') return { kind: 'refused', code: judged.code, text: `${judged.text}.` };
  const entered = await enter(tx, { candidate: trigger, lead, event: null, now, key }, { capped: false });
  if (entered.kind === 'no' && entered.code === 'paused')
    return { kind: 'refused', code: 'paused', text: 'This is paused. Let it go on, then enter leads by hand.' };
  if (entered.kind === 'no')
    return { kind: 'refused', code: 'already-active', text: 'The lead is in this workflow already.' };
  const { runId: id } = entered;
  await enqueue(tx, [{ kind: 'start', runId: id, place: trigger.place }]);
  await writeAudit(tx, {
    actor,
    action: 'run.enrol',
    subjectKind: 'run',
    subjectId: id,
    ...(reason ? { reason } : {}),
    change: { leadId, workflowId },
  });
  return { kind: 'started', runId: id };
}
