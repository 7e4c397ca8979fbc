import type { ControlAction } from '@trellis/shared/api/run-control.ts';
import { END_REASONS, type EndReason } from '@trellis/shared/node/decision.ts';
import { type ControlStep, standingAt } from '@trellis/shared/runtime/control.ts';
import { initialState, isUntouched, type RunState } from '@trellis/shared/runtime/state.ts';
import { uuidv7 } from 'uuidv7';
import type { WorkspaceTx } from '../db/client.ts';
import { writeAudit } from '../db/queries/audit.ts';
import { toRealTime, toWorkspaceTime } from '../db/queries/clock.ts';
import { enqueue } from '../db/queries/outbox.ts';
import { markWoken } from '../db/queries/routing.ts';
import { insertRestart, originOfRun, withholdClaimed } from '../db/queries/run-control.ts';
import { type LockedRun, lockLeadOfRun, lockRun } from '../db/queries/run-locks.ts';
import { writeDecision } from '../db/queries/run-writes.ts';
import { endRunPause } from '../pauses/pause-run.ts';
import { auditedPart, change, type RefusalCode, sentenceOf } from './control-actions.ts';
import { openWaits } from './decision-row.ts';
import type { Plans } from './plans.ts';
import { recordRunEnded } from './run-events.ts';

export type { ControlAction };

export interface ControlRequest {
  runId: string;
  action: ControlAction;
  /** The step number the person saw. */
  seen: number;
  actor: string;
  actorName: string;
  reason?: string;
  /** The job that does it to many runs. */
  jobId?: string;
}

export type ControlResult =
  /** `runId`: the run it is about from now on; a restart makes a new one. */
  | { kind: 'done'; runId: string; stepNo: number }
  | { kind: 'no-such-run' }
  /** The run has moved since the person looked, or is in a state where this cannot be done. */
  | {
      kind: 'refused';
      code: RefusalCode;
      message: string;
      stepNo: number;
      node?: string;
      ports?: string[];
    };

/** A database change plus a wake-up, audited in the same transaction: the workflow only notices. */
export async function controlRun(tx: WorkspaceTx, plans: Plans, request: ControlRequest): Promise<ControlResult> {
  const { runId, action, seen, actor, actorName, reason } = request;
  const lead = await lockLeadOfRun(tx, runId);
  if (!lead) return { kind: 'no-such-run' };
  const run = await lockRun(tx, runId, null);
  const refuse = (code: RefusalCode, message: string, ports?: string[]): ControlResult => {
    const node = standingAt(run.state)?.node;
    return {
      kind: 'refused',
      code,
      message,
      stepNo: run.stepNo,
      ...(node ? { node } : {}),
      ...(ports ? { ports } : {}),
    };
  };
  if (run.stepNo !== seen) return refuse('moved', 'The run has moved on since you looked. Look again, then decide.');
  const text = sentenceOf(action, actorName, reason);
  const audit = (more: Record<string, unknown> = {}) =>
    writeAudit(tx, {
      actor,
      action: `run.${action.kind}`,
      subjectKind: 'run',
      subjectId: runId,
      ...(reason ? { reason } : {}),
      change: { ...auditedPart(action), from: run.stepNo, ...(request.jobId ? { job: request.jobId } : {}), ...more },
    });
  if (action.kind === 'restart') {
    const restarted = await restart(tx, plans, run, text);
    if (restarted.kind === 'refused') return refuse(restarted.code, restarted.message);
    await audit({ run: restarted.runId });
    return { kind: 'done', runId: restarted.runId, stepNo: 0 };
  }
  if (run.status === 'ended') return refuse('ended', 'This run has ended; nothing can be changed in it. Restart it.');
  const changed = await change(tx, plans, run, action, actor);
  if (changed.kind === 'refused') return refuse(changed.code, changed.message, changed.ports);
  await writeControl(tx, run, { ...changed, cause: action.kind, text });
  await audit();
  return { kind: 'done', runId, stepNo: run.stepNo + 1 };
}

/** Ends the run if it still goes, and starts a new one from the same trigger event, on the workflow's present version where that has the trigger. */
async function restart(
  tx: WorkspaceTx,
  plans: Plans,
  run: LockedRun,
  text: string,
): Promise<{ kind: 'restarted'; runId: string } | { kind: 'refused'; code: RefusalCode; message: string }> {
  const origin = await originOfRun(tx, run.id);
  const trigger = origin?.trigger ?? (await plans.planOf(tx, run.versionId)).triggers[0];
  if (!origin || !trigger)
    return { kind: 'refused', code: 'no-trigger', message: 'The run has no trigger to begin at.' };
  const current = origin.currentVersionId ? await plans.planOf(tx, origin.currentVersionId) : undefined;
  const onCurrent = current?.triggers.includes(trigger) === true;
  const versionId = onCurrent && origin.currentVersionId ? origin.currentVersionId : run.versionId;
  const plan = await plans.planOf(tx, versionId);
  if (run.status !== 'ended') await endRun(tx, run, 'restarted', text);
  const id = uuidv7();
  const now = toWorkspaceTime(run.clock, run.real);
  const { entryKey = '' } = run.state;
  const state = initialState({
    trigger,
    enteredAt: now,
    restarted: true,
    ...(run.trigger ? { eventId: run.trigger.id } : {}),
    ...(entryKey ? { entryKey } : {}),
  });
  const activeKey = plan.settings.whileActive === 'parallel' ? `${entryKey}#${id}` : entryKey;
  const added = await insertRestart(tx, { id, of: run.id, versionId, state, startedAt: now, activeKey });
  if (!added) {
    const message = 'The lead is in this workflow again already; restart that run instead.';
    return { kind: 'refused', code: 'already-active', message };
  }
  const [first] = Object.values(plan.nodes[trigger]?.ports ?? {});
  await enqueue(tx, [{ kind: 'start', runId: id, place: first?.place ?? 'local' }]);
  return { kind: 'restarted', runId: id };
}

interface ControlWrite {
  status: LockedRun['status'];
  endReason?: EndReason;
  state: RunState;
  step: ControlStep | undefined;
  cause: string;
  text: string;
  /** Where it is not the reason of the end. */
  outcome?: string;
  /** Id of the event that did it. */
  consumed?: string;
  /** The run goes elsewhere: what it had claimed and not begun never begins, for this reason. */
  withhold?: string;
}

/** Writes a change that did not come from `advance`: one row of the log, and a wake-up for the rest it interrupts. */
export async function writeControl(tx: WorkspaceTx, run: LockedRun, write: ControlWrite): Promise<void> {
  const { status, endReason, state, step, cause, text } = write;
  const at = toWorkspaceTime(run.clock, run.real);
  const waits = openWaits(state);
  const deadlines = waits.flatMap(({ deadline }) => (deadline === null ? [] : [deadline]));
  // Whoever ends a paused run leaves no pause behind.
  if (run.status === 'paused' && status !== 'paused' && cause !== 'resume') await endRunPause(tx, run, cause);
  if (status === 'ended') await withholdClaimed(tx, run.id, endReason ?? 'exited-by-person');
  else if (write.withhold) await withholdClaimed(tx, run.id, write.withhold);
  await writeDecision(tx, {
    runId: run.id,
    versionId: run.versionId,
    status,
    reason: endReason ?? (status === 'parked' ? run.reason : null),
    state,
    stepNo: run.stepNo + 1,
    dueAt: status === 'active' && deadlines.length > 0 ? toRealTime(run.clock, Math.min(...deadlines)) : null,
    clockVersion: run.clock.version,
    steps: [
      {
        token: step?.token ?? 0,
        node: step?.node ?? '',
        visit: step?.visit ?? 1,
        openedAt: step?.openedAt ?? at,
        at,
        kind: status === 'ended' ? 'ended' : 'control',
        cause,
        text,
        stepNo: run.stepNo + 1,
        ...(step?.port ? { port: step.port } : {}),
        ...(step?.to ? { to: step.to } : {}),
        ...(endReason ? { outcome: endReason } : write.outcome ? { outcome: write.outcome } : {}),
        ...(write.consumed ? { consumed: write.consumed } : {}),
      },
    ],
    waits,
    saw: { kind: 'changed', state, ...(isUntouched(run.state) ? { from: run.state } : {}) },
  });
  if (status === 'ended') await recordRunEnded(tx, run, endReason ?? 'exited-by-person', at);
  await markWoken(tx, [run.id], run.stepNo);
  await enqueue(tx, [{ kind: 'wake', runId: run.id, n: run.stepNo }]);
}

/** Ends a run that is locked together with its lead, for a reason that is not its own step's; `consumed`: id of the event that brought it. */
export async function endRun(
  tx: WorkspaceTx,
  run: LockedRun,
  reason: EndReason,
  text: string = END_REASONS[reason],
  consumed?: string,
): Promise<void> {
  if (run.status === 'ended') return;
  await writeControl(tx, run, {
    status: 'ended',
    endReason: reason,
    state: { ...run.state, tokens: [] },
    step: standingAt(run.state),
    cause: reason,
    text,
    ...(consumed ? { consumed } : {}),
  });
}
