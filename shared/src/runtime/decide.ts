import type { LeadSnapshot } from '../lead/lead.ts';
import { nodeType } from '../node/catalog.ts';
import { type Decision, END_REASONS, type LeadChange } from '../node/decision.ts';
import { arrive, fork } from './branches.ts';
import { decideContext } from './decide-context.ts';
import { askWait, type WaitAnswer } from './open-wait.ts';
import type { OpenWait, Token } from './state.ts';
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
  visitOf,
  type Walk,
} from './walk.ts';

/** Carries out what a node decided for a token that stands at it (`since`: when this visit began). */
export function applyDecision(
  walk: Walk,
  token: Token & { at: 'ready' | 'waiting' },
  decision: Decision,
  cause: Leaving['cause'] = walk.cause,
): Moved {
  const since = token.since ?? walk.world.now;
  const { why } = decision;
  const inputs = why.inputs ? { inputs: why.inputs } : {};
  switch (decision.kind) {
    case 'go': {
      if (!Object.hasOwn(nodeOf(walk, token.node).ports, decision.port)) {
        throw new Error(`Node "${token.node}" decided for the port "${decision.port}", which its plan lacks.`);
      }
      if (decision.set) Object.assign(walk.state.variables, decision.set);
      if (decision.change) change(walk, decision.change);
      leave(walk, token, { port: decision.port, text: why.text, cause, ...inputs });
      return { kind: 'moved' };
    }
    case 'wait': {
      const { until, doors, onTime, again, dated, graceMs } = decision;
      const wait: OpenWait = { kind: 'wait', doors, ...definedOnly({ until, onTime, again, dated, graceMs }) };
      const waiting: Token & { at: 'waiting' } = { ...branchOf(token), at: 'waiting', node: token.node, since, wait };
      // What is there already (look-back) or already over ends the wait before it is one.
      const answer = askWait(walk, wait);
      if (walk.missing.length > 0) return { kind: 'resting' };
      if (answer.kind === 'event') return leaveByEvent(walk, waiting, answer);
      if (answer.kind === 'time' && onTime) return leaveByTime(walk, waiting, onTime);
      place(walk, waiting);
      log(walk, waiting, { kind: 'rest', cause, text: why.text, ...inputs });
      return { kind: 'moved' };
    }
    case 'perform': {
      const key = effectKey(walk, token.node);
      const performing: Token & { at: 'performing' } = {
        ...branchOf(token),
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
  const answer = askWait(walk, wait);
  if (answer.kind === 'open' || walk.missing.length > 0) return { kind: 'resting' };
  if (answer.kind === 'event') return leaveByEvent(walk, token, answer);
  if (wait.kind === 'retry') {
    if (walk.place !== 'any' && node.place !== walk.place) return { kind: 'elsewhere', place: node.place };
    const performing: Token & { at: 'performing' } = {
      ...branchOf(token),
      at: 'performing',
      node: token.node,
      since: token.since,
      key: effectKey(walk, token.node),
    };
    place(walk, performing);
    return { kind: 'effect', effect: effectAt(walk, performing, false) };
  }
  if (wait.again) {
    const visit = { openedAt: token.since, visit: visitOf(walk, node.id), timeOver: true };
    const decision = nodeType(walk.catalog, node.type).definition.decide(decideContext(walk, node, visit));
    if (walk.missing.length > 0) return { kind: 'resting' };
    return applyDecision(walk, token, decision, 'time');
  }
  if (!wait.onTime) throw new Error(`The wait at node "${token.node}" has a deadline but no port for it.`);
  return leaveByTime(walk, token, wait.onTime);
}

function leaveByEvent(
  walk: Walk,
  token: Token & { at: 'waiting' },
  { door, event, text }: WaitAnswer & { kind: 'event' },
): Moved {
  // A door may admit what ended a wait before; the log holds each event once.
  const consumed = walk.state.consumed.includes(event.id) ? {} : { consumed: event.id };
  leave(walk, token, { port: door.port, text, cause: 'event', outcome: event.name, ...consumed });
  return { kind: 'moved' };
}

function leaveByTime(walk: Walk, token: Token & { at: 'waiting' }, port: string): Moved {
  leave(walk, token, { port, text: 'Time over', cause: 'time' });
  return { kind: 'moved' };
}

/** Later nodes of the same stretch see the lead as changed; the caller writes the changes in its transaction. */
function change(walk: Walk, changes: LeadChange[]): void {
  walk.changes.push(...changes);
  walk.world.lead = changes.reduce(applyChange, walk.world.lead);
}

/** The lead with one change applied. */
export function applyChange(lead: LeadSnapshot, change: LeadChange): LeadSnapshot {
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
