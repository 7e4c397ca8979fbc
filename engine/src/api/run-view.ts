import type { PathStep, RunPosition, RunRow, RunView } from '@trellis/shared/api/run-views.ts';
import { END_REASONS, type EndReason } from '@trellis/shared/node/decision.ts';
import type { Plan } from '@trellis/shared/plan/plan.ts';
import type { Token } from '@trellis/shared/runtime/state.ts';
import type { RunListRow } from '../db/queries/run-lists.ts';

/** A run as a line, out of its row. */
export function toRunRow(row: RunListRow): RunRow {
  const { id, workflow, version, lead, status, stepNo, startedAt, endedAt } = row;
  return { id, workflow, version, lead, status, reason: reasonOf(row), stepNo, startedAt, endedAt, at: placeOf(row) };
}

/** Where a run is, as actions answer it. */
export function toPosition(row: RunListRow): RunPosition {
  const { id, status, stepNo } = row;
  return { id, status, stepNo, reason: reasonOf(row), at: placeOf(row) };
}

function reasonOf({ status, reason }: RunListRow): RunRow['reason'] {
  if (!reason || (status !== 'ended' && status !== 'parked')) return null;
  const text = Object.hasOwn(END_REASONS, reason) ? END_REASONS[reason as EndReason] : reason.replaceAll(/[-_]/g, ' ');
  return { code: reason, text };
}

function placeOf({ token, node, enteredAt }: RunListRow): RunRow['at'] {
  if (!token) return null;
  const since = token.at === 'ready' ? (token.since ?? enteredAt) : token.since;
  const until = token.at === 'waiting' ? token.wait.until : undefined;
  const text = (ms: number) => new Date(ms).toISOString();
  return {
    nodeId: token.node,
    name: node?.name ?? token.node,
    type: node?.type ?? 'unknown',
    since: text(since),
    until: until === undefined ? null : text(until),
  };
}

/** Ports a skip may take, the time door's first; empty where there is no wait. A wait between two tries is skipped without a port. */
export function skipPortsOf(token: Token | null, plan: Pick<Plan, 'nodes'>): string[] {
  if (token?.at !== 'waiting') return [];
  const ports = Object.keys(plan.nodes[token.node]?.ports ?? {});
  const { onTime, kind } = token.wait;
  if (kind === 'retry') return ports.slice(0, 1);
  return onTime ? [onTime, ...ports.filter((port) => port !== onTime)] : ports;
}

/** Squares of a tiny path before it is cut at the front, and how many ahead of the present node. */
const PATH_PASSED = 10;
const PATH_AHEAD = 5;

/** The tiny path: nodes left (each once, in the order of the last visit), the present one, and those reached by the first ports. */
export function pathOf(plan: Plan, passed: readonly string[], here: string | null): PathStep[] {
  const step = (nodeId: string, state: PathStep['state']): PathStep => {
    const node = plan.nodes[nodeId];
    return { nodeId, type: node?.type ?? 'unknown', name: node?.name ?? nodeId, state };
  };
  const left = passed
    .filter((nodeId, index) => nodeId !== here && passed.lastIndexOf(nodeId) === index)
    .slice(-PATH_PASSED);
  if (here === null) return left.map((nodeId) => step(nodeId, 'passed'));
  const ahead: string[] = [];
  for (
    let at = firstTarget(plan, here);
    at && ahead.length < PATH_AHEAD && at !== here && !ahead.includes(at);
    at = firstTarget(plan, at)
  ) {
    ahead.push(at);
  }
  return [
    ...left.map((nodeId) => step(nodeId, 'passed')),
    step(here, 'now'),
    ...ahead.map((nodeId) => step(nodeId, 'ahead')),
  ];
}

function firstTarget(plan: Plan, nodeId: string): string | undefined {
  for (const { to } of Object.values(plan.nodes[nodeId]?.ports ?? {})) {
    if (to) return to;
  }
  return undefined;
}

/** What may be done with a run in this state by somebody who may operate runs. */
export function actionsOf(status: RunRow['status'], token: Token | null): RunView['actions'] {
  const always = ['move', 'replay', 'restart', 'set-variable', 'inject-event', 'exit'] as const;
  switch (status) {
    case 'ended':
      return ['restart'];
    case 'paused':
      return ['resume', ...always];
    case 'parked':
      return ['retry', 'skip-step', ...always];
    case 'active': {
      const skips = token?.at === 'waiting' ? (['skip-wait'] as const) : [];
      const timed =
        (token?.at === 'waiting' && token.wait.until !== undefined) ||
        (token?.at === 'joined' && token.join.until !== undefined);
      const held = token?.at === 'waiting' && token.wait.kind === 'retry' ? (['skip-step'] as const) : [];
      return ['pause', ...skips, ...held, ...(timed ? (['run-now'] as const) : []), ...always];
    }
    default:
      return status satisfies never;
  }
}
