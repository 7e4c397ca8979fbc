import type { Graph, GraphNode } from '@trellis/shared/graph/graph.ts';
import { indexGraph } from '../store/graph-index.ts';
import { sameValue } from './build-flow.ts';

/** How another graph differs from this one, step by step, as names: only there, only here, different (settings, name, or where it leads). */
export function compareGraphs(mine: Graph, theirs: Graph): { added: string[]; removed: string[]; changed: string[] } {
  const here = indexGraph(mine);
  const there = indexGraph(theirs);
  const ways = (graph: ReturnType<typeof indexGraph>, id: string) =>
    [...(graph.out.get(id)?.values() ?? [])].map((edge) => `${edge.port}>${edge.to}`).sort();
  const essence = ({ position: _, ...node }: GraphNode) => node;
  const changed = theirs.nodes.filter((node) => {
    const own = here.node.get(node.id);
    return own && (!sameValue(essence(own), essence(node)) || !sameValue(ways(here, node.id), ways(there, node.id)));
  });
  return {
    added: theirs.nodes.filter((node) => !here.node.has(node.id)).map((node) => node.name),
    removed: mine.nodes.filter((node) => !there.node.has(node.id)).map((node) => node.name),
    changed: changed.map((node) => node.name),
  };
}
