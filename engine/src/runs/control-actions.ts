import type { ControlAction } from '@trellis/shared/api/run-control.ts';
import type { EndReason } from '@trellis/shared/node/decision.ts';
import type { Plan } from '@trellis/shared/plan/plan.ts';
import {
  type ControlStep,
  dueNow,
  moveTo,
  retryFailed,
  skipWait,
  standingAt,
} from '@trellis/shared/runtime/control.ts';
import { skipStep } from '@trellis/shared/runtime/skip-step.ts';
import type { RunState } from '@trellis/shared/runtime/state.ts';
import type { WorkspaceTx } from '../db/client.ts';
import { toWorkspaceTime } from '../db/queries/clock.ts';
import { sentBefore } from '../db/queries/run-control.ts';
import type { LockedRun } from '../db/queries/run-locks.ts';
import { recordOwnEvents } from '../intake/own-events.ts';
import { afterRunPause } from '../pauses/frozen.ts';
import { endRunPause, pauseRun } from '../pauses/pause-run.ts';
import type { Plans } from './plans.ts';

export type RefusalCode =
  | 'moved'
  | 'ended'
  | 'not-active'
  | 'not-paused'
  | 'not-waiting'
  | 'not-parked'
  | 'not-held'
  | 'no-timer'
  | 'no-such-node'
  | 'no-trigger'
  | 'already-active'
  | 'name-port';

export type Change =
  | {
      kind: 'changed';
      status: LockedRun['status'];
      endReason?: EndReason;
      state: RunState;
      step: ControlStep | undefined;
      withhold?: string;
    }
  | { kind: 'refused'; code: RefusalCode; message: string; ports?: string[] };

/** What an action makes of a locked run that has not ended; only what belongs beside the run is written here. */
export async function change(
  tx: WorkspaceTx,
  plans: Plans,
  run: LockedRun,
  action: Exclude<ControlAction, { kind: 'restart' }>,
  actor: string,
): Promise<Change> {
  const { state, status } = run;
  const now = toWorkspaceTime(run.clock, run.real);
  const goesOn = status === 'paused' ? 'paused' : 'active';
  switch (action.kind) {
    case 'pause':
      if (status !== 'active') return refuse('not-active', `Only an active run can be paused; this one is ${status}.`);
      await pauseRun(tx, run, { actor, ...(action.durations ? { durations: action.durations } : {}) });
      return { kind: 'changed', status: 'paused', state, step: standingAt(state) };
    case 'resume': {
      if (status !== 'paused') return refuse('not-paused', `Only a paused run can be resumed; this one is ${status}.`);
      await endRunPause(tx, run, actor);
      const counted = afterRunPause(await plans.planOf(tx, run.versionId), state, run);
      return { kind: 'changed', status: 'active', state: counted, step: standingAt(state) };
    }
    case 'skip-wait':
      if (status !== 'active') return refuse('not-active', `Resume the run first; it is ${status}.`);
      return skip(await plans.planOf(tx, run.versionId), state, { now, ...(action.port ? { port: action.port } : {}) });
    case 'run-now': {
      if (status !== 'active') return refuse('not-active', `Resume the run first; it is ${status}.`);
      const due = dueNow(state, now);
      if (!due) return refuse('no-timer', 'The run does not rest by time, so nothing can be due earlier.');
      return { kind: 'changed', status: 'active', ...due };
    }
    case 'move':
    case 'replay': {
      const passSent =
        action.kind === 'replay' && action.mode === 'only-unsent' ? await sentBefore(tx, run.id) : undefined;
      const plan = await plans.planOf(tx, run.versionId);
      const ports = passSent && portsOf(plan, state, passSent);
      const moved = moveTo(plan, state, { node: action.node, ...(ports ? { passSent: ports } : {}) });
      if (!moved) return refuse('no-such-node', `The version of this run has no step "${action.node}".`);
      return { kind: 'changed', status: goesOn, withhold: 'moved', ...moved };
    }
    case 'retry': {
      if (status !== 'parked')
        return refuse('not-parked', `Only a run that a fault parked can be retried; this one is ${status}.`);
      const failed = run.effects.flatMap((effect) =>
        effect.state === 'failed' || effect.state === 'withheld' ? [effect.key] : [],
      );
      const retried = retryFailed(state, new Set(failed));
      return { kind: 'changed', status: 'active', state: retried, step: standingAt(state) };
    }
    case 'skip-step': {
      if (status !== 'active' && status !== 'parked')
        return refuse('not-active', `Resume the run first; it is ${status}.`);
      const plan = await plans.planOf(tx, run.versionId);
      const skipped = skipStep(plan, state, { now, ...(action.port ? { port: action.port } : {}) });
      if (skipped.kind === 'not-held')
        return refuse('not-held', 'No fault holds the run at a step, so none is skipped.');
      if (skipped.kind === 'no-such-port') {
        const message = 'The step has no such way on. Name one of its ports.';
        return { kind: 'refused', code: 'name-port', message, ports: skipped.ports };
      }
      const over = skipped.state.tokens.length === 0;
      return {
        kind: 'changed',
        status: over ? 'ended' : 'active',
        state: skipped.state,
        step: skipped.step,
        withhold: 'moved',
        ...(over ? { endReason: 'no-next-step' as const } : {}),
      };
    }
    case 'set-variable': {
      const { [action.name]: _, ...others } = state.variables;
      const variables = action.value === null ? others : { ...others, [action.name]: action.value };
      return { kind: 'changed', status, state: { ...state, variables }, step: standingAt(state) };
    }
    case 'inject-event': {
      const messageId = `inject:${run.id}:${run.stepNo}`;
      const { name, properties } = action;
      await recordOwnEvents(tx, now, [{ leadId: run.leadId, name, properties, messageId, source: 'test' }]);
      return { kind: 'changed', status, state, step: standingAt(state) };
    }
    case 'exit': {
      const ended = { ...state, tokens: [] };
      return { kind: 'changed', status: 'ended', endReason: 'exited-by-person', state: ended, step: standingAt(state) };
    }
    default:
      return action satisfies never;
  }
}

function refuse(code: RefusalCode, message: string): Change {
  return { kind: 'refused', code, message };
}

function skip(plan: Plan, state: RunState, options: { now: number; port?: string }): Change {
  const skipped = skipWait(plan, state, options);
  if (skipped.kind === 'not-waiting')
    return refuse('not-waiting', 'The run is not waiting now, so there is no wait to skip.');
  if (skipped.kind === 'name-port') {
    const message = 'This wait has no time limit whose way could be taken. Name the port to leave by.';
    return { kind: 'refused', code: 'name-port', message, ports: skipped.ports };
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

/** By which port each node goes on whose message went out: the one it left by, else its first. */
function portsOf(plan: Plan, state: RunState, nodes: readonly string[]): Record<string, string> {
  const ports: Record<string, string> = {};
  for (const node of nodes) {
    const drawn = Object.keys(plan.nodes[node]?.ports ?? {});
    const left = state.outputs[node]?.port;
    const port = left !== undefined && drawn.includes(left) ? left : drawn[0];
    if (port !== undefined) ports[node] = port;
  }
  return ports;
}

/** What of an action the audit keeps: no values, which may be personal. */
export function auditedPart(action: ControlAction): Record<string, unknown> {
  if (action.kind === 'set-variable') return { kind: action.kind, name: action.name };
  if (action.kind === 'inject-event') return { kind: action.kind, name: action.name };
  return { ...action };
}

/** The line of the log: what was done, by whom, and why. */
export function sentenceOf(action: ControlAction, who: string, reason: string | undefined): string {
  return `${wordsOf(action)} by ${who}${reason ? `: ${reason}` : ''}`;
}

function wordsOf(action: ControlAction): string {
  switch (action.kind) {
    case 'pause':
      return 'Paused';
    case 'resume':
      return 'Resumed';
    case 'skip-wait':
      return 'Wait skipped';
    case 'run-now':
      return 'Let go on now';
    case 'move':
      return 'Moved';
    case 'replay':
      return action.mode === 'live' ? 'Replayed from here' : 'Replayed from here, only what was not sent';
    case 'retry':
      return 'Tried again';
    case 'skip-step':
      return 'Step skipped';
    case 'restart':
      return 'Restarted';
    case 'set-variable':
      return `Variable “${action.name}” ${action.value === null ? 'taken away' : 'changed'}`;
    case 'inject-event':
      return `Event “${action.name}” put in`;
    case 'exit':
      return 'Taken out';
    default:
      return action satisfies never;
  }
}
