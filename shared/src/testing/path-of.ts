import type { Plan } from '../plan/plan.ts';

/** What of a logged step tells the way a run took. */
export interface PathStep {
  /** Which of parallel tokens; 1 if absent. */
  token?: number;
  node: string;
  /** rest · left · ended · parked · control (a person's). */
  kind: string;
  port?: string | null | undefined;
  to?: string | null | undefined;
}

/**
 * Why the logged steps of one run are no path of its plan (5-reliability I7); empty where they are. `planOf`: the plan that a step was taken
 * by, for a run that was moved between versions.
 */
export function pathProblems<Taken extends PathStep>(
  first: Plan,
  steps: readonly Taken[],
  planOf: (step: Taken, index: number) => Plan = () => first,
): string[] {
  const problems: string[] = [];
  const places = new Map<number, string | null>();
  for (const [index, step] of steps.entries()) {
    const { node, kind, port, to, token = 1 } = step;
    const plan = planOf(step, index);
    let at = places.get(token);
    const say = (text: string) => problems.push(`step ${index + 1} (${kind} at ${node}) ${text}`);
    if (index === 0) {
      if (!plan.triggers.includes(node)) say(`does not begin at a trigger, of which there are ${plan.triggers}`);
    } else if (at === undefined) {
      // A fork makes its tokens one after the other.
      if (steps[index - 1]?.node !== node) say('begins away from a fork');
    } else if (at === null) {
      say('comes after the run had ended');
    } else if (node !== at) {
      say(`should be at ${at}`);
    }
    at = node;
    if (port === undefined || port === null) {
      if (kind === 'left') say('names no port');
      if (kind === 'ended') at = null;
      // A goal takes the run to its node from anywhere.
      if (kind === 'control' && to) at = to;
      places.set(token, at);
      continue;
    }
    const { ports = {} } = plan.nodes[node] ?? {};
    const exit = ports[port];
    // A node that is off and leads nowhere is left by no port of its own.
    if (!exit && !(port === '' && Object.keys(ports).length === 0)) say(`takes the port ${port}, which the plan lacks`);
    if ((exit?.to ?? null) !== (to ?? null)) say(`goes to ${to}, but ${port} leads to ${exit?.to}`);
    places.set(token, to ?? null);
  }
  return problems;
}
