import type { Graph, GraphEdge } from '@trellis/shared/graph/graph.ts';
import { indexGraph } from '../store/graph-index.ts';

export type Difference = 'new' | 'changed' | 'gone';

/** Two graphs on one drawing: the later one, with what only the former has put where it stood. */
export interface Merged {
  graph: Graph;
  /** By id; what is the same in both is absent. Edges are told by where they lead, their ids count for nothing. */
  edges: ReadonlyMap<string, 'new' | 'gone'>;
}

/** The port that a line of the former graph is drawn from, where the later one uses that port otherwise or has it no more. */
type FormerPort = (nodeId: string, port: string) => string;

/**
 * Draws two graphs as one. A line that only had steps put into it is not told as gone. Places given by hand are kept only while nothing has to
 * be put between them.
 */
export function mergeGraphs(from: Graph, to: Graph, formerPort: FormerPort): Merged {
  const former = indexGraph(from);
  const later = indexGraph(to);
  const goneNodes = from.nodes.filter((node) => !later.node.has(node.id));
  const was = new Set(from.edges.map(wayOf));
  const is = new Set(to.edges.map(wayOf));
  const edges = new Map<string, 'new' | 'gone'>();
  for (const edge of to.edges) if (!was.has(wayOf(edge))) edges.set(edge.id, 'new');

  const taken = new Set(to.edges.map((edge) => edge.id));
  const goneEdges: GraphEdge[] = [];
  for (const edge of from.edges) {
    if (is.has(wayOf(edge)) || !ends(edge, former.node, later.node)) continue;
    const detour = wayThroughNew(edge, from, to);
    if (detour) {
      for (const part of detour) edges.delete(part);
      continue;
    }
    const id = freeId(`was-${edge.id}`, taken);
    const stays = later.node.has(edge.from);
    goneEdges.push({ ...edge, id, port: stays ? formerPort(edge.from, edge.port) : edge.port });
    edges.set(id, 'gone');
  }
  const nodes = [...to.nodes, ...goneNodes];
  return {
    graph: {
      ...to,
      nodes: goneNodes.length > 0 ? nodes.map(({ position: _, ...node }) => node) : nodes,
      edges: [...to.edges, ...goneEdges],
    },
    edges,
  };
}

const wayOf = ({ from, port, to }: GraphEdge): string => `${from}\n${port}\n${to}`;

function ends(edge: GraphEdge, ...graphs: readonly ReadonlyMap<string, unknown>[]): boolean {
  const there = (id: string) => graphs.some((nodes) => nodes.has(id));
  return there(edge.from) && there(edge.to);
}

function freeId(wanted: string, taken: Set<string>): string {
  let id = wanted;
  for (let n = 2; taken.has(id); n++) id = `${wanted}-${n}`;
  taken.add(id);
  return id;
}

/** Ids of the later edges from where a former edge began to where it led, by its port and through new steps alone; null where there is no such way. */
function wayThroughNew(edge: GraphEdge, from: Graph, to: Graph): string[] | null {
  const { node: known } = indexGraph(from);
  const { out } = indexGraph(to);
  const first = out.get(edge.from)?.get(edge.port);
  if (!first || known.has(first.to)) return null;
  const before = new Map<string, GraphEdge>([[first.to, first]]);
  const queue = [first.to];
  for (const at of queue) {
    for (const next of out.get(at)?.values() ?? []) {
      if (next.to === edge.to) return trail(next, before, edge.from);
      if (known.has(next.to) || before.has(next.to)) continue;
      before.set(next.to, next);
      queue.push(next.to);
    }
  }
  return null;
}

function trail(last: GraphEdge, before: ReadonlyMap<string, GraphEdge>, start: string): string[] {
  const ids = [last.id];
  for (let at = before.get(last.from); at; at = at.from === start ? undefined : before.get(at.from)) ids.push(at.id);
  return ids;
}
