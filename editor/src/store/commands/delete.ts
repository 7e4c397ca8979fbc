import type { Graph, GraphEdge } from '@trellis/shared/graph/graph.ts';
import { type CatalogIndex, isTrigger, portsOf } from '../catalog-index.ts';
import { indexGraph } from '../graph-index.ts';
import { type ChangeLabel, done, type Outcome, refused } from './outcome.ts';

/** One way out of the steps being deleted: the port it leaves by, and the step it leads to. */
export interface Side {
  to: string;
  name: string;
  port: string;
  /** Steps that only this way leads to, itself included; they go when another side stays. */
  steps: number;
}

/**
 * The ways on from steps about to be deleted, when there is more than one and a way in: the caller asks which side stays.
 * Empty where nothing needs to be asked.
 */
export function sidesOf(graph: Graph, ids: readonly string[], catalog: CatalogIndex): Side[] {
  const gone = new Set(ids);
  const entries = graph.edges.some((edge) => !gone.has(edge.from) && gone.has(edge.to));
  const exits = exitsOf(graph, gone, catalog);
  if (!entries || exits.length < 2) return [];
  const { node } = indexGraph(graph);
  return exits.map((edge) => ({
    to: edge.to,
    name: node.get(edge.to)?.name ?? '',
    port: portLabel(graph, edge, catalog),
    steps: onlyBehind(graph, gone, exits, edge.to, catalog).size,
  }));
}

/**
 * Deletes steps and heals the way: what led to them leads to what followed. Where several ways follow, `keep` names the step
 * that stays connected, and the steps only the other ways lead to are deleted too; null leaves all of them, unconnected.
 */
export function deleteNodes(
  graph: Graph,
  ids: readonly string[],
  options: { catalog: CatalogIndex; keep?: string | null | undefined },
): Outcome {
  const { node } = indexGraph(graph);
  const gone = new Set(ids.filter((id) => node.has(id)));
  if (gone.size === 0) return refused('stepGone');
  const exits = exitsOf(graph, gone, options.catalog);
  const only = exits.length === 1 ? exits[0]?.to : undefined;
  const heir = only ?? exits.find((edge) => edge.to === options.keep)?.to;
  const dropped = new Set(gone);
  if (exits.length > 1 && heir) {
    for (const exit of exits)
      if (exit.to !== heir) for (const id of onlyBehind(graph, gone, exits, exit.to, options.catalog)) dropped.add(id);
  }
  const edges = graph.edges.flatMap((edge): GraphEdge[] => {
    if (dropped.has(edge.from)) return [];
    if (!dropped.has(edge.to)) return [edge];
    return gone.has(edge.to) && heir && heir !== edge.from ? [{ ...edge, to: heir }] : [];
  });
  const first = node.get([...gone][0] ?? '');
  const label: ChangeLabel =
    dropped.size === 1
      ? { key: 'delete', values: { name: first?.name ?? '' } }
      : { key: 'deleteMany', values: { count: dropped.size } };
  return done({ ...graph, nodes: graph.nodes.filter((other) => !dropped.has(other.id)), edges }, label, []);
}

/** The edges leaving a set of steps, one for each step they lead to, in port order. */
function exitsOf(graph: Graph, gone: ReadonlySet<string>, catalog: CatalogIndex): GraphEdge[] {
  const { out } = indexGraph(graph);
  const exits = new Map<string, GraphEdge>();
  for (const node of graph.nodes) {
    if (!gone.has(node.id)) continue;
    for (const port of portsOf(graph, node, catalog)) {
      const edge = out.get(node.id)?.get(port.id);
      if (edge && !gone.has(edge.to) && !exits.has(edge.to)) exits.set(edge.to, edge);
    }
  }
  return [...exits.values()];
}

/** Steps reached from `start` that nothing else leads to once the deleted steps are gone. */
function onlyBehind(
  graph: Graph,
  gone: ReadonlySet<string>,
  exits: readonly GraphEdge[],
  start: string,
  catalog: CatalogIndex,
): Set<string> {
  const { out, in: into, node: byId } = indexGraph(graph);
  const held = new Set<string>();
  const roots = graph.nodes.filter(
    (node) => !gone.has(node.id) && ((into.get(node.id)?.length ?? 0) === 0 || isTrigger(node, catalog)),
  );
  walk([...roots.map((node) => node.id), ...exits.filter((edge) => edge.to !== start).map((edge) => edge.to)], held);
  const behind = new Set<string>();
  walk([start], behind);
  return new Set([...behind].filter((id) => !held.has(id)));

  function walk(from: readonly string[], seen: Set<string>): void {
    const queue = [...from];
    for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
      if (seen.has(id) || gone.has(id) || !byId.has(id)) continue;
      seen.add(id);
      for (const edge of out.get(id)?.values() ?? []) queue.push(edge.to);
    }
  }
}

function portLabel(graph: Graph, edge: GraphEdge, catalog: CatalogIndex): string {
  const node = indexGraph(graph).node.get(edge.from);
  return (node ? portsOf(graph, node, catalog).find((port) => port.id === edge.port)?.label : undefined) ?? edge.port;
}
