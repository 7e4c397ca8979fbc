import type { Graph } from '@trellis/shared/graph/graph.ts';
import { indexGraph } from '../graph-index.ts';
import type { CommandContext } from './insert.ts';
import { whyNotConnect } from './legality.ts';
import { done, type Outcome, refused } from './outcome.ts';

/** Lets a port lead to a step; what it led to before is let go. */
export function connect(
  graph: Graph,
  link: { from: string; port: string; to: string },
  { catalog, newId }: CommandContext,
): Outcome {
  const reason = whyNotConnect(graph, catalog, link.from, link.to);
  if (reason) return { ok: false, reason };
  const edge = { id: newId('edge'), ...link };
  const edges = graph.edges.filter((other) => other.from !== link.from || other.port !== link.port);
  const { node } = indexGraph(graph);
  const values = { from: node.get(link.from)?.name ?? '', to: node.get(link.to)?.name ?? '' };
  return done({ ...graph, edges: [...edges, edge] }, { key: 'connect', values });
}

/** Moves one end of an edge to another port or another step. */
export function reconnect(
  graph: Graph,
  edge: string,
  link: { from: string; port: string; to: string },
  context: CommandContext,
): Outcome {
  const without = { ...graph, edges: graph.edges.filter((other) => other.id !== edge) };
  return connect(without, link, context);
}

/** Takes an edge away; its port is open afterwards. */
export function disconnect(graph: Graph, edge: string): Outcome {
  const found = indexGraph(graph).edge.get(edge);
  if (!found) return refused('edgeGone');
  const { node } = indexGraph(graph);
  const values = { from: node.get(found.from)?.name ?? '', to: node.get(found.to)?.name ?? '' };
  return done({ ...graph, edges: graph.edges.filter((other) => other.id !== edge) }, { key: 'disconnect', values });
}
