import type { EventRecord } from '../event/event.ts';
import type { JsonValue } from '../event/json.ts';
import type { LeadSnapshot } from '../lead/lead.ts';
import { nodeType } from '../node/catalog.ts';
import type { Change } from '../node/change.ts';
import { type Decision, END_REASONS } from '../node/decision.ts';
import { resolvePorts } from '../node/ports.ts';
import { arrive, fork } from './branches.ts';
import { decideContext } from './decide-context.ts';
import { askWait, type WaitAnswer } from './open-wait.ts';
import { type ClosedWait, type OpenWait, type Token, visitOf } from './state.ts';
import {
  branchOf,
  effectAt,
  effectKey,
  type Leaving,
  leave,
  log,
  type Moved,
  nodeOf,
  place,
  remove,
  visitIn,
  type Walk,
} from './walk.ts';

/** Carries out what a node decided for a token that stands at it (`since`: when this visit began). */
export function applyDecision(
  walk: Walk,
  token: Token & { at: 'ready' | 'waiting' },
  decision: Decision,
  cause: Leaving['cause'] = walk.cause,
  asked: { by?: string; former?: readonly string[] } = {},
): Moved {
  // What made it ask again is named in the log, but stays free for other waits.
  const seen = asked.by ? { outcome: asked.by } : {};
  const since = token.since ?? walk.world.now;
  const { why } = decision;
  const inputs = why.inputs ? { inputs: why.inputs } : {};
  switch (decision.kind) {
    case 'go': {
      const port = portOf(walk, token.node, decision);
      if (decision.set) Object.assign(walk.state.variables, decision.set);
      if (decision.change) change(walk, token, decision.change);
      const data = decision.output ? { data: decision.output } : {};
      leave(walk, token, { port, text: why.text, cause, ...inputs, ...data, ...seen });
      return { kind: 'moved' };
    }
    case 'wait': {
      const { until, doors, onTime, again, dated, graceMs } = decision;
      const wait: OpenWait = {
        kind: 'wait',
        doors,
        ...definedOnly({ until, onTime, again, dated, graceMs }),
        ...(asked.former && asked.former.length > 0 ? { asked: [...asked.former] } : {}),
        // Worked out anew from a beginning that moved already: former standstills are in it.
        ...(token.at === 'waiting' && walk.world.frozen?.standstills ? { countedTo: walk.world.now } : {}),
      };
      const opens = token.at === 'ready';
      const waiting: Token & { at: 'waiting' } = {
        ...branchOf(token),
        ...visitIn(walk, token),
        at: 'waiting',
        node: token.node,
        since,
        wait,
      };
      // What is there already (look-back) or already over ends the wait before it is one.
      const answer = askWait(walk, wait);
      if (walk.missing.length > 0) return { kind: 'resting' };
      if (decision.change && opens) change(walk, token, decision.change);
      if (answer.kind === 'event' && !answer.door.asks) return leaveByEvent(walk, waiting, answer);
      if (answer.kind === 'time' && onTime) return leaveByTime(walk, waiting, onTime);
      place(walk, waiting);
      log(walk, waiting, { kind: 'rest', cause, text: why.text, ...inputs, ...seen });
      return { kind: 'moved' };
    }
    case 'perform': {
      const key = effectKey(walk, token);
      const performing: Token & { at: 'performing' } = {
        ...branchOf(token),
        ...visitIn(walk, token),
        at: 'performing',
        node: token.node,
        since,
        key,
      };
      place(walk, performing);
      log(walk, performing, { kind: 'rest', cause, text: why.text, ...inputs });
      return { kind: 'effect', effect: effectAt(walk, performing, true) };
    }
    case 'fork':
      fork(walk, token, decision.ports, { text: why.text, cause, ...inputs });
      return { kind: 'moved' };
    case 'join':
      return arrive(walk, token, decision);
    case 'end':
      log(walk, token, {
        kind: 'ended',
        cause,
        text: why.text || END_REASONS[decision.reason],
        outcome: decision.reason,
        ...inputs,
      });
      remove(walk, token);
      return { kind: 'ended', reason: decision.reason };
    case 'park':
      place(walk, { ...branchOf(token), at: 'ready', node: token.node });
      log(walk, token, { kind: 'parked', cause, text: why.text, outcome: decision.code, ...inputs });
      return { kind: 'parked', code: decision.code };
    default:
      return decision satisfies never;
  }
}

/** Asks a waiting token whether something ended its wait, and moves it if so. */
export function resumeWait(walk: Walk, token: Token & { at: 'waiting' }): Moved {
  const { wait } = token;
  const node = nodeOf(walk, token.node);
  if (wait.holds !== undefined) {
    if (!Object.hasOwn(node.ports, wait.holds)) return { kind: 'resting' };
    leave(walk, token, { port: wait.holds, text: 'The workflow leads on from here', cause: walk.cause });
    return { kind: 'moved' };
  }
  if (wait.anew !== undefined) return wait.anew > walk.world.now ? { kind: 'resting' } : askAnew(walk, token);
  const answer = askWait(walk, wait);
  if (answer.kind === 'open' || walk.missing.length > 0) return { kind: 'resting' };
  if (answer.kind === 'event' && answer.door.asks) {
    const former = [...(wait.asked ?? []), answer.event.id];
    return askAgain(walk, token, { timeOver: false, cause: 'event', by: answer.event.name, former });
  }
  if (answer.kind === 'event') return leaveByEvent(walk, token, answer);
  if (wait.kind === 'retry') {
    if (walk.place !== 'any' && node.place !== walk.place) return { kind: 'elsewhere', place: node.place };
    const performing: Token & { at: 'performing' } = {
      ...branchOf(token),
      ...visitIn(walk, token),
      at: 'performing',
      node: token.node,
      since: token.since,
      key: effectKey(walk, token),
    };
    place(walk, performing);
    return { kind: 'effect', effect: effectAt(walk, performing, false) };
  }
  const moved = timeIsOver(walk, token);
  noteClosed(walk, token);
  return moved;
}

function timeIsOver(walk: Walk, token: Token & { at: 'waiting' }): Moved {
  const { wait } = token;
  if (wait.again)
    return askAgain(walk, token, { timeOver: true, cause: 'time', ...(wait.asked ? { former: wait.asked } : {}) });
  if (!wait.onTime) throw new Error(`The wait at node "${token.node}" has a deadline but no port for it.`);
  return leaveByTime(walk, token, wait.onTime);
}

/** Keeps what the wait was for if its token has gone on, the last few of the run. */
function noteClosed(walk: Walk, { id, node, wait }: Token & { at: 'waiting' }): void {
  const doors = wait.doors.filter(({ keeps, asks }) => !keeps && !asks);
  const sleepsOn = walk.state.tokens.some(
    (one) => one.id === id && one.node === node && one.at === 'waiting' && one.wait.holds === undefined,
  );
  if (sleepsOn || doors.length === 0 || wait.until === undefined) return;
  const closed: ClosedWait = { node, until: wait.until, doors };
  walk.state.closed = [...(walk.state.closed ?? []), closed].slice(-CLOSED_KEPT);
}

const CLOSED_KEPT = 3;

function askAgain(
  walk: Walk,
  token: Token & { at: 'waiting' },
  how: { timeOver: boolean; cause: Leaving['cause']; by?: string; former?: readonly string[] },
): Moved {
  const node = nodeOf(walk, token.node);
  const visit = { openedAt: token.since, visit: visitOf(walk.state, token), timeOver: how.timeOver };
  const decision = nodeType(walk.catalog, node.type).definition.decide(decideContext(walk, node, visit));
  if (walk.missing.length > 0) return { kind: 'resting' };
  return applyDecision(walk, token, decision, how.cause, how);
}

/** The version has another node here than the one that opened the wait: what it decides of the same visit. */
function askAnew(walk: Walk, token: Token & { at: 'waiting' }): Moved {
  const node = nodeOf(walk, token.node);
  const visit = { openedAt: token.since, visit: visitOf(walk.state, token), timeOver: false };
  const decision = nodeType(walk.catalog, node.type).definition.decide(decideContext(walk, node, visit));
  if (walk.missing.length > 0) return { kind: 'resting' };
  if (decision.kind === 'wait' || decision.kind === 'go' || decision.kind === 'end')
    return applyDecision(walk, token, decision, walk.cause, { former: token.wait.asked ?? [] });
  // An effect held it until its turn: that stays as it was given.
  const { anew: _, ...wait } = token.wait;
  const kept = { ...token, wait };
  place(walk, kept);
  return resumeWait(walk, kept);
}

/** The port decided for, or the one to take where nobody drew a way behind it. */
function portOf(walk: Walk, node: string, { port, otherwise }: Decision & { kind: 'go' }): string {
  const { ports } = nodeOf(walk, node);
  if (Object.hasOwn(ports, port)) return port;
  if (otherwise !== undefined) return otherwise;
  if (mayHold(walk, node, port)) return port;
  throw new Error(`Node "${node}" decided for the port "${port}", which its plan lacks.`);
}

/** True for a port whose leads rest while nobody drew a way behind it. */
function mayHold(walk: Walk, id: string, port: string): boolean {
  const { type, config } = nodeOf(walk, id);
  const { ports } = nodeType(walk.catalog, type).definition;
  return resolvePorts(ports, config).some(({ id: other, holds }) => other === port && holds === true);
}

function leaveByEvent(
  walk: Walk,
  token: Token & { at: 'waiting' },
  { door, event, text }: WaitAnswer & { kind: 'event' },
): Moved {
  // A door may admit what ended a wait before; the log holds each event once.
  const consumed = door.keeps || walk.state.consumed.includes(event.id) ? {} : { consumed: event.id };
  // Later steps read what came as `output.<node>.event.…`.
  const data = { event: kept(event) };
  leave(walk, token, { port: door.port, text, cause: 'event', outcome: event.name, ...consumed, data });
  return { kind: 'moved' };
}

/** An event's plain properties, bounded: a run's state is written at every step. */
function kept({ name, properties }: EventRecord): Record<string, JsonValue> {
  const plain = Object.entries(properties)
    .filter(([, value]) => typeof value !== 'object' && String(value).length <= KEPT_TEXT)
    .slice(0, KEPT_PROPERTIES);
  return { ...Object.fromEntries(plain), name };
}

const KEPT_TEXT = 300;
const KEPT_PROPERTIES = 20;

function leaveByTime(walk: Walk, token: Token & { at: 'waiting' }, port: string): Moved {
  leave(walk, token, { port, text: 'Time over', cause: 'time' });
  return { kind: 'moved' };
}

/** Later nodes of the same stretch see the lead as changed; the caller writes the changes in its transaction. */
function change(walk: Walk, token: Token, changes: Change[]): void {
  const { node } = token;
  const key = effectKey(walk, token);
  walk.changes.push(...changes.map((one) => ({ key, node, change: one })));
  walk.world.lead = changes.reduce(applyChange, walk.world.lead);
}

/** The lead with one change applied; changes to other things leave it as it is. */
export function applyChange(lead: LeadSnapshot, change: Change): LeadSnapshot {
  switch (change.kind) {
    case 'set-attribute':
      return { ...lead, attributes: { ...lead.attributes, [change.name]: change.value } };
    case 'remove-attribute': {
      const { [change.name]: _, ...attributes } = lead.attributes;
      return { ...lead, attributes };
    }
    case 'add-tag':
      return lead.tags.includes(change.tag) ? lead : { ...lead, tags: [...lead.tags, change.tag] };
    case 'remove-tag':
      return { ...lead, tags: lead.tags.filter((tag) => tag !== change.tag) };
    case 'create-task':
    case 'emit-event':
    case 'start-workflow':
    case 'stop-workflow':
    case 'add-to-segment':
    case 'remove-from-segment':
      return lead;
    default:
      return change satisfies never;
  }
}

/** The object without its undefined fields. */
function definedOnly<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
