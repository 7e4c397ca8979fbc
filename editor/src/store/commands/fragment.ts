import {
  GRAPH_LIMITS,
  type Graph,
  type GraphEdge,
  type GraphNode,
  type Position,
} from '@trellis/shared/graph/graph.ts';
import { type CatalogIndex, isTrigger, portsOf } from '../catalog-index.ts';
import { indexGraph } from '../graph-index.ts';
import type { Spot } from './legality.ts';
import type { NewId, Reason } from './outcome.ts';

/** Steps and the edges among them, cut out of a graph or about to be put into one. */
export interface Fragment {
  nodes: readonly GraphNode[];
  edges: readonly GraphEdge[];
}

/** The steps of a graph with these ids and the edges among them. */
export function fragmentOf(graph: Graph, ids: readonly string[]): Fragment {
  const wanted = new Set(ids);
  return {
    nodes: graph.nodes.filter((node) => wanted.has(node.id)),
    edges: graph.edges.filter((edge) => wanted.has(edge.from) && wanted.has(edge.to)),
  };
}

/** The same fragment under new ids, so that it can stand beside its original. */
export function renewIds(fragment: Fragment, newId: NewId): Fragment {
  const ids = new Map(fragment.nodes.map((node) => [node.id, newId(node.type)]));
  return {
    nodes: fragment.nodes.map((node) => ({ ...node, id: ids.get(node.id) ?? node.id })),
    edges: fragment.edges.map((edge) => ({
      ...edge,
      id: newId('edge'),
      from: ids.get(edge.from) ?? edge.from,
      to: ids.get(edge.to) ?? edge.to,
    })),
  };
}

/** The step by which a fragment is entered, when there is exactly one and it isn't a trigger. */
export function headOf(fragment: Fragment, catalog: CatalogIndex): GraphNode | null {
  const entered = new Set(fragment.edges.map((edge) => edge.to));
  const heads = fragment.nodes.filter((node) => !entered.has(node.id));
  const [head] = heads;
  return head && heads.length === 1 && !isTrigger(head, catalog) ? head : null;
}

/** The port by which leads leave a fragment: the first open one of the step that comes last on the way of first ports. */
export function tailOf(
  fragment: Fragment,
  head: GraphNode,
  catalog: CatalogIndex,
): { node: string; port: string } | null {
  const graph: Graph = {
    graphVersion: 1,
    nodes: [...fragment.nodes],
    edges: [...fragment.edges],
    notes: [],
    direction: 'down',
    settings: { reEntry: { mode: 'after-exit' } },
  };
  const { node: byId, out } = indexGraph(graph);
  const seen = new Set<string>();
  let at: GraphNode | undefined = head;
  while (at && !seen.has(at.id)) {
    seen.add(at.id);
    const ports = portsOf(graph, at, catalog);
    const first = ports[0];
    if (!first) return null;
    const edges = out.get(at.id);
    const onward: GraphEdge | undefined = edges?.get(first.id);
    if (!onward) return { node: at.id, port: first.id };
    const open = ports.find((port) => !edges?.has(port.id));
    const next: GraphNode | undefined = byId.get(onward.to);
    if ((!next || seen.has(next.id)) && open) return { node: at.id, port: open.id };
    at = next;
  }
  return null;
}

/**
 * Puts a fragment (with ids new to the graph) at a spot and wires it in: on an edge the former target follows the fragment's tail.
 * On the canvas its first step stands at the position and the others keep their places relative to it.
 */
export function placeFragment(
  graph: Graph,
  fragment: Fragment,
  spot: Spot,
  { catalog, newId }: { catalog: CatalogIndex; newId: NewId },
): { graph: Graph } | { reason: Reason } {
  if (graph.nodes.length + fragment.nodes.length > GRAPH_LIMITS.nodes) {
    return { reason: { key: 'tooManySteps', values: { count: GRAPH_LIMITS.nodes } } };
  }
  if (spot.kind === 'free') {
    return {
      graph: {
        ...graph,
        nodes: [...graph.nodes, ...placedAt(fragment.nodes, spot.position)],
        edges: [...graph.edges, ...fragment.edges],
      },
    };
  }
  const head = headOf(fragment, catalog);
  if (!head)
    return {
      reason: { key: fragment.nodes.some((node) => isTrigger(node, catalog)) ? 'triggerStarts' : 'severalEntries' },
    };
  const loose = fragment.nodes.map(({ position: _, ...node }) => node);
  const nodes = [...graph.nodes, ...loose];
  if (spot.kind === 'port') {
    if (indexGraph(graph).out.get(spot.node)?.has(spot.port)) return { reason: { key: 'portTaken' } };
    const entry = { id: newId('edge'), from: spot.node, port: spot.port, to: head.id };
    return { graph: { ...graph, nodes, edges: [...graph.edges, entry, ...fragment.edges] } };
  }
  const edge = indexGraph(graph).edge.get(spot.edge);
  if (!edge) return { reason: { key: 'edgeGone' } };
  const tail = tailOf(fragment, head, catalog);
  if (!tail) return { reason: { key: 'endCutsOff' } };
  const edges = graph.edges.map((other) => (other.id === edge.id ? { ...edge, to: head.id } : other));
  const exit = { id: newId('edge'), from: tail.node, port: tail.port, to: edge.to };
  return { graph: { ...graph, nodes, edges: [...edges, ...fragment.edges, exit] } };
}

function placedAt(nodes: readonly GraphNode[], at: Position): GraphNode[] {
  const origin = nodes[0]?.position ?? at;
  return nodes.map((node, index) => ({
    ...node,
    position: node.position
      ? { x: at.x + node.position.x - origin.x, y: at.y + node.position.y - origin.y }
      : { x: at.x, y: at.y + index * 104 },
  }));
}
