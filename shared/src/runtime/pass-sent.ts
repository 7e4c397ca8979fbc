import type { Plan } from '../plan/plan.ts';
import type { RunState, Token } from './state.ts';

/**
 * Nodes whose message went out and that the new plan would lead through again though the old one did not: the next visit of each passes it by,
 * by the port given. A loop of the old plan sends again in the new one too, unless a person sent the run elsewhere (`always`).
 */
export function passSentIn(input: {
  from: Plan;
  to: Plan;
  state: RunState;
  /** As placed in the new plan. */
  tokens: readonly Token[];
  always: boolean;
}): Record<string, string> {
  const { from, to, state, tokens, always } = input;
  const ahead = reached(to, tokens);
  const before = always ? new Set<string>() : reached(from, state.tokens);
  const passed: Record<string, string> = {};
  for (const [node, port] of Object.entries(state.passSent ?? {}))
    if (Object.hasOwn(to.nodes, node)) passed[node] = portOf(to, node, port);
  for (const [node, { port }] of Object.entries(state.outputs))
    if (ahead.has(node) && !before.has(node) && wentOut(from, to, state, node)) passed[node] = portOf(to, node, port);
  return passed;
}

/** Messages say when they began; other effects outside left by a port that is not a failure's. */
function wentOut(from: Plan, to: Plan, { outputs }: RunState, node: string): boolean {
  const output = outputs[node];
  if (!output) return false;
  if (output.sentAt !== undefined) return true;
  return (from.nodes[node] ?? to.nodes[node])?.place === 'http' && output.port !== 'failed';
}

function portOf({ nodes }: Plan, node: string, port: string): string {
  const drawn = Object.keys(nodes[node]?.ports ?? {});
  return drawn.includes(port) ? port : (drawn[0] ?? '');
}

/** The nodes that tokens may still come to: behind where they rest; where they are about to come, that node as well. */
function reached({ nodes }: Plan, tokens: readonly Token[]): Set<string> {
  const found = new Set<string>();
  const open: string[] = [];
  const behind = (node: string) => Object.values(nodes[node]?.ports ?? {}).flatMap(({ to }) => to ?? []);
  for (const { at, node } of tokens) open.push(...(at === 'ready' ? [node] : behind(node)));
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (found.has(node)) continue;
    found.add(node);
    open.push(...behind(node));
  }
  return found;
}
