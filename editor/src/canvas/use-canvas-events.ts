import type { Connection, EdgeChange, FinalConnectionState, NodeChange } from '@xyflow/react';
import { useMemo, useState } from 'react';
import { changeNote, setPositions } from '../store/commands/edit.ts';
import { moveSelection } from '../store/commands/insert.ts';
import { whyNotConnect } from '../store/commands/legality.ts';
import { connect, disconnect, reconnect } from '../store/commands/wire.ts';
import { useEditor } from '../store/editor.ts';
import { indexGraph } from '../store/graph-index.ts';
import { align } from './align.ts';
import type { CanvasNode, FlowEdge } from './flow-types.ts';
import { spotAt, spotKey, spotOf } from './spot.ts';

/** Lines at which a dragged card stands in line with another, in canvas px. */
export interface Guides {
  x: number | null;
  y: number | null;
}

interface Link {
  source: string | null;
  target: string | null;
  sourceHandle?: string | null | undefined;
}

const linkOf = ({ source, target, sourceHandle }: Link) =>
  source && target && sourceHandle ? { from: source, port: sourceHandle, to: target } : null;

/** What React Flow reports, turned into selection, drags and commands. Drags stay out of the document until they end. */
export function useCanvasEvents(nodes: readonly CanvasNode[]) {
  const editor = useEditor();
  const [guides, setGuides] = useState<Guides>({ x: null, y: null });
  const { store } = editor;

  const events = useMemo(() => {
    const select = (changes: readonly { id: string; selected: boolean }[]) => {
      if (changes.length === 0) return;
      store.look((view) => {
        const chosen = new Set(view.selection);
        for (const change of changes) {
          if (change.selected) chosen.add(change.id);
          else chosen.delete(change.id);
        }
        view.selection = [...chosen];
      });
    };
    return {
      onEdgesChange: (changes: EdgeChange<FlowEdge>[]) => select(changes.filter((change) => change.type === 'select')),
      isValidConnection: (link: FlowEdge | Connection) =>
        link.source !== null &&
        link.target !== null &&
        whyNotConnect(store.getState().doc.graph, editor.catalog, link.source, link.target) === null,
      onConnect: (link: Connection) => {
        const found = linkOf(link);
        if (found) editor.run((graph, context) => connect(graph, found, context));
      },
      onConnectEnd: (event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
        const { fromNode, fromHandle, isValid } = state;
        if (isValid || !fromNode || !fromHandle?.id || fromHandle.type !== 'source') return;
        const point = 'changedTouches' in event ? event.changedTouches[0] : event;
        // The whole card takes a line, not only the dot at its top; what can't be is told by the command itself.
        const to = state.toNode?.id ?? (point ? stepAt(point.clientX, point.clientY) : null);
        if (to) {
          const from = { from: fromNode.id, port: fromHandle.id };
          editor.run((graph, context) => connect(graph, { ...from, to }, context));
          return;
        }
        const port = fromHandle.id;
        const { graph } = store.getState().doc;
        if (!point || indexGraph(graph).out.get(fromNode.id)?.has(port)) return;
        store.look((view) => {
          view.picker = {
            spot: { kind: 'port', node: fromNode.id, port },
            type: null,
            anchor: { x: point.clientX, y: point.clientY },
          };
        });
      },
      onReconnect: (edge: FlowEdge, link: Connection) => {
        const found = linkOf(link);
        if (found) editor.run((graph, context) => reconnect(graph, edge.id, found, context));
      },
      onReconnectEnd: (_: unknown, edge: FlowEdge, __: unknown, state: FinalConnectionState) => {
        if (!state.isValid && !state.toNode) editor.run((graph) => disconnect(graph, edge.id));
      },
      onNodeDrag: (event: { clientX: number; clientY: number } | MouseEvent | TouchEvent, node: CanvasNode) => {
        const point = 'clientX' in event ? event : undefined;
        if (!point || node.type !== 'step') return;
        const spot = spotAt(point.clientX, point.clientY);
        const { graph } = store.getState().doc;
        const dragged = Object.keys(store.getState().view.drag);
        const fits =
          spot &&
          dragged.length > 0 &&
          moveSelection(graph, dragged, spot, { catalog: editor.catalog, newId: (word) => word }).ok;
        const over = fits ? spotKey(spot) : null;
        if (over !== store.getState().view.over) {
          store.look((view) => {
            view.over = over;
          });
        }
      },
      onNodeDragStop: () => {
        const { drag, over } = store.getState().view;
        const { graph } = store.getState().doc;
        const spot = spotOf(over);
        setGuides({ x: null, y: null });
        store.look((view) => {
          view.over = null;
        });
        const ids = Object.keys(drag).filter((id) => indexGraph(graph).node.has(id));
        if (spot && ids.length > 0) {
          editor.run((present, context) => moveSelection(present, ids, spot, context));
          return;
        }
        const notes = Object.keys(drag).filter((id) => !ids.includes(id));
        if (ids.length > 0) editor.run((present) => setPositions(present, drag));
        for (const id of notes) {
          const position = drag[id];
          if (position)
            editor.run((present) =>
              changeNote(present, id, { position: { x: Math.round(position.x), y: Math.round(position.y) } }),
            );
        }
      },
      select,
    };
  }, [editor, store]);

  const onNodesChange = (changes: NodeChange<CanvasNode>[]) => {
    events.select(changes.filter((change) => change.type === 'select'));
    const moved = changes.filter((change) => change.type === 'position');
    const sized = changes.filter((change) => change.type === 'dimensions' && change.resizing && change.dimensions);
    if (moved.length === 0 && sized.length === 0) return;
    const snapped = snap(moved, nodes);
    setGuides((now) => (now.x === snapped.guides.x && now.y === snapped.guides.y ? now : snapped.guides));
    if (!editor.editable) return;
    store.look((view) => {
      for (const [id, position] of snapped.places) view.drag[id] = position;
      for (const change of sized)
        if (change.type === 'dimensions' && change.dimensions) view.sizes[change.id] = change.dimensions;
    });
  };
  return { ...events, onNodesChange, guides };
}

/** The step whose card lies under a place on the screen. */
function stepAt(x: number, y: number): string | null {
  for (const element of document.elementsFromPoint(x, y)) {
    const card = element.closest('[data-step]');
    if (card) return card.getAttribute('data-step');
  }
  return null;
}

/** One dragged card snaps to its neighbours' lines; several keep their distances. */
function snap(moved: readonly NodeChange<CanvasNode>[], nodes: readonly CanvasNode[]) {
  const places = new Map<string, { x: number; y: number }>();
  let guides: Guides = { x: null, y: null };
  for (const change of moved) {
    // React Flow reports the end of a drag without a new place.
    if (change.type === 'position' && change.position && change.dragging !== false)
      places.set(change.id, change.position);
  }
  const [only] = places;
  const own = only && places.size === 1 ? nodes.find((node) => node.id === only[0]) : undefined;
  if (only && own) {
    const boxes = nodes.filter((node) => node.id !== own.id && node.type === 'step').map((node) => boxOf(node));
    const found = align({ ...boxOf(own), ...only[1] }, boxes);
    places.set(own.id, found.position);
    guides = { x: found.x, y: found.y };
  }
  return { places, guides };
}

/** Where a node stands and how large it is, in canvas px. */
export function boxOf(node: CanvasNode) {
  return { ...node.position, width: node.width ?? 232, height: node.height ?? 56 };
}
