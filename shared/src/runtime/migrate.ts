import { canonicalJson } from '../plan/canonical.ts';
import type { Plan, PlanNode } from '../plan/plan.ts';
import { collapse } from './migrate-branches.ts';
import { passSentIn } from './pass-sent.ts';
import { type RunState, type Token, visitOf } from './state.ts';
import { branchOf } from './walk.ts';

/*
 * A run goes from one version's plan to another's (3.V2). Each of its tokens is placed in the new plan:
 *
 *   its node is there, of the same type ──▶ it stays in the same visit of it, since the same moment; a wait whose config differs is asked anew
 *   its node is gone ──▶ it is about to come to the first node of its way in the old plan that the new one has
 *   a person named a target ──▶ there, as one token
 *
 * So a step put in before its place is never run, and what was sent is passed by where the new plan would lead through it again. What the run
 * knows (variables, outputs, visits, goals, events that ended its waits) stays. An effect under way is settled first.
 */

export interface MigrationInput {
  from: Plan;
  to: Plan;
  state: RunState;
  /** Workspace time, epoch ms: from then on a changed wait is asked anew. */
  now: number;
  /** A node of the new plan that a person chose. */
  target?: string | undefined;
  /** Nothing of the run is claimed or transmitting: a token that performs stands at an effect that failed. */
  settled: boolean;
}

/** What became of one token, for the log: it stays at its node, goes to another, or is given up. */
export interface TokenMove {
  token: number;
  node: string;
  visit: number;
  openedAt: number;
  to?: string;
  givenUp?: true;
}

export type Migrated =
  | { kind: 'moved'; state: RunState; moves: TokenMove[] }
  | { kind: 'settle-first' }
  /** The node is gone and nothing that followed it is left: a person names the target. */
  | { kind: 'no-place'; node: string };

/** A run's state under another plan. Pure; to the same plan it changes nothing. */
export function migrate({ from, to, state, now, target, settled }: MigrationInput): Migrated {
  if (!settled && state.tokens.some(({ at }) => at === 'performing')) return { kind: 'settle-first' };
  const [first] = state.tokens;
  const sentAnew = target !== undefined && first && !(state.tokens.length === 1 && first.node === target);
  const placed: Placed[] = [];
  if (sentAnew) {
    if (!Object.hasOwn(to.nodes, target)) return { kind: 'no-place', node: target };
    placed.push({ former: first, token: { id: first.id, at: 'ready', node: target }, stays: false });
  } else {
    for (const token of state.tokens) {
      const one = place(from, to, token, now);
      if (!one) return { kind: 'no-place', node: token.node };
      placed.push(one);
    }
  }
  const kept = sentAnew ? placed : collapse(from, to, placed);
  const tokens = kept.map(({ token }) => token);
  const passSent = passSentIn({ from, to, state, tokens, always: sentAnew === true });
  const { passSent: _, ...rest } = state;
  return {
    kind: 'moved',
    state: { ...rest, tokens, ...(Object.keys(passSent).length > 0 ? { passSent } : {}) },
    moves: state.tokens.map((former) =>
      told(
        state,
        former,
        kept.find(({ token }) => token.id === former.id),
      ),
    ),
  };
}

/** A token and where it came to. `stays`: in the same visit of the same node. */
export interface Placed {
  former: Token;
  token: Token;
  stays: boolean;
}

function place(from: Plan, to: Plan, token: Token, now: number): Placed | undefined {
  const node = to.nodes[token.node];
  if (!node || !survives(from, to, token.node)) {
    const port = token.at === 'waiting' ? token.wait.onTime : undefined;
    // Another type at its place is another step: it is come to anew.
    const next = node ? token.node : successor(from, to, token.node, port);
    if (next === undefined) return undefined;
    return { former: token, token: { ...branchOf(token), at: 'ready', node: next }, stays: false };
  }
  // Switched off since: passed through like by anybody who comes to it.
  if (node.off && !from.nodes[token.node]?.off && token.at !== 'ready')
    return { former: token, token: { ...branchOf(token), at: 'ready', node: token.node }, stays: false };
  return { former: token, token: asked(token, isSame(from, to, token.node), now), stays: true };
}

/** A rest under a changed config is decided anew, with the beginning it had. */
function asked(token: Token, same: boolean, now: number): Token {
  if (same) return token;
  if (token.at === 'joined') return { ...token, join: { ...token.join, anew: now } };
  if (token.at !== 'waiting' || token.wait.kind === 'retry' || token.wait.holds !== undefined) return token;
  return { ...token, wait: { ...token.wait, anew: now } };
}

/** True for a node that the new plan has, of the same type. A state may stand at a node that its own plan lacks only by a defect. */
export function survives(from: Plan, to: Plan, id: string): boolean {
  const [former, node] = [from.nodes[id], to.nodes[id]];
  return node !== undefined && (former === undefined || former.type === node.type);
}

/** True where a node decides alike in both plans. */
function isSame(from: Plan, to: Plan, id: string): boolean {
  const what = (node: PlanNode | undefined) => node && [node.type, node.typeVersion, node.config, node.off ?? false];
  if (canonicalJson(what(from.nodes[id])) !== canonicalJson(what(to.nodes[id]))) return false;
  return from.settings.timeZone === to.settings.timeZone;
}

/**
 * The first node behind one that is gone that the new plan has: along `port` (where its time would have led), then the first ports, then the
 * others. Undefined where nothing of it is left.
 */
export function successor(from: Plan, to: Plan, id: string, port?: string): string | undefined {
  const seen = new Set([id]);
  const nextOf = (node: string, first?: string) => {
    const { ports = {} } = from.nodes[node] ?? {};
    const names = Object.keys(ports);
    const ordered = first !== undefined && Object.hasOwn(ports, first) ? [first, ...names] : names;
    return ordered.flatMap((name) => ports[name]?.to ?? []);
  };
  // Depth first: the main way to its end, before any side way.
  const open = nextOf(id, port).reverse();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    if (survives(from, to, next)) return next;
    seen.add(next);
    open.push(...nextOf(next).reverse());
  }
  return undefined;
}

function told(state: RunState, former: Token, kept: Placed | undefined): TokenMove {
  const openedAt = ('since' in former ? former.since : undefined) ?? state.enteredAt;
  const base = { token: former.id, node: former.node, visit: visitOf(state, former), openedAt };
  if (!kept) return { ...base, givenUp: true };
  return kept.stays ? base : { ...base, to: kept.token.node };
}
