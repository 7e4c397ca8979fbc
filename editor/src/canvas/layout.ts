import type { Graph, GraphEdge, Position } from '@trellis/shared/graph/graph.ts';
import { type CatalogIndex, drawnPorts, isEnd, isTrigger } from '../store/catalog-index.ts';
import { indexGraph } from '../store/graph-index.ts';
import { type Block, branchOf, type Join, type Placed, placeBlock, type Slot } from './blocks.ts';
import { type FlowOrder, orderFlow } from './flow-order.ts';
import { type Metrics, metricsOf } from './metrics.ts';

/** Where everything stands, in px. */
export interface Layout {
  direction: Graph['direction'];
  /** Top left corner of each card; a position stored by hand wins over the computed one. */
  positions: ReadonlyMap<string, Position>;
  /** How far across the flow, from its card's middle, the way of a port runs that has no card of its own below it. Key: `node port`. */
  lanes: ReadonlyMap<string, number>;
  /** How far across the flow, from the target's middle, the line of a loop runs. Key: edge id. */
  loops: ReadonlyMap<string, number>;
  /** Ids of nodes that several ways lead to. */
  joins: ReadonlySet<string>;
}

/** The key of a port in a map of the whole graph. */
export function portKey(node: string, port: string): string {
  return `${node} ${port}`;
}

/**
 * Computes the structured layout of a graph: branches side by side in port order, ways that meet again below the middle of
 * what they come from, loops beside their block. About linear in nodes and edges. The first root's card is at 0, 0, so that
 * the drawing stays still while it grows.
 */
export function layoutGraph(graph: Graph, catalog: CatalogIndex): Layout {
  const metrics = metricsOf(graph.direction);
  const { node: byId, out } = indexGraph(graph);
  const ports = new Map(graph.nodes.map((node) => [node.id, drawnPorts(graph, node, catalog)]));
  const leaving = new Map<string, GraphEdge[]>();
  for (const node of graph.nodes) {
    const edges = out.get(node.id);
    const list = (ports.get(node.id) ?? [])
      .flatMap((port) => edges?.get(port.id) ?? [])
      .filter((edge) => byId.has(edge.to) && edge.to !== node.id);
    leaving.set(node.id, list);
  }
  const flow = orderFlow({
    nodes: graph.nodes.map((node) => node.id),
    out: (id) => leaving.get(id) ?? [],
    isTrigger: (id) => {
      const node = byId.get(id);
      return node ? isTrigger(node, catalog) : false;
    },
  });
  const sizes = new Map(graph.nodes.map((node) => [node.id, isEnd(node, catalog) ? metrics.end : metrics.card]));
  const placed = placeAll({ graph, flow, metrics, sizes, leaving, ports });
  return finish({ graph, flow, metrics, sizes, placed });
}

interface Parts {
  graph: Graph;
  flow: FlowOrder;
  metrics: Metrics;
  sizes: ReadonlyMap<string, Metrics['card']>;
}

/** Blocks from the last node to the first, so that each finds its children done; under `null` stands the whole graph. */
function placeAll(
  parts: Parts & {
    leaving: ReadonlyMap<string, readonly GraphEdge[]>;
    ports: ReadonlyMap<string, readonly { id: string }[]>;
  },
) {
  const { flow, metrics, sizes, leaving } = parts;
  const placed = new Map<string | null, Placed>();
  const joinsOf = new Map<string | null, string[]>();
  for (const node of flow.order) {
    if ((flow.arriving.get(node)?.length ?? 0) < 2) continue;
    const owner = flow.dominator.get(node) ?? null;
    const list = joinsOf.get(owner);
    if (list) list.push(node);
    else joinsOf.set(owner, [node]);
  }
  const loopsInto = countBy(loopEdges(parts).map((edge) => edge.to));
  const blockOf = (node: string): Block => placed.get(node)?.block ?? { before: 0, after: 0, length: 0 };

  /** Joins of `owner`, each with the slots it is reached from; `slotOf` finds the slot of a branch, `lanes` those of the owner's own edges. */
  const joinList = (
    owner: string | null,
    slotOf: ReadonlyMap<string, number>,
    lanes: ReadonlyMap<string, number>,
  ): Join[] => {
    const spans = new Map<string, readonly number[]>();
    return (joinsOf.get(owner) ?? []).map((node) => {
      const from = (flow.arriving.get(node) ?? []).flatMap((edge) => {
        const branch = branchOf(edge.from, owner, flow.dominator);
        if (branch === null) return lanes.get(edge.id) ?? [];
        return slotOf.get(branch) ?? spans.get(branch) ?? [];
      });
      const span = [...new Set(from)];
      spans.set(node, span);
      return { node, block: blockOf(node), from: span };
    });
  };

  for (const node of flow.order.toReversed()) {
    const size = sizes.get(node) ?? metrics.card;
    const ports = parts.ports.get(node) ?? [];
    const edges = leaving.get(node) ?? [];
    const slots: Slot[] = [];
    const slotOf = new Map<string, number>();
    const lanes = new Map<string, number>();
    for (const port of ports) {
      const edge = edges.find((candidate) => candidate.port === port.id);
      const own = edge && !flow.loops.has(edge.id) && flow.arriving.get(edge.to)?.length === 1;
      if (own) {
        slotOf.set(edge.to, slots.length);
        slots.push({ kind: 'branch', node: edge.to, block: blockOf(edge.to) });
      } else if (ports.length > 1) {
        if (edge) lanes.set(edge.id, slots.length);
        slots.push({ kind: 'lane', port: port.id });
      }
    }
    const result = placeBlock({
      card: size,
      gap: ports.length > 1 ? metrics.split : metrics.row,
      slots,
      joins: joinList(node, slotOf, lanes),
      metrics,
    });
    const loops = loopsInto.get(node) ?? 0;
    if (loops > 0) result.block.after += metrics.loop * loops;
    placed.set(node, result);
  }

  const slotOf = new Map(flow.roots.map((root, index) => [root, index]));
  const slots = flow.roots.map((root): Slot => ({ kind: 'branch', node: root, block: blockOf(root) }));
  placed.set(
    null,
    placeBlock({ card: { main: 0, cross: 0 }, gap: 0, slots, joins: joinList(null, slotOf, new Map()), metrics }),
  );
  return placed;
}

/** Absolute places from the relative ones, with the places chosen by hand over them. */
function finish({
  graph,
  flow,
  metrics,
  sizes,
  placed,
}: Parts & { placed: ReadonlyMap<string | null, Placed> }): Layout {
  const at = new Map<string | null, { cross: number; main: number }>([[null, { cross: 0, main: 0 }]]);
  for (const owner of [null, ...flow.order]) {
    const own = at.get(owner);
    if (!own) continue;
    for (const child of placed.get(owner)?.children ?? []) {
      at.set(child.node, { cross: own.cross + child.cross, main: own.main + child.main });
    }
  }
  const down = graph.direction === 'down';
  const first = at.get(flow.roots[0] ?? null) ?? { cross: 0, main: 0 };
  const positions = new Map<string, Position>();
  for (const node of graph.nodes) {
    const own = at.get(node.id) ?? { cross: 0, main: 0 };
    const size = sizes.get(node.id) ?? metrics.card;
    const cross = own.cross - first.cross + (metrics.card.cross - size.cross) / 2;
    const main = own.main - first.main;
    positions.set(node.id, node.position ?? (down ? { x: cross, y: main } : { x: main, y: cross }));
  }
  const lanes = new Map<string, number>();
  for (const [node, result] of placed) {
    if (node !== null) for (const lane of result.lanes) lanes.set(portKey(node, lane.port), lane.cross);
  }
  const loops = new Map<string, number>();
  const left = countBy(loopEdges({ graph, flow }).map((edge) => edge.to));
  for (const edge of loopEdges({ graph, flow })) {
    const further = (left.get(edge.to) ?? 1) - 1;
    left.set(edge.to, further);
    const block = placed.get(edge.to)?.block;
    if (block) loops.set(edge.id, block.after - metrics.loop * further);
  }
  const joins = new Set<string>();
  for (const [node, edges] of flow.arriving) if (edges.length > 1) joins.add(node);
  return { direction: graph.direction, positions, lanes, loops, joins };
}

function loopEdges({ graph, flow }: Pick<Parts, 'graph' | 'flow'>): GraphEdge[] {
  return graph.edges.filter((edge) => flow.loops.has(edge.id));
}

function countBy(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
