import type { Plan } from '../plan/plan.ts';
import type { ControlStep } from './control.ts';
import type { RunState, Token } from './state.ts';
import { branchOf } from './walk.ts';

export type StepSkipped =
  | { kind: 'skipped'; state: RunState; step: ControlStep }
  /** The run stands at no step that something outside holds up. */
  | { kind: 'not-held' }
  | { kind: 'no-such-port'; ports: string[] };

/**
 * Lets a run go on behind the step that a fault holds it at, as if the step had done nothing: by the port of its success, or by the named one. What it would
 * have sent is not sent. `now`: epoch ms, workspace time.
 */
export function skipStep(plan: Plan, state: RunState, options: { now: number; port?: string }): StepSkipped {
  const token = state.tokens.find(
    (one) => one.at === 'performing' || (one.at === 'waiting' && one.wait.kind === 'retry'),
  );
  if (!token) return { kind: 'not-held' };
  const ports = plan.nodes[token.node]?.ports ?? {};
  const port = options.port ?? onward(Object.keys(ports));
  if (port === undefined || !Object.hasOwn(ports, port)) return { kind: 'no-such-port', ports: Object.keys(ports) };
  const to = ports[port]?.to ?? undefined;
  const next: Token[] = to ? [{ ...branchOf(token), at: 'ready', node: to }] : [];
  return {
    kind: 'skipped',
    state: {
      ...state,
      tokens: state.tokens.flatMap((one) => (one.id === token.id ? next : [one])),
      outputs: { ...state.outputs, [token.node]: { port, at: options.now } },
    },
    step: {
      token: token.id,
      node: token.node,
      visit: state.visits[token.node] ?? 1,
      openedAt: ('since' in token ? token.since : undefined) ?? state.enteredAt,
      port,
      ...(to ? { to } : {}),
    },
  };
}

/** A stored plan does not keep the order of ports, so the way on is found by its name: `next`, else one that tells of no failure. */
function onward(ports: readonly string[]): string | undefined {
  return ports.includes('next') ? 'next' : (ports.find((port) => !FAILURES.has(port)) ?? ports[0]);
}

const FAILURES: ReadonlySet<string> = new Set(['failed', 'timeout', 'unreachable', 'past']);
