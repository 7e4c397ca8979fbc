import type { Graph } from '@trellis/shared/graph/graph.ts';
import { type CatalogIndex, drawnPorts } from '../store/catalog-index.ts';
import { moveSelection } from '../store/commands/insert.ts';
import type { Spot } from '../store/commands/legality.ts';
import type { Editor } from '../store/editor.ts';
import { indexGraph } from '../store/graph-index.ts';

/** Where a step goes when it changes places with the one before or after it; null at the end of its row. */
function spotBeside(graph: Graph, catalog: CatalogIndex, id: string, way: 'up' | 'down'): Spot | null {
  const { node: byId, in: into, out } = indexGraph(graph);
  if (way === 'up') {
    const [arriving, ...more] = into.get(id) ?? [];
    const [before] = arriving ? (into.get(arriving.from) ?? []) : [];
    return arriving && more.length === 0 && before ? { kind: 'edge', edge: before.id } : null;
  }
  const node = byId.get(id);
  const first = node ? drawnPorts(graph, node, catalog)[0] : undefined;
  const next = first ? byId.get(out.get(id)?.get(first.id)?.to ?? '') : undefined;
  const port = next ? drawnPorts(graph, next, catalog)[0] : undefined;
  if (!next || !port) return null;
  const edge = out.get(next.id)?.get(port.id);
  return edge ? { kind: 'edge', edge: edge.id } : { kind: 'port', node: next.id, port: port.id };
}

/** Lets a step change places with its neighbour along the flow. */
export function moveStep(editor: Editor, id: string, way: 'up' | 'down'): void {
  const spot = spotBeside(editor.store.getState().doc.graph, editor.catalog, id, way);
  if (spot) editor.run((graph, context) => moveSelection(graph, [id], spot, context));
}
