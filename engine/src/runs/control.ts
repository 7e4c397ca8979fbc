import { END_REASONS, type EndReason } from '@trellis/shared/node/decision.ts';
import { type ControlStep, shiftWaits, skipWait, standingAt } from '@trellis/shared/runtime/control.ts';
import type { RunState } from '@trellis/shared/runtime/state.ts';
import type { WorkspaceTx } from '../db/client.ts';
import { writeAudit } from '../db/queries/audit.ts';
import { toRealTime, toWorkspaceTime } from '../db/queries/clock.ts';
import { enqueue } from '../db/queries/outbox.ts';
import { markWoken } from '../db/queries/routing.ts';
import { markPaused, withholdClaimed } from '../db/queries/run-control.ts';
import { type LockedRun, lockLeadOfRun, lockRun } from '../db/queries/run-locks.ts';
import { writeDecision } from '../db/queries/run-writes.ts';
import type { Plans } from './plans.ts';
import { recordRunEnded } from './run-events.ts';

/** What a person may do with one run. */
export type ControlAction =
  | { kind: 'pause' }
  | { kind: 'resume' }
  | { kind: 'skip-wait'; port?: string }
  | { kind: 'exit' };

export interface ControlRequest {
  runId: string;
  action: ControlAction;
  /** The step number the person saw. */
  seen: number;
  actor: string;
  actorName: string;
  reason?: string;
}

export type ControlResult =
  | { kind: 'done'; stepNo: number }
  | { kind: 'no-such-run' }
  /** The run has moved since the person looked, or is in a state where this cannot be done. */
  | {
      kind: 'refused';
      code: 'moved' | 'ended' | 'not-active' | 'not-paused' | 'not-waiting' | 'name-port';
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
  const refuse = (
    code: Extract<ControlResult, { kind: 'refused' }>['code'],
    message: string,
    ports?: string[],
  ): ControlResult => {
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
  if (run.status === 'ended') return refuse('ended', 'This run has ended; nothing can be changed in it.');
  if (run.stepNo !== seen) return refuse('moved', 'The run has moved on since you looked. Look again, then decide.');
  const changed = await change(tx, plans, run, action);
  if (changed.kind === 'refused') return refuse(changed.code, changed.message, changed.ports);
  await writeControl(tx, run, { ...changed, cause: action.kind, text: sentenceOf(action, actorName, reason) });
  await writeAudit(tx, {
    actor,
    action: `run.${action.kind}`,
    subjectKind: 'run',
    subjectId: runId,
    ...(reason ? { reason } : {}),
    change: { ...action, from: run.stepNo },
  });
  return { kind: 'done', stepNo: run.stepNo + 1 };
}

type Change =
  | {
      kind: 'changed';
      status: LockedRun['status'];
      endReason?: EndReason;
      state: RunState;
      step: ControlStep | undefined;
    }
  | {
      kind: 'refused';
      code: 'not-active' | 'not-paused' | 'not-waiting' | 'name-port';
      message: string;
      ports?: string[];
    };

async function change(tx: WorkspaceTx, plans: Plans, run: LockedRun, action: ControlAction): Promise<Change> {
  const { state } = run;
  switch (action.kind) {
    case 'pause':
      if (run.status !== 'active')
        return {
          kind: 'refused',
          code: 'not-active',
          message: `Only an active run can be paused; this one is ${run.status}.`,
        };
      await markPaused(tx, run.id, true);
      return { kind: 'changed', status: 'paused', state, step: standingAt(state) };
    case 'resume': {
      if (run.status !== 'paused')
        return {
          kind: 'refused',
          code: 'not-paused',
          message: `Only a paused run can be resumed; this one is ${run.status}.`,
        };
      const pausedFor = await markPaused(tx, run.id, false);
      return {
        kind: 'changed',
        status: 'active',
        state: shiftWaits(state, pausedFor * run.clock.factor),
        step: standingAt(state),
      };
    }
    case 'skip-wait': {
      if (run.status !== 'active')
        return { kind: 'refused', code: 'not-active', message: `Resume the run first; it is ${run.status}.` };
      const plan = await plans.planOf(tx, run.versionId);
      const now = toWorkspaceTime(run.clock, run.real);
      const skipped = skipWait(plan, state, { now, ...(action.port ? { port: action.port } : {}) });
      if (skipped.kind === 'not-waiting')
        return {
          kind: 'refused',
          code: 'not-waiting',
          message: 'The run is not waiting now, so there is no wait to skip.',
        };
      if (skipped.kind === 'name-port') {
        return {
          kind: 'refused',
          code: 'name-port',
          message: 'This wait has no time limit whose way could be taken. Name the port to leave by.',
          ports: skipped.ports,
        };
      }
      const over = skipped.state.tokens.length === 0;
      return {
        kind: 'changed',
        status: over ? 'ended' : 'active',
        state: skipped.state,
        step: skipped.step,
        ...(over ? { endReason: 'no-next-step' as const } : {}),
      };
    }
    case 'exit':
      return {
        kind: 'changed',
        status: 'ended',
        endReason: 'exited-by-person',
        state: { ...state, tokens: [] },
        step: standingAt(state),
      };
    default:
      return action satisfies never;
  }
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
}

/** Writes a change that did not come from `advance`: one row of the log, and a wake-up for the rest it interrupts. */
export async function writeControl(tx: WorkspaceTx, run: LockedRun, write: ControlWrite): Promise<void> {
  const { status, endReason, state, step, cause, text } = write;
  const at = toWorkspaceTime(run.clock, run.real);
  const waits = state.tokens.flatMap((token) => {
    if (token.at !== 'waiting') return [];
    const { until, graceMs, kind, doors } = token.wait;
    return [
      {
        token: token.id,
        node: token.node,
        kind,
        since: token.since,
        deadline: until === undefined ? null : until + (graceMs ?? 0),
        doors,
      },
    ];
  });
  const deadlines = waits.flatMap(({ deadline }) => (deadline === null ? [] : [deadline]));
  if (status === 'ended') await withholdClaimed(tx, run.id, endReason ?? 'exited-by-person');
  await writeDecision(tx, {
    runId: run.id,
    versionId: run.versionId,
    status,
    reason: endReason ?? null,
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
  });
  if (status === 'ended') await recordRunEnded(tx, run, endReason ?? 'exited-by-person', at);
  await markWoken(tx, [run.id], run.stepNo);
  await enqueue(tx, [{ kind: 'wake', runId: run.id, n: run.stepNo }]);
}

/** Ends a run that is locked together with its lead, for a reason that is not its own step's. */
export async function endRun(
  tx: WorkspaceTx,
  run: LockedRun,
  reason: EndReason,
  text: string = END_REASONS[reason],
): Promise<void> {
  if (run.status === 'ended') return;
  await writeControl(tx, run, {
    status: 'ended',
    endReason: reason,
    state: { ...run.state, tokens: [] },
    step: standingAt(run.state),
    cause: reason,
    text,
  });
}

function sentenceOf(action: ControlAction, who: string, reason: string | undefined): string {
  const words = { pause: 'Paused', resume: 'Resumed', 'skip-wait': 'Wait skipped', exit: 'Taken out' }[action.kind];
  return `${words} by ${who}${reason ? `: ${reason}` : ''}`;
}
