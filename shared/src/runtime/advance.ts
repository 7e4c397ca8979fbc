import { evaluate } from '../condition/evaluate.ts';
import { reasonSentence } from '../condition/sentence.ts';
import { type Catalog, nodeType } from '../node/catalog.ts';
import type { EndReason } from '../node/decision.ts';
import { missingFrom } from '../node/lookup.ts';
import type { Place, Plan, PlanNode } from '../plan/plan.ts';
import type { Advance, Cause, Settled, Stop } from './answer.ts';
import { resumeJoin } from './branches.ts';
import { applyDecision, resumeWait } from './decide.ts';
import { conditionWorld, decideContext } from './decide-context.ts';
import { holdOf, thawed } from './frozen.ts';
import { interrupt, looksBack } from './listens.ts';
import { dueAt, earliestDoor } from './open-wait.ts';
import { settle } from './settle.ts';
import type { RunState, Token } from './state.ts';
import { effectAt, leave, log, type Moved, nodeOf, type Walk } from './walk.ts';
import type { World } from './world.ts';

/** More nodes than this without rest is a loop that the compiler should have refused. */
const MAX_NODES = 2_000;

export interface AdvanceInput {
  plan: Plan;
  catalog: Catalog;
  state: RunState;
  cause: Cause;
  world: World;
  /** Where the caller stands: effects of another place stop the walk before they are decided. `any` for simulation. */
  place: Place | 'any';
  /** The effect that was just performed, or judged from its row. */
  settled?: Settled;
  /** Stops (`step`) as soon as a token has left its node: the run goes on in another version. */
  untilLeft?: boolean;
}

/**
 * Walks a run from where it stands until an effect must happen, a time or event must be awaited, or it ends. Pure and synchronous: equal
 * inputs give equal answers, nothing is changed, and a look-up that is not at hand is asked for (`load`) instead of fetched.
 *
 * @throws when plan or catalog cannot belong to the state (a defect, never a user's mistake).
 */
export function advance(input: AdvanceInput): Advance {
  const walk: Walk = {
    plan: input.plan,
    catalog: input.catalog,
    place: input.place,
    cause: input.cause,
    world: { ...input.world },
    state: copyOf(input.state),
    steps: [],
    changes: [],
    missing: [],
  };
  const stop = walkOn(walk, input.settled, input.untilLeft === true);
  return stop.kind === 'load'
    ? { state: input.state, steps: [], changes: [], stop }
    : { state: walk.state, steps: walk.steps, changes: walk.changes, stop };
}

function walkOn(walk: Walk, settled: Settled | undefined, untilLeft: boolean): Stop {
  const { frozen, now } = walk.world;
  let reason: EndReason = 'no-next-step';
  walk.state.tokens = thawed(walk.plan, frozen, walk.state.tokens, now);
  if (settled) {
    const moved = settle(walk, settled);
    if (moved.kind === 'parked') return moved;
    if (moved.kind === 'ended') reason = moved.reason;
  }
  if (frozen?.all && walk.state.tokens.length > 0) return earliest(walk);
  // Exit rules and goals come first, at every call: before the first step, before each effect, and after a pause.
  for (let heard = looksBack(walk, walk.plan); walk.state.tokens.length > 0; heard = looksBack(walk, walk.plan)) {
    const earlier = heard && earliestDoor(walk, heard.event);
    const missing = missingFrom(walk.world.loaded, walk.missing);
    if (missing.length > 0) return { kind: 'load', lookups: missing };
    if (!heard) break;
    if (earlier) {
      // What happened before it ends its wait before it: events are applied in the order in which they occurred.
      const moved = resumeWait(walk, earlier);
      const looked = missingFrom(walk.world.loaded, walk.missing);
      if (looked.length > 0) return { kind: 'load', lookups: looked };
      if (moved.kind === 'parked' || moved.kind === 'effect') return moved;
      if (moved.kind === 'ended') reason = moved.reason;
      if (moved.kind !== 'resting') continue;
    }
    const { state, step, ended } = interrupt(walk.state, heard, walk.world.now);
    walk.state = state;
    walk.steps.push(step);
    if (ended) reason = ended;
  }
  for (let visited = 0; visited <= MAX_NODES; ) {
    const left = untilLeft && walk.state.tokens.length > 0 ? walk.steps.find(({ kind }) => kind === 'left') : undefined;
    if (left) return { kind: 'step', place: 'local', label: nodeOf(walk, left.node).name };
    let progressed = false;
    // Branches first: what was due before a join's time was over has come in time, however late this call is.
    for (const token of joinsLast(walk.state.tokens)) {
      const moved = move(walk, token);
      const missing = missingFrom(walk.world.loaded, walk.missing);
      if (missing.length > 0) return { kind: 'load', lookups: missing };
      if (moved.kind === 'effect') return moved;
      if (moved.kind === 'parked') return moved;
      if (moved.kind === 'elsewhere') return { kind: 'step', place: moved.place, label: nodeOf(walk, token.node).name };
      if (moved.kind === 'resting') continue;
      if (moved.kind === 'ended') reason = moved.reason;
      progressed = true;
      visited++;
      break;
    }
    if (walk.state.tokens.length === 0) return { kind: 'end', reason };
    if (!progressed) return earliest(walk);
  }
  return { kind: 'parked', code: 'endless-loop' };
}

function joinsLast(tokens: readonly Token[]): Token[] {
  return [...tokens.filter(({ at }) => at !== 'joined'), ...tokens.filter(({ at }) => at === 'joined')];
}

function move(walk: Walk, token: Token): Moved {
  if (holdOf(walk.plan, walk.world.frozen, token)) return { kind: 'resting' };
  switch (token.at) {
    case 'ready':
      return visit(walk, token);
    case 'waiting':
      return resumeWait(walk, token);
    case 'performing': {
      const node = nodeOf(walk, token.node);
      if (walk.place !== 'any' && node.place !== walk.place) return { kind: 'elsewhere', place: node.place };
      return { kind: 'effect', effect: effectAt(walk, token, false) };
    }
    case 'joined':
      return resumeJoin(walk, token);
    default:
      return token satisfies never;
  }
}

function visit(walk: Walk, token: Token & { at: 'ready' }): Moved {
  const node = nodeOf(walk, token.node);
  // An effect of another place is not decided here: its gates would age in the queue of that place.
  if (node.place !== 'local' && !node.off && walk.place !== 'any' && node.place !== walk.place) {
    return { kind: 'elsewhere', place: node.place };
  }
  const visits = (walk.state.visits[node.id] ?? 0) + 1;
  if (node.off) {
    walk.state.visits[node.id] = visits;
    const port = Object.keys(node.ports)[0] ?? '';
    leave(walk, { ...token, visit: visits }, { port, text: 'Switched off: passed through', cause: walk.cause });
    return { kind: 'moved' };
  }
  const sentBefore = walk.state.passSent?.[node.id];
  if (sentBefore !== undefined) {
    walk.state.visits[node.id] = visits;
    const { [node.id]: _, ...others } = walk.state.passSent ?? {};
    walk.state.passSent = others;
    const { sentAt, data } = walk.state.outputs[node.id] ?? {};
    leave(
      walk,
      { ...token, visit: visits },
      {
        port: sentBefore,
        text: 'Sent on an earlier visit, so not again',
        cause: walk.cause,
        outcome: 'already-sent',
        ...(sentAt === undefined ? {} : { sentAt }),
        ...(data ? { data } : {}),
      },
    );
    return { kind: 'moved' };
  }
  const guarded = guard(walk, token, node);
  if (guarded) return guarded;
  const context = decideContext(walk, node, { openedAt: walk.world.now, visit: visits, timeOver: false });
  const decision = nodeType(walk.catalog, node.type).definition.decide(context);
  if (missingFrom(walk.world.loaded, walk.missing).length > 0) return { kind: 'resting' };
  walk.state.visits[node.id] = visits;
  return applyDecision(walk, { ...token, visit: visits, since: walk.world.now }, decision);
}

/** Messages go only to leads that still meet the workflow's guard. */
function guard(walk: Walk, token: Token & { at: 'ready' }, node: PlanNode): Moved | undefined {
  const { guard: condition } = walk.plan.settings;
  if (!condition || !MESSAGE_PLACES.has(node.place)) return undefined;
  const evaluation = evaluate(condition, conditionWorld(walk));
  if (missingFrom(walk.world.loaded, walk.missing).length > 0) return { kind: 'resting' };
  if (evaluation.value === true) return undefined;
  log(walk, token, {
    kind: 'ended',
    cause: walk.cause,
    text: `Left before “${node.name}”: ${reasonSentence(evaluation)}`,
    outcome: 'guard',
  });
  walk.state.tokens = [];
  return { kind: 'ended', reason: 'guard' };
}

/** Places whose effects are messages to the lead. */
const MESSAGE_PLACES: ReadonlySet<Place> = new Set<Place>(['email', 'sms']);

/** The earliest deadline of all waiting tokens decides when somebody comes back to ask. */
function earliest(walk: Walk): Stop {
  let until: number | undefined;
  let first: Token | undefined;
  for (const token of walk.state.tokens) {
    const hold = holdOf(walk.plan, walk.world.frozen, token);
    if (!hold && token.at !== 'waiting' && token.at !== 'joined') continue;
    const due = hold ? hold.until : restsUntil(token);
    if (!first || (due !== undefined && (until === undefined || due < until))) {
      first = token;
      until = due ?? until;
    }
  }
  if (!first) throw new Error('A run rests, but none of its tokens waits: this is a defect of the interpreter.');
  const node = nodeOf(walk, first.node);
  const label = node.name;
  if (first.at !== 'waiting' || holdOf(walk.plan, walk.world.frozen, first))
    return { kind: 'wait', ...(until === undefined ? {} : { until }), onTimer: 'local', onWake: 'local', label };
  const { wait } = first;
  const onTimer = wait.kind === 'retry' ? node.place : (node.ports[wait.onTime ?? '']?.place ?? 'local');
  const [door, ...others] = wait.doors;
  const alone = door && others.length === 0 && walk.state.tokens.length === 1;
  const onWake = wait.kind === 'retry' ? node.place : alone ? (node.ports[door.port]?.place ?? 'local') : 'local';
  return { kind: 'wait', ...(until === undefined ? {} : { until }), onTimer, onWake, label };
}

function restsUntil(token: Token): number | undefined {
  if (token.at === 'waiting') return dueAt(token);
  return token.at === 'joined' ? token.join.until : undefined;
}

/** A copy as deep as `advance` changes it. */
function copyOf(state: RunState): RunState {
  return {
    ...state,
    tokens: [...state.tokens],
    visits: { ...state.visits },
    variables: { ...state.variables },
    outputs: { ...state.outputs },
    consumed: [...state.consumed],
  };
}
