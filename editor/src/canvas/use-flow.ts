import type { Graph, GraphNode } from '@trellis/shared/graph/graph.ts';
import { useMemo, useRef } from 'react';
import type { CatalogIndex } from '../store/catalog-index.ts';
import { insertStep } from '../store/commands/insert.ts';
import { useEditor, useEditorState } from '../store/editor.ts';
import type { View } from '../store/editor-store.ts';
import { indexGraph } from '../store/graph-index.ts';
import { buildEdges, buildNodes, keepUnchanged } from './build-flow.ts';
import type { CanvasNode, FlowEdge } from './flow-types.ts';
import { type Layout, layoutGraph } from './layout.ts';
import { useNames } from './names.ts';
import type { Overlay } from './overlay.ts';
import { createSummaries } from './summaries.ts';
import type { Diagnostic } from './workflow-api.ts';

/** Id of the step that is drawn where the picker would insert one. */
const GHOST = 'ghost';

export interface Flow {
  graph: Graph;
  layout: Layout;
  nodes: CanvasNode[];
  edges: FlowEdge[];
}

/** What React Flow draws: the document, laid out, with this mode's overlay, the selection and the present drag. */
export function useFlow({ problems, overlay }: { problems: readonly Diagnostic[]; overlay: Overlay }): Flow {
  const editor = useEditor();
  const { doc, picker, selection, drag, sizes, focus } = useEditorState(({ doc: { graph }, view }) => ({
    doc: graph,
    picker: view.picker,
    selection: view.selection,
    drag: view.drag,
    sizes: view.sizes,
    focus: view.focus,
  }));
  const graph = useMemo(() => withGhost(doc, picker, editor.catalog), [doc, picker, editor.catalog]);
  const layout = useMemo(() => layoutGraph(graph, editor.catalog), [graph, editor.catalog]);
  const byNode = useMemo(() => groupProblems(problems), [problems]);
  const names = useNames();
  const summarize = useMemo(() => createSummaries(editor.catalog, names), [editor.catalog, names]);
  const baseNodes = useRef<CanvasNode[]>([]);
  const baseEdges = useRef<FlowEdge[]>([]);
  const base = useMemo(() => {
    const input = {
      graph,
      layout,
      catalog: editor.catalog,
      problems: byNode,
      overlay,
      editable: editor.editable,
      ghost: graph === doc ? null : GHOST,
      summarize: (node: GraphNode) => summarize(node, graph),
    };
    baseNodes.current = keepUnchanged(baseNodes.current, buildNodes(input));
    baseEdges.current = keepUnchanged(baseEdges.current, buildEdges(input));
    return { nodes: baseNodes.current, edges: baseEdges.current };
  }, [graph, doc, layout, byNode, overlay, editor, summarize]);

  const shown = useRef(new Map<string, { base: CanvasNode; node: CanvasNode; key: string }>());
  const stop = focus && indexGraph(graph).node.has(focus) ? focus : (graph.nodes[0]?.id ?? null);
  const nodes = useMemo(
    () => base.nodes.map((node) => dress(node, { selection, drag, sizes, stop, shown: shown.current })),
    [base, selection, drag, sizes, stop],
  );
  const edges = useMemo(
    () => base.edges.map((edge) => (selection.includes(edge.id) ? { ...edge, selected: true, zIndex: 2 } : edge)),
    [base, selection],
  );
  return { graph, layout, nodes, edges };
}

/** A node with selection, drag and tab stop; the same object as before where they are the same, and the base itself where it has none. */
export function dress(
  node: CanvasNode,
  state: Pick<View, 'selection' | 'drag' | 'sizes'> & {
    stop: string | null;
    shown: Map<string, { base: CanvasNode; node: CanvasNode; key: string }>;
  },
): CanvasNode {
  const { selection, drag, sizes, stop, shown } = state;
  const selected = selection.includes(node.id);
  const place = drag[node.id];
  const size = sizes[node.id];
  if (!selected && !place && !size && node.id !== stop) return node;
  const alone = selected && selection.length === 1;
  const key = `${selected} ${alone} ${place?.x} ${place?.y} ${size?.width} ${size?.height} ${node.id === stop}`;
  const known = shown.get(node.id);
  if (known?.base === node && known.key === key) return known.node;
  const extra = { selected, ...(place ? { position: place } : {}), ...(size ?? {}) };
  const sameData = known?.base === node && known.node.data;
  const dressed: CanvasNode =
    node.type === 'step'
      ? { ...node, ...extra, data: keepData(sameData, { ...node.data, alone, tabStop: node.id === stop }) }
      : { ...node, ...extra };
  shown.set(node.id, { base: node, node: dressed, key });
  return dressed;
}

/** The former data where nothing in it changed, so that a dragged card alone is drawn again for its new place. */
function keepData<Data extends Record<string, unknown>>(
  before: Record<string, unknown> | false | undefined,
  now: Data,
): Data {
  return before && Object.entries(now).every(([key, value]) => Object.is(before[key], value)) ? (before as Data) : now; // same keys, same values
}

function withGhost(graph: Graph, picker: View['picker'], catalog: CatalogIndex): Graph {
  const description = picker?.type ? catalog.get(picker.type) : undefined;
  if (!picker || !description || picker.spot.kind === 'free') return graph;
  const outcome = insertStep(graph, description, picker.spot, {
    catalog,
    newId: (word) => (word === 'edge' ? 'ghost-edge' : GHOST),
  });
  return outcome.ok ? outcome.graph : graph;
}

export function groupProblems(problems: readonly Diagnostic[]): ReadonlyMap<string, readonly Diagnostic[]> {
  const groups = new Map<string, Diagnostic[]>();
  for (const problem of problems) {
    if (!problem.nodeId) continue;
    const list = groups.get(problem.nodeId);
    if (list) list.push(problem);
    else groups.set(problem.nodeId, [problem]);
  }
  return groups;
}
