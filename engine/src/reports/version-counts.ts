import type { NodeCounts } from '@trellis/shared/api/counts.ts';
import type { WorkspaceTx } from '../db/client.ts';
import { nodeTallies, type RunTally, runTally } from '../db/queries/version-counts.ts';

/** Ends that count as having gone through; all others are "left early". */
export const FINISHED = ['completed', 'no-next-step', 'goal-reached'] as const;

export interface VersionCounts extends RunTally {
  nodes: Record<string, NodeCounts>;
}

/** Live counts of a version, node by node. `since`: only runs that entered after it (epoch ms, workspace time); null: all. */
export async function countVersion(
  tx: WorkspaceTx,
  { versionId, since, now }: { versionId: string; since: number | null; now: number },
): Promise<VersionCounts> {
  const tally = await runTally(tx, { versionId, since, now, finished: FINISHED });
  const nodes: Record<string, NodeCounts> = {};
  for (const { node, what, port, count } of await nodeTallies(tx, { versionId, since })) {
    const counts = nodes[node] ?? empty();
    nodes[node] = counts;
    if (what === 'passed') counts.passed[port ?? ''] = (counts.passed[port ?? ''] ?? 0) + count;
    else counts[what] += count;
  }
  return { ...tally, nodes };
}

function empty(): NodeCounts {
  return { waiting: 0, performing: 0, parked: 0, paused: 0, passed: {}, ended: 0, sent: 0, opened: 0, clicked: 0 };
}
