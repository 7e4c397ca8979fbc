import type { VersionChange } from '@trellis/shared/api/publish-views.ts';
import type { EdgeOverlay, NodeOverlay, Overlay } from '../canvas/overlay.ts';
import type { Difference, Merged } from './merge-graphs.ts';

/** What became of each step, by node id; steps that are the same are absent. */
export function differencesOf(changes: readonly VersionChange[]): ReadonlyMap<string, Difference> {
  return new Map(changes.flatMap(({ nodeId, kind }) => (nodeId === null ? [] : [[nodeId, kind] as const])));
}

/** Differences laid over the one drawing, without hue: new dashed, changed framed, gone dotted. */
export function compareOverlay(merged: Merged, differences: ReadonlyMap<string, Difference>): Overlay {
  const nodes = new Map<string, NodeOverlay>();
  for (const { id } of merged.graph.nodes) {
    const state = differences.get(id);
    if (state) nodes.set(id, { state });
  }
  const edges = new Map<string, EdgeOverlay>();
  for (const [id, look] of merged.edges) edges.set(id, { look });
  return { nodes, edges };
}
