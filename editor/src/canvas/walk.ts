import type { Graph } from '@trellis/shared/graph/graph.ts';
import { type CatalogIndex, drawnPorts } from '../store/catalog-index.ts';
import { indexGraph } from '../store/graph-index.ts';
import type { Layout } from './layout.ts';

export type WalkKey = 'ArrowDown' | 'ArrowUp' | 'ArrowLeft' | 'ArrowRight';

/**
 * Where an arrow key leads from a step: along the flow to the first step it leads to (or came from), across it to the nearest
 * step beside. Null where there is none.
 */
export function walk(graph: Graph, layout: Layout, catalog: CatalogIndex, from: string, key: WalkKey): string | null {
  const { node: byId, out, in: into } = indexGraph(graph);
  const node = byId.get(from);
  if (!node) return graph.nodes[0]?.id ?? null;
  const down = layout.direction === 'down';
  const [onward, back] = down ? ['ArrowDown', 'ArrowUp'] : ['ArrowRight', 'ArrowLeft'];
  if (key === onward) {
    for (const port of drawnPorts(graph, node, catalog)) {
      const edge = out.get(from)?.get(port.id);
      if (edge) return edge.to;
    }
    return null;
  }
  if (key === back) return into.get(from)?.[0]?.from ?? null;
  const sign = key === 'ArrowRight' || key === 'ArrowDown' ? 1 : -1;
  return nearestBeside(layout, from, sign);
}

function nearestBeside(layout: Layout, from: string, sign: 1 | -1): string | null {
  const at = layout.positions.get(from);
  if (!at) return null;
  const down = layout.direction === 'down';
  let best: { id: string; cost: number } | null = null;
  for (const [id, place] of layout.positions) {
    const across = (down ? place.x - at.x : place.y - at.y) * sign;
    const along = Math.abs(down ? place.y - at.y : place.x - at.x);
    if (id === from || across < 40 || along > across * 2 + 60) continue;
    const cost = across + along * 3;
    if (!best || cost < best.cost) best = { id, cost };
  }
  return best?.id ?? null;
}
