import type { Graph, GraphEdge } from '@trellis/shared/graph/graph.ts';
import type { Port } from '@trellis/shared/node/definition.ts';
import { type FlowOrder, orderFlow } from '../canvas/flow-order.ts';
import { type CatalogIndex, drawnPorts, isTrigger } from '../store/catalog-index.ts';
import { indexGraph } from '../store/graph-index.ts';

/** A line of the outline. Depth counts branches around it. */
export type OutlineRow =
  | { kind: 'step'; key: string; depth: number; node: string }
  /** A branch of the step above; `inside` are the keys of the rows that folding hides. */
  | {
      kind: 'branch';
      key: string;
      depth: number;
      node: string;
      port: string;
      label: string;
      inside: string[];
      steps: string[];
    }
  /** The way goes on at a step that stands elsewhere. */
  | { kind: 'goto'; key: string; depth: number; node: string; from: string }
  /** Nothing follows this port. */
  | { kind: 'open'; key: string; depth: number; node: string; port: string };

/** The document as a tree list: branches below their step, what follows after they meet below all of them. */
export function buildOutline(graph: Graph, catalog: CatalogIndex): OutlineRow[] {
  const { node: byId, out } = indexGraph(graph);
  const ports = new Map(graph.nodes.map((node) => [node.id, drawnPorts(graph, node, catalog)]));
  const edgeOf = (id: string, port: Port): GraphEdge | undefined => {
    const edge = out.get(id)?.get(port.id);
    return edge && byId.has(edge.to) ? edge : undefined;
  };
  const flow = orderFlow({
    nodes: graph.nodes.map((node) => node.id),
    out: (id) => (ports.get(id) ?? []).flatMap((port) => edgeOf(id, port) ?? []).filter((edge) => edge.to !== id),
    isTrigger: (id) => {
      const node = byId.get(id);
      return node ? isTrigger(node, catalog) : false;
    },
  });
  const rows: OutlineRow[] = [];
  const joins = joinsByOwner(flow);
  const walkers = { rows, joins, flow, ports, edgeOf };
  for (const root of flow.roots) walk(walkers, root, 0);
  for (const join of joins.get(null) ?? []) walk(walkers, join, 0);
  return rows;
}

interface Walkers {
  rows: OutlineRow[];
  joins: ReadonlyMap<string | null, readonly string[]>;
  flow: FlowOrder;
  ports: ReadonlyMap<string, readonly Port[]>;
  edgeOf(id: string, port: Port): GraphEdge | undefined;
}

/** Writes a step and what only it leads to. Goes on in a loop along single ports, so that only branches nest. */
function walk(walkers: Walkers, start: string, depth: number): void {
  const { rows, joins, flow, ports, edgeOf } = walkers;
  const queue = [start];
  for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
    rows.push({ kind: 'step', key: `step ${id}`, depth, node: id });
    const exits = ports.get(id) ?? [];
    const owned = joins.get(id) ?? [];
    const [only] = exits;
    if (exits.length === 1 && only) {
      const edge = edgeOf(id, only);
      if (!edge) rows.push({ kind: 'open', key: `open ${id} ${only.id}`, depth, node: id, port: only.id });
      else if (follows(flow, edge)) queue.unshift(edge.to);
      else if (flow.loops.has(edge.id) || !isNext(flow, edge))
        rows.push({ kind: 'goto', key: `goto ${edge.id}`, depth, node: edge.to, from: id });
    }
    if (exits.length > 1) for (const port of exits) branch(walkers, id, port, depth + 1);
    queue.unshift(...owned);
  }
}

function branch(walkers: Walkers, id: string, port: Port, depth: number): void {
  const { rows, flow, edgeOf } = walkers;
  const row: Extract<OutlineRow, { kind: 'branch' }> = {
    kind: 'branch',
    key: `branch ${id} ${port.id}`,
    depth,
    node: id,
    port: port.id,
    label: port.label,
    inside: [],
    steps: [],
  };
  rows.push(row);
  const from = rows.length;
  const edge = edgeOf(id, port);
  if (!edge) rows.push({ kind: 'open', key: `open ${id} ${port.id}`, depth, node: id, port: port.id });
  else if (follows(flow, edge)) walk(walkers, edge.to, depth);
  else rows.push({ kind: 'goto', key: `goto ${edge.id}`, depth, node: edge.to, from: id });
  const inside = rows.slice(from);
  row.inside = inside.map((one) => one.key);
  row.steps = inside.flatMap((one) => (one.kind === 'step' ? [one.node] : []));
}

/** The edge's target belongs right here: nothing else leads to it. */
function follows(flow: FlowOrder, edge: GraphEdge): boolean {
  return !flow.loops.has(edge.id) && flow.arriving.get(edge.to)?.length === 1;
}

/** The edge leads to where the innermost branches around it meet: the next line below them says so by itself. */
function isNext(flow: FlowOrder, edge: GraphEdge): boolean {
  const owner = flow.dominator.get(edge.to) ?? null;
  let at: string | null = edge.from;
  while (at !== null) {
    const above: string | null = flow.dominator.get(at) ?? null;
    if (above === owner) return true;
    const siblings = [...flow.dominator.values()].filter((one) => one === above).length;
    if (siblings > 1) return false;
    at = above;
  }
  return owner === null;
}

function joinsByOwner(flow: FlowOrder): Map<string | null, string[]> {
  const joins = new Map<string | null, string[]>();
  for (const node of flow.order) {
    if ((flow.arriving.get(node)?.length ?? 0) < 2) continue;
    const owner = flow.dominator.get(node) ?? null;
    const list = joins.get(owner);
    if (list) list.push(node);
    else joins.set(owner, [node]);
  }
  return joins;
}
