import type { Catalog } from '../node/catalog.ts';
import type { CarriedChange } from '../node/change.ts';
import type { EndReason } from '../node/decision.ts';
import type { Lookup } from '../node/lookup.ts';
import type { Place, Plan, PlanNode } from '../plan/plan.ts';
import type { Cause, EffectAt, Step } from './answer.ts';
import { type RunState, type Token, visitOf } from './state.ts';
import type { World } from './world.ts';

/** The working copy of one `advance` call. Nothing outside sees it before the call ends. */
export interface Walk {
  plan: Plan;
  catalog: Catalog;
  place: Place | 'any';
  cause: Cause;
  world: World;
  state: RunState;
  steps: Step[];
  changes: CarriedChange[];
  missing: Lookup[];
}

/** How one try to move a token went. `parked` and `ended` carry what to say if it was the last. */
export type Moved =
  | { kind: 'moved' }
  | { kind: 'ended'; reason: EndReason }
  | { kind: 'parked'; code: string }
  | { kind: 'elsewhere'; place: Place }
  | { kind: 'effect'; effect: EffectAt }
  | { kind: 'resting' };

/** The plan's node; throws where a migration or a defect left a token at a node that the plan lacks. */
export function nodeOf(walk: Pick<Walk, 'plan'>, id: string): PlanNode {
  const node = walk.plan.nodes[id];
  if (!node) throw new Error(`The plan has no node "${id}", but a token stands there: move the run or migrate it.`);
  return node;
}

/** Puts a token in the place of the one with its id. */
export function place(walk: Walk, token: Token): void {
  walk.state.tokens = walk.state.tokens.map((other) => (other.id === token.id ? token : other));
}

/** Logs a decision of the token. */
export function log(
  walk: Walk,
  token: Token,
  step: Pick<Step, 'kind' | 'cause' | 'text'> & Partial<Pick<Step, 'port' | 'to' | 'inputs' | 'outcome' | 'consumed'>>,
): void {
  const openedAt = token.at === 'ready' ? (token.since ?? walk.world.now) : token.since;
  walk.steps.push({
    token: token.id,
    node: token.node,
    visit: visitOf(walk.state, token),
    openedAt,
    at: walk.world.now,
    ...step,
  });
}

export interface Leaving {
  port: string;
  text: string;
  cause: Step['cause'];
  inputs?: Record<string, unknown>;
  outcome?: string;
  consumed?: string;
  data?: Record<string, unknown>;
  sentAt?: number;
}

/** Takes the token out of its node by a port: to the next node, or off the plan where the port ends here. */
export function leave(walk: Walk, token: Token, leaving: Leaving): void {
  const { port, data, sentAt, consumed, text, cause, inputs, outcome } = leaving;
  const exit = nodeOf(walk, token.node).ports[port];
  if (!exit && port !== '') {
    hold(walk, token, leaving);
    return;
  }
  walk.state.outputs[token.node] = {
    port,
    at: walk.world.now,
    ...(sentAt === undefined ? {} : { sentAt }),
    ...(data ? { data } : {}),
  };
  if (consumed) walk.state.consumed.push(consumed);
  const optional = {
    ...(inputs ? { inputs } : {}),
    ...(outcome ? { outcome } : {}),
    ...(consumed ? { consumed } : {}),
  };
  if (exit?.to) {
    log(walk, token, { kind: 'left', cause, port, to: exit.to, text, ...optional });
    place(walk, { ...branchOf(token), at: 'ready', node: exit.to });
  } else {
    log(walk, token, { kind: 'left', cause, port, text, ...optional });
    remove(walk, token);
  }
}

/** Nobody drew a way behind the port: the lead rests there until a version has one (3.W10). */
function hold(walk: Walk, token: Token, { port, text, cause, inputs, outcome, consumed }: Leaving): void {
  const since = token.at === 'ready' ? (token.since ?? walk.world.now) : token.since;
  if (consumed) walk.state.consumed.push(consumed);
  log(walk, token, {
    kind: 'rest',
    cause,
    text: `${text}; rests here until the workflow leads on`,
    ...(inputs ? { inputs } : {}),
    ...(outcome ? { outcome } : {}),
    ...(consumed ? { consumed } : {}),
  });
  const wait = { kind: 'wait' as const, doors: [], holds: port };
  place(walk, { ...branchOf(token), ...visitIn(walk, token), at: 'waiting', node: token.node, since, wait });
}

/** What a token keeps wherever it goes: its id and the forks it is a branch of. */
export function branchOf({ id, forks }: Token): { id: number; forks?: string[] } {
  return forks && forks.length > 0 ? { id, forks } : { id };
}

/** What a token keeps as long as it is at its node. */
export const visitIn = (walk: Walk, token: Token): { visit: number } => ({ visit: visitOf(walk.state, token) });

/** Takes the token off the plan. */
export function remove(walk: Walk, token: Token): void {
  walk.state.tokens = walk.state.tokens.filter((other) => other.id !== token.id);
}

/** `run:node:visit`: unique for ever, so that nothing is done twice. */
export const effectKey = (walk: Walk, token: Token): string =>
  `${walk.world.runId}:${token.node}:${visitOf(walk.state, token)}`;

/** Where the token's effect stands. */
export function effectAt(walk: Walk, token: Token & { at: 'performing' }, fresh: boolean): EffectAt {
  const node = nodeOf(walk, token.node);
  return {
    key: token.key,
    token: token.id,
    node: node.id,
    visit: visitOf(walk.state, token),
    type: node.type,
    place: node.place,
    fresh,
  };
}
