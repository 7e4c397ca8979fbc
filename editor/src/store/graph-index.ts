import type { Graph, GraphEdge, GraphNode } from '@trellis/shared/graph/graph.ts';

/** A graph arranged for look-ups: nodes by id, edges by port, edges by target. */
export interface GraphIndex {
  node: ReadonlyMap<string, GraphNode>;
  edge: ReadonlyMap<string, GraphEdge>;
  /** Edges leaving a node, by port id. */
  out: ReadonlyMap<string, ReadonlyMap<string, GraphEdge>>;
  /** Edges arriving at a node, in drawn order. */
  in: ReadonlyMap<string, readonly GraphEdge[]>;
}

/** Only a memory of what was computed: graphs are never changed in place, so an entry can't go stale. */
const known = new WeakMap<Graph, GraphIndex>();

/** The index of a graph; computed once per graph value. */
export function indexGraph(graph: Graph): GraphIndex {
  const found = known.get(graph);
  if (found) return found;
  const out = new Map<string, Map<string, GraphEdge>>();
  const into = new Map<string, GraphEdge[]>();
  for (const edge of graph.edges) {
    const ports = out.get(edge.from) ?? new Map<string, GraphEdge>();
    ports.set(edge.port, edge);
    out.set(edge.from, ports);
    const arriving = into.get(edge.to) ?? [];
    arriving.push(edge);
    into.set(edge.to, arriving);
  }
  const index: GraphIndex = {
    node: new Map(graph.nodes.map((node) => [node.id, node])),
    edge: new Map(graph.edges.map((edge) => [edge.id, edge])),
    out,
    in: into,
  };
  known.set(graph, index);
  return index;
}
