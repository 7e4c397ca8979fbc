import type { LeadSnapshot } from '@trellis/shared/lead/lead.ts';
import { canonicalJson } from '@trellis/shared/plan/canonical.ts';
import type { Place, Plan } from '@trellis/shared/plan/plan.ts';
import type { Advance } from '@trellis/shared/runtime/answer.ts';
import { migrate, type TokenMove } from '@trellis/shared/runtime/migrate.ts';
import { dueAt } from '@trellis/shared/runtime/open-wait.ts';
import { type RunState, type Token, visitOf } from '@trellis/shared/runtime/state.ts';
import type { WorkspaceTx } from '../db/client.ts';
import { toRealTime, toWorkspaceTime } from '../db/queries/clock.ts';
import { enqueue } from '../db/queries/outbox.ts';
import { markWoken } from '../db/queries/routing.ts';
import type { LockedRun } from '../db/queries/run-locks.ts';
import { type StepRow, type WaitRow, writeDecision } from '../db/queries/run-writes.ts';
import { countedUpTo } from '../pauses/frozen.ts';
import type { DecideDeps } from '../runs/decide-once.ts';
import { advanceLoaded, worldOf } from '../runs/run-world.ts';

/** Where a run is to go. */
export interface MoveOrder {
  versionId: string;
  versionNumber: number;
  target: string | null;
  actorName: string;
  /** The run goes on at once (it has just left its node), so nobody has to be woken. */
  goesOn?: boolean;
  /** Those that come due by the move go on after so much real time, ms. */
  afterMs?: number;
}

export type MovedRun =
  | { kind: 'moved'; stepNo: number; before: RunState; woken: boolean }
  /** An effect is under way: it is settled first. */
  | { kind: 'settle-first' }
  | { kind: 'refused'; code: 'no-place' | 'ended' };

/** Names no place: `advance` stops before anything that is performed outside. */
export const NOWHERE = 'nowhere' as Place;

/**
 * Takes a locked run to another version in the caller's transaction: its place, its waits under the new plan, the log. It is woken only if its
 * deadline is earlier now or it can go on; whoever else rests is found by its timer as before.
 */
export async function moveRun(
  tx: WorkspaceTx,
  deps: DecideDeps,
  { run, lead, order }: { run: LockedRun; lead: LeadSnapshot; order: MoveOrder },
): Promise<MovedRun> {
  if (run.status === 'ended') return { kind: 'refused', code: 'ended' };
  const [from, to] = [await deps.plans.planOf(tx, run.versionId), await deps.plans.planOf(tx, order.versionId)];
  const now = toWorkspaceTime(run.clock, run.real);
  const { target } = order;
  // The pauses of its version up to now belong to its waits; from here on those of the other one are read.
  const state = countedUpTo(run.state, run);
  const migrated = migrate({ from, to, state, now, settled: isSettled(run), ...(target ? { target } : {}) });
  if (migrated.kind === 'settle-first') return migrated;
  if (migrated.kind === 'no-place') return { kind: 'refused', code: 'no-place' };
  const resolved =
    order.goesOn || run.status !== 'active'
      ? { state: migrated.state, rests: [], goesOn: false }
      : await resolveMoved(tx, deps, {
          run,
          lead,
          from,
          to,
          before: state,
          state: migrated.state,
          afterMs: order.afterMs ?? 0,
        });
  const text = `Moved to v${order.versionNumber} by ${order.actorName}`;
  const moves = migrated.moves.map((move) => moveStep(move, text, now));
  const woken =
    resolved.goesOn || (run.status === 'active' && !order.goesOn && earliest(resolved.state) < earliest(state));
  const inMs = resolved.goesOn ? (order.afterMs ?? 0) : 0;
  const stepNo = await writeMove(tx, run, {
    versionId: order.versionId,
    state: resolved.state,
    steps: [...moves, ...resolved.rests],
    ...(woken ? { wakeInMs: inMs } : {}),
    dueNoLater: resolved.goesOn ? run.real + inMs : null,
  });
  return { kind: 'moved', stepNo, before: run.state, woken };
}

/** True where no token stands at an effect that is claimed or under way. */
export function isSettled({ state, effects }: LockedRun): boolean {
  return state.tokens.every(
    (token) =>
      token.at !== 'performing' ||
      effects.some(({ key, state: at }) => key === token.key && at !== 'claimed' && at !== 'transmitting'),
  );
}

export interface Resolved {
  state: RunState;
  /** What was decided anew of its waits, for the log. */
  rests: Advance['steps'];
  goesOn: boolean;
}

/** Asks the new plan what becomes of the run now: it rests, with deadlines of the new plan, or it can go on. */
export async function resolveMoved(
  tx: WorkspaceTx,
  deps: DecideDeps,
  ask: {
    run: LockedRun;
    lead: LeadSnapshot;
    from: Plan;
    to: Plan;
    before: RunState;
    state: RunState;
    afterMs: number;
  },
): Promise<Resolved> {
  const { run, lead, from, to, before, state, afterMs } = ask;
  if (!mayDiffer(from, to, before, state)) return { state, rests: [], goesOn: false };
  const world = worldOf(run, lead, to);
  const { decided } = await advanceLoaded(
    tx,
    { plan: to, catalog: deps.catalog, state, cause: 'control', place: NOWHERE, world },
    run.leadId,
  );
  const { stop, steps, changes } = decided;
  if (stop.kind === 'wait' && changes.length === 0 && steps.every(({ kind }) => kind === 'rest'))
    return { state: decided.state, rests: steps, goesOn: false };
  // It goes on by itself, in its turn: from then on its waits are asked anew.
  const turn = toWorkspaceTime(run.clock, run.real + afterMs);
  return { state: { ...state, tokens: state.tokens.map((token) => inTurn(token, turn)) }, rests: [], goesOn: true };
}

/** False where the new plan cannot decide otherwise than the old one did: nothing has to be looked up. */
function mayDiffer(from: Plan, to: Plan, before: RunState, state: RunState): boolean {
  if (canonicalJson(from.listens) !== canonicalJson(to.listens)) return true;
  return state.tokens.some((token, index) => {
    if (token !== before.tokens[index]) return true;
    if (token.at === 'ready') return true;
    const holds = token.at === 'waiting' ? token.wait.holds : undefined;
    return holds !== undefined && Object.hasOwn(to.nodes[token.node]?.ports ?? {}, holds);
  });
}

function inTurn(token: Token, turn: number): Token {
  if (token.at === 'joined') return { ...token, join: { ...token.join, anew: turn, until: turn } };
  if (token.at !== 'waiting' || token.wait.kind === 'retry' || token.wait.holds !== undefined) return token;
  const { graceMs: _, ...wait } = token.wait;
  return { ...token, wait: { ...wait, anew: turn, until: turn, dated: true } };
}

function moveStep({ token, node, visit, openedAt, to, givenUp }: TokenMove, text: string, at: number): LogStep {
  const base = { token, node, visit, openedAt, at, cause: 'migrate' };
  if (givenUp)
    return { ...base, kind: 'ended', text: 'Given up: its branch is not in the new version', outcome: 'given-up' };
  return { ...base, kind: 'control', text, ...(to ? { to } : {}) };
}

type LogStep = Omit<StepRow, 'stepNo'>;

/** Writes a locked run on a version: state, waits, log, and a wake-up where it is owed. Answers its new number. */
export async function writeMove(
  tx: WorkspaceTx,
  run: LockedRun,
  write: {
    versionId: string;
    state: RunState;
    steps: readonly LogStep[];
    wakeInMs?: number;
    /** Real time, epoch ms: the run is not called overdue before. */
    dueNoLater: number | null;
  },
): Promise<number> {
  const { versionId, state, steps, wakeInMs, dueNoLater } = write;
  const stepNo = run.stepNo + steps.length;
  const due = earliest(state);
  const dueReal = Number.isFinite(due) ? toRealTime(run.clock, due) : null;
  await writeDecision(tx, {
    runId: run.id,
    versionId,
    status: run.status,
    reason: run.status === 'parked' ? run.reason : null,
    state,
    stepNo,
    dueAt: run.status !== 'active' ? null : (dueNoLater ?? dueReal),
    clockVersion: run.clock.version,
    steps: steps.map((step, index) => ({ ...step, stepNo: run.stepNo + index + 1 })),
    waits: waitsOf(state),
    withhold: givenUp(run, state),
    saw: { kind: 'changed', state, ...(run.stepNo === 0 ? { from: run.state } : {}) },
  });
  if (wakeInMs !== undefined) {
    // Later than now it is due by its own time: an event that comes before still wakes it.
    if (wakeInMs === 0) await markWoken(tx, [run.id], run.stepNo);
    await enqueue(tx, [{ kind: 'wake', runId: run.id, n: run.stepNo, inMs: wakeInMs }]);
  }
  return stepNo;
}

/** Effects not begun whose token is elsewhere now: they never begin. */
function givenUp(run: LockedRun, state: RunState): string[] {
  const standing = new Set(
    state.tokens.flatMap((token) =>
      token.at === 'performing' || token.at === 'waiting'
        ? [`${token.id} ${run.id}:${token.node}:${visitOf(state, token)}`]
        : [],
    ),
  );
  return run.effects.flatMap(({ key, token, state: at }) =>
    at === 'claimed' && !standing.has(`${token} ${key}`) ? [key] : [],
  );
}

function waitsOf({ tokens }: RunState): WaitRow[] {
  return tokens.flatMap((token): WaitRow[] => {
    if (token.at === 'joined') {
      const { id, node, since, join } = token;
      return [{ token: id, node, kind: 'wait', since, deadline: join.until ?? null, doors: [] }];
    }
    if (token.at !== 'waiting') return [];
    const { id, node, since, wait } = token;
    return [{ token: id, node, kind: wait.kind, since, deadline: dueAt(token) ?? null, doors: wait.doors }];
  });
}

/** The first deadline of a state (epoch ms, workspace time); infinity where nothing is due by time. */
export function earliest({ tokens }: RunState): number {
  return Math.min(
    ...tokens.map((token) => {
      if (token.at === 'waiting') return dueAt(token) ?? Number.POSITIVE_INFINITY;
      if (token.at === 'joined') return token.join.until ?? Number.POSITIVE_INFINITY;
      return Number.POSITIVE_INFINITY;
    }),
  );
}
