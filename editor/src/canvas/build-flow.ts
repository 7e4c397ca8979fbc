import type { Graph, GraphNode } from '@trellis/shared/graph/graph.ts';
import { Position as Side } from '@xyflow/react';
import { type CatalogIndex, categoryOf, drawnPorts, isEnd } from '../store/catalog-index.ts';
import { indexGraph } from '../store/graph-index.ts';
import type { CanvasNode, FlowEdge, NoteNode, PortView, StepData, StepNode } from './flow-types.ts';
import { type Layout, portKey } from './layout.ts';
import { CARD, END_PILL, portOffsets } from './metrics.ts';
import type { Overlay } from './overlay.ts';
import { withoutName } from './problem-words.ts';
import type { Diagnostic } from './workflow-api.ts';

export interface FlowInput {
  graph: Graph;
  layout: Layout;
  catalog: CatalogIndex;
  problems: ReadonlyMap<string, readonly Diagnostic[]>;
  overlay: Overlay;
  editable: boolean;
  /** Id of the step that is only shown as what would be inserted. */
  ghost: string | null;
  /** The second line of a card in Edit. */
  summarize(node: GraphNode): string;
}

/** Steps and notes as React Flow draws them, without selection and drag. */
export function buildNodes(input: FlowInput): CanvasNode[] {
  const steps = input.graph.nodes.map((node) => buildStep(node, input));
  const notes = input.graph.notes.map((note): NoteNode => {
    const size = { width: note.width ?? 188, height: note.height ?? 76 };
    return {
      id: note.id,
      type: 'note',
      position: note.position,
      ...size,
      zIndex: -1,
      data: { text: note.text, editable: input.editable },
    };
  });
  return [...notes, ...steps];
}

function buildStep(node: GraphNode, input: FlowInput): StepNode {
  const { graph, layout, catalog } = input;
  const description = catalog.get(node.type);
  const end = isEnd(node, catalog);
  const size = end ? END_PILL : CARD;
  const problems = input.problems.get(node.id) ?? [];
  const worst = problems.find((one) => one.severity === 'error') ?? problems[0];
  const ports = portViews(node, input);
  const down = graph.direction === 'down';
  const data: StepData = {
    name: node.name || (description?.title ?? node.type),
    typeTitle: description?.title ?? node.type,
    icon: description?.icon ?? 'alert-triangle',
    category: categoryOf(node, catalog),
    summary: input.summarize(node),
    end,
    off: node.off ?? false,
    ghost: input.ghost === node.id,
    direction: graph.direction,
    ports,
    problem: worst
      ? { severity: worst.severity, message: withoutName(worst.message, node.name), count: problems.length }
      : null,
    overlay: input.overlay.nodes.get(node.id) ?? null,
    editable: input.editable,
    tabStop: false,
    alone: false,
  };
  const middle = { x: size.width / 2, y: size.height / 2 };
  return {
    id: node.id,
    type: 'step',
    position: layout.positions.get(node.id) ?? { x: 0, y: 0 },
    width: size.width,
    height: size.height,
    data,
    // Given, so that edges are right before the browser has measured anything.
    handles: [
      down
        ? { id: null, type: 'target', position: Side.Top, x: middle.x, y: 0, width: 0, height: 0 }
        : { id: null, type: 'target', position: Side.Left, x: 0, y: middle.y, width: 0, height: 0 },
      ...ports.map((port) =>
        down
          ? {
              id: port.id,
              type: 'source' as const,
              position: Side.Bottom,
              x: middle.x + port.offset,
              y: size.height,
              width: 0,
              height: 0,
            }
          : {
              id: port.id,
              type: 'source' as const,
              position: Side.Right,
              x: size.width,
              y: middle.y + port.offset,
              width: 0,
              height: 0,
            },
      ),
    ],
  };
}

function portViews(node: GraphNode, { graph, layout, catalog }: FlowInput): PortView[] {
  const ports = drawnPorts(graph, node, catalog);
  const offsets = portOffsets(ports.length, graph.direction);
  const edges = indexGraph(graph).out.get(node.id);
  return ports.map((port, index) => ({
    id: port.id,
    label: port.label,
    offset: offsets[index] ?? 0,
    open: !edges?.has(port.id),
    ends: node.endsHere?.includes(port.id) ?? false,
    lane: layout.lanes.get(portKey(node.id, port.id)) ?? 0,
  }));
}

/** Edges as React Flow draws them; where they run is worked out by the edge itself, so that it follows a drag. */
export function buildEdges(input: FlowInput): FlowEdge[] {
  const { graph, layout, catalog, overlay, editable } = input;
  const { node: byId } = indexGraph(graph);
  return graph.edges.flatMap((edge): FlowEdge[] => {
    const from = byId.get(edge.from);
    const to = byId.get(edge.to);
    if (!from || !to) return [];
    const ports = drawnPorts(graph, from, catalog);
    const index = ports.findIndex((port) => port.id === edge.port);
    const offset = portOffsets(ports.length, graph.direction)[index] ?? 0;
    const lane = layout.lanes.get(portKey(edge.from, edge.port));
    const over = overlay.edges.get(edge.id) ?? null;
    return [
      {
        id: edge.id,
        type: 'flow',
        source: edge.from,
        sourceHandle: edge.port,
        target: edge.to,
        // What the run did and will do lies over what it left aside.
        zIndex: over?.look === 'taken' || over?.look === 'ahead' || over?.look === 'new' ? 1 : 0,
        data: {
          direction: graph.direction,
          split: ports.length > 1,
          join: layout.joins.has(edge.to),
          lane: lane === undefined ? null : lane - offset,
          loop: layout.loops.get(edge.id) ?? null,
          // A way that is the only one needs no word, unless somebody gave it one.
          label: ports.length > 1 || from.portNames?.[edge.port] ? (ports[index]?.label ?? edge.port) : null,
          fromName: from.name,
          toName: to.name,
          overlay: over,
          editable,
          ghost: input.ghost !== null && (edge.from === input.ghost || edge.to === input.ghost),
        },
      },
    ];
  });
}

/** Keeps the objects of a former list where nothing about them changed, so that React Flow draws only the others again. */
export function keepUnchanged<Item extends { id: string }>(before: readonly Item[], after: readonly Item[]): Item[] {
  const known = new Map(before.map((item) => [item.id, item]));
  return after.map((item) => {
    const old = known.get(item.id);
    return old && sameValue(old, item) ? old : item;
  });
}

/** Equal by value; plain data only. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = Object.entries(a);
  const right: Record<string, unknown> = { ...b };
  return (
    left.length === Object.keys(right).length &&
    left.every(([key, value]) => key in right && sameValue(value, right[key]))
  );
}
