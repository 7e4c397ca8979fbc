import type { Plan } from '../plan/plan.ts';
import { type RunState, type Token, visitOf } from './state.ts';
import { branchOf } from './walk.ts';

/** A person's change to a run's state, and what to write into the log for it. Times are epoch ms, workspace time. */
export interface ControlStep {
  token: number;
  node: string;
  visit: number;
  port?: string;
  to?: string;
  openedAt: number;
}

export type Skipped =
  | { kind: 'skipped'; state: RunState; step: ControlStep }
  | { kind: 'not-waiting' }
  /** The wait has no time door: the person names the port. */
  | { kind: 'name-port'; ports: string[] };

/** Ends the run's open wait as its time would: by the port of its time door, or by the named one. */
export function skipWait(
  plan: Plan,
  state: RunState,
  options: { now: number; port?: string; token?: number },
): Skipped {
  const token = state.tokens.find(
    (one): one is Token & { at: 'waiting' } => one.at === 'waiting' && (options.token ?? one.id) === one.id,
  );
  if (!token) return { kind: 'not-waiting' };
  const { now } = options;
  const visit = visitOf(state, token);
  const base = { token: token.id, node: token.node, visit, openedAt: token.since };
  if (token.wait.kind === 'retry') {
    // Skipping the wait between two tries means: try now.
    const tokens = replaced(state, token.id, { ...token, wait: { ...token.wait, until: now } });
    return { kind: 'skipped', state: { ...state, tokens }, step: base };
  }
  const ports = plan.nodes[token.node]?.ports ?? {};
  const port = options.port ?? token.wait.onTime;
  if (!port || !Object.hasOwn(ports, port)) return { kind: 'name-port', ports: Object.keys(ports) };
  const to = ports[port]?.to ?? undefined;
  const tokens = to
    ? replaced(state, token.id, { ...branchOf(token), at: 'ready', node: to })
    : state.tokens.filter((one) => one.id !== token.id);
  const outputs = { ...state.outputs, [token.node]: { port, at: now } };
  return { kind: 'skipped', state: { ...state, tokens, outputs }, step: { ...base, port, ...(to ? { to } : {}) } };
}

/** Lets everything that rests by time be due now: waits, holds, tries. Undefined where nothing does. An event that came before still goes first. */
export function dueNow(state: RunState, now: number): { state: RunState; step: ControlStep | undefined } | undefined {
  let first: ControlStep | undefined;
  const tokens = state.tokens.map((token): Token => {
    const due =
      token.at === 'joined' ? token.join.until !== undefined : token.at === 'waiting' && token.wait.until !== undefined;
    if (!due || (token.at !== 'waiting' && token.at !== 'joined')) return token;
    first ??= { token: token.id, node: token.node, visit: visitOf(state, token), openedAt: token.since };
    if (token.at === 'joined') return { ...token, join: { ...token.join, until: now } };
    // Asked again it would only go back to sleep: its window is still closed.
    const { again: _, graceMs: __, ...wait } = token.wait;
    return { ...token, wait: { ...wait, until: now } };
  });
  return first && { state: { ...state, tokens }, step: first };
}

/**
 * Takes the run to a node, from wherever it stands, as a new visit: what it sends there has a new key. Parallel branches are given up.
 * `passSent`: nodes whose message went out already and the port they left by; the next visit of each passes it by.
 */
export function moveTo(
  plan: Plan,
  state: RunState,
  { node, passSent }: { node: string; passSent?: Record<string, string> },
): { state: RunState; step: ControlStep } | undefined {
  const from = standingAt(state);
  if (!from || !Object.hasOwn(plan.nodes, node)) return undefined;
  const { passSent: _, ...rest } = state;
  return {
    state: {
      ...rest,
      tokens: [{ id: from.token, at: 'ready', node }],
      ...(passSent && Object.keys(passSent).length > 0 ? { passSent } : {}),
    },
    step: { ...from, to: node },
  };
}

/** Lets the tokens that stand at these failed effects try their nodes anew: a new visit each, all others stay where they are. */
export function retryFailed(state: RunState, failedKeys: ReadonlySet<string>): RunState {
  const tokens = state.tokens.map(
    (token): Token =>
      token.at === 'performing' && failedKeys.has(token.key)
        ? { ...branchOf(token), at: 'ready', node: token.node }
        : token,
  );
  return { ...state, tokens };
}

/** Where the run stands, for the log and for people: its first token's node. */
export function standingAt(state: RunState): ControlStep | undefined {
  const [token] = state.tokens;
  if (!token) return undefined;
  return {
    token: token.id,
    node: token.node,
    visit: visitOf(state, token),
    openedAt: ('since' in token ? token.since : undefined) ?? state.enteredAt,
  };
}

function replaced(state: RunState, id: number, token: Token): Token[] {
  return state.tokens.map((one) => (one.id === id ? token : one));
}
