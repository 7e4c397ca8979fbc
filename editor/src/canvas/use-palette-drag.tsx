import type { NodeDescription } from '@trellis/shared/node/describe.ts';
import { useReactFlow } from '@xyflow/react';
import { type PointerEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { drawnPorts } from '../store/catalog-index.ts';
import { insertStep } from '../store/commands/insert.ts';
import type { Spot } from '../store/commands/legality.ts';
import { type Editor, useEditor } from '../store/editor.ts';
import { indexGraph } from '../store/graph-index.ts';
import { NodeIcon } from '../ui/node-icon.tsx';
import { Tile } from '../ui/tile.tsx';
import classes from './palette.module.css';
import { spotAt, spotKey } from './spot.ts';

/** How far the pointer moves before a press becomes a drag, px. */
const THRESHOLD = 4;

/*
 *   idle ──press──▶ pressed ──moved 4 px──▶ dragging ──released on a slot or the canvas──▶ inserted
 *                     │                        └────────Escape, or released elsewhere────▶ idle
 *                     └──released──▶ added after the selected step
 */

/** Drags a step type from the palette; a chip hangs under the pointer, which it follows without drawing React anew. */
export function usePaletteDrag(type: NodeDescription): {
  start: (event: PointerEvent) => void;
  add: () => void;
  chip: ReactNode;
} {
  const editor = useEditor();
  const { screenToFlowPosition } = useReactFlow();
  const [dragging, setDragging] = useState(false);
  const chip = useRef<HTMLDivElement>(null);
  const stop = useRef<() => void>(undefined);
  useEffect(() => () => stop.current?.(), []);

  const add = () => {
    const spot = nextSpot(editor, type) ?? {
      kind: 'free',
      position: screenToFlowPosition({ x: window.innerWidth / 2, y: window.innerHeight / 2 }),
    };
    insert(editor, type, spot);
  };

  const start = (press: PointerEvent) => {
    if (press.button !== 0) return;
    const { store } = editor;
    const from = { x: press.clientX, y: press.clientY };
    let moved = false;
    const onMove = (event: globalThis.PointerEvent) => {
      if (!moved && Math.hypot(event.clientX - from.x, event.clientY - from.y) < THRESHOLD) return;
      if (!moved) {
        moved = true;
        setDragging(true);
        store.look((view) => {
          view.palette = type.type;
          view.picker = null;
        });
      }
      if (chip.current) chip.current.style.transform = `translate(${event.clientX + 10}px, ${event.clientY + 4}px)`;
      const spot = spotAt(event.clientX, event.clientY);
      const over = spot ? spotKey(spot) : null;
      if (over !== store.getState().view.over)
        store.look((view) => {
          view.over = over;
        });
    };
    const end = () => {
      window.removeEventListener('pointermove', onMove);
      window.removeEventListener('pointerup', onUp);
      window.removeEventListener('keydown', onKey, true);
      stop.current = undefined;
      setDragging(false);
      store.look((view) => {
        view.palette = null;
        view.over = null;
      });
    };
    const onUp = (event: globalThis.PointerEvent) => {
      const spot = spotAt(event.clientX, event.clientY);
      end();
      if (!moved) {
        add();
        return;
      }
      const onCanvas = document.elementFromPoint(event.clientX, event.clientY)?.closest('.react-flow');
      if (spot) insert(editor, type, spot);
      else if (onCanvas) {
        const { x, y } = screenToFlowPosition({ x: event.clientX, y: event.clientY });
        insert(editor, type, { kind: 'free', position: { x: Math.round(x - 20), y: Math.round(y - 20) } });
      }
    };
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      end();
    };
    window.addEventListener('pointermove', onMove);
    window.addEventListener('pointerup', onUp);
    window.addEventListener('keydown', onKey, true);
    stop.current = end;
  };

  return {
    start,
    add,
    chip: dragging
      ? createPortal(
          <div ref={chip} className={classes.chip}>
            <Tile category={type.category} size={20}>
              <NodeIcon name={type.icon} category={type.category} size={13} stroke={2} />
            </Tile>
            {type.title}
          </div>,
          document.body,
        )
      : null,
  };
}

/** Puts a step in and opens its form. */
export function insert(editor: Editor, type: NodeDescription, spot: Spot): boolean {
  const { graph } = editor.store.getState().doc;
  // The first trigger stands where the layout begins; a place of its own would only be in the way of tidying.
  const placed = spot.kind === 'free' && graph.nodes.length === 0;
  const done = editor.run((present, context) => {
    const outcome = insertStep(present, type, spot, context);
    if (!outcome.ok || !placed) return outcome;
    return {
      ...outcome,
      graph: { ...outcome.graph, nodes: outcome.graph.nodes.map(({ position: _, ...node }) => node) },
    };
  });
  if (done)
    editor.store.look((view) => {
      view.drawer = true;
      view.focus = view.selection[0] ?? null;
    });
  return done;
}

/** Where a step goes that is added without pointing: after the selected step, else at the first open port. */
function nextSpot(editor: Editor, type: NodeDescription): Spot | null {
  if (type.trigger) return null;
  const { doc, view } = editor.store.getState();
  const { node: byId, out } = indexGraph(doc.graph);
  const selected = byId.get(view.selection[0] ?? '');
  const openPort = (id: string): Spot | null => {
    const node = byId.get(id);
    const port = node && drawnPorts(doc.graph, node, editor.catalog).find((one) => !out.get(id)?.has(one.id));
    return port ? { kind: 'port', node: id, port: port.id } : null;
  };
  if (selected) {
    const first = drawnPorts(doc.graph, selected, editor.catalog)[0];
    const edge = first ? out.get(selected.id)?.get(first.id) : undefined;
    const spot = openPort(selected.id);
    if (spot) return spot;
    if (edge && !type.end) return { kind: 'edge', edge: edge.id };
  }
  for (const node of doc.graph.nodes) {
    const spot = openPort(node.id);
    if (spot) return spot;
  }
  return null;
}
