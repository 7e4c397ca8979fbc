import { useReactFlow } from '@xyflow/react';
import { type KeyboardEvent, type RefObject, useEffect } from 'react';
import { drawnPorts } from '../store/catalog-index.ts';
import { copyText, duplicate, paste } from '../store/commands/clipboard.ts';
import { addNote, tidy } from '../store/commands/edit.ts';
import type { Spot } from '../store/commands/legality.ts';
import { type Editor, useEditor } from '../store/editor.ts';
import { indexGraph } from '../store/graph-index.ts';
import { askDelete } from './ask-delete.ts';
import type { Layout } from './layout.ts';
import { type WalkKey, walk } from './walk.ts';

interface Options {
  layout: Layout;
  pane: RefObject<HTMLDivElement | null>;
  fit: () => void;
}

/** The canvas's keys. Those that need no focused card work on the whole page, except while someone types. */
export function useCanvasKeys({ layout, pane, fit }: Options) {
  const editor = useEditor();
  const { screenToFlowPosition } = useReactFlow();

  useEffect(() => {
    const { store } = editor;
    const middle = () => {
      const box = pane.current?.getBoundingClientRect();
      return screenToFlowPosition({
        x: (box?.x ?? 0) + (box?.width ?? 0) / 2 - 116,
        y: (box?.y ?? 0) + (box?.height ?? 0) / 2,
      });
    };
    const onKeyDown = (event: globalThis.KeyboardEvent) => {
      if (isTyping(event.target) || event.defaultPrevented) return;
      const command = event.metaKey || event.ctrlKey;
      const { graph } = store.getState().doc;
      const { selection } = store.getState().view;
      const done = () => event.preventDefault();
      const key = event.key.toLowerCase();
      if (command && key === 'd' && selection.length > 0) {
        done();
        editor.run((present, context) => duplicate(present, selection, layout.positions, context));
      } else if (command && key === 'a') {
        done();
        store.look((view) => {
          view.selection = [...graph.nodes, ...graph.notes].map((one) => one.id);
        });
      } else if (command && key === 'f') {
        done();
        store.look((view) => {
          view.panel = 'find';
        });
      } else if (command || event.altKey) return;
      else if (key === 'f') fit();
      else if (key === 't') editor.run((present) => tidy(present));
      else if (key === 'n') editor.run((present, { newId }) => addNote(present, middle(), newId));
      else if (event.key === '?')
        store.look((view) => {
          view.panel = view.panel === 'help' ? null : 'help';
        });
      else if (event.key === '/') {
        done();
        openPicker(editor, pane.current);
      } else if (event.key === 'Delete' || event.key === 'Backspace') {
        if (selection.length === 0) return;
        done();
        askDelete(editor, selection);
      } else if (event.key === 'Escape') {
        store.look((view) => {
          if (view.picker || view.carrying.length > 0 || view.panel) {
            view.picker = null;
            view.carrying = [];
            view.panel = null;
          } else view.selection = [];
        });
      }
    };
    const onCopy = (event: ClipboardEvent) => {
      const { selection } = store.getState().view;
      if (isTyping(event.target) || selection.length === 0 || !window.getSelection()?.isCollapsed) return;
      event.clipboardData?.setData('text/plain', copyText(store.getState().doc.graph, selection, layout.positions));
      event.preventDefault();
      if (event.type === 'cut') askDelete(editor, selection);
    };
    const onPaste = (event: ClipboardEvent) => {
      if (isTyping(event.target)) return;
      event.preventDefault();
      const text = event.clipboardData?.getData('text/plain') ?? '';
      const { selection } = store.getState().view;
      const after = selection.length === 1 ? selection[0] : undefined;
      editor.run((graph, context) => paste(graph, text, { after, position: middle() }, context));
    };
    window.addEventListener('keydown', onKeyDown);
    document.addEventListener('copy', onCopy);
    document.addEventListener('cut', onCopy);
    document.addEventListener('paste', onPaste);
    return () => {
      window.removeEventListener('keydown', onKeyDown);
      document.removeEventListener('copy', onCopy);
      document.removeEventListener('cut', onCopy);
      document.removeEventListener('paste', onPaste);
    };
  }, [editor, layout, pane, fit, screenToFlowPosition]);

  /** Keys of the focused card: arrows walk, Enter opens the form, Space selects. */
  return (event: KeyboardEvent<HTMLDivElement>) => {
    const card = event.target instanceof HTMLElement ? event.target.closest('[data-step]') : null;
    const id = card?.getAttribute('data-step');
    if (!id || isTyping(event.target) || event.metaKey || event.ctrlKey || event.altKey) return;
    const { store, catalog } = editor;
    if (event.key.startsWith('Arrow')) {
      event.preventDefault();
      const next = walk(store.getState().doc.graph, layout, catalog, id, event.key as WalkKey); // the four arrows are all there are
      if (!next) return;
      store.look((view) => {
        view.focus = next;
        view.selection = event.shiftKey ? [...new Set([...view.selection, id, next])] : [next];
      });
      focusStep(pane.current, next);
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      store.look((view) => {
        view.selection = [id];
        view.drawer = true;
        view.focus = id;
      });
      if (event.key === 'Enter')
        requestAnimationFrame(() =>
          document.querySelector<HTMLElement>('[data-inspector] input, [data-inspector] button')?.focus(),
        );
    }
  };
}

/** Moves the focus to a step's card once it is drawn. */
export function focusStep(pane: ParentNode | null, id: string): void {
  requestAnimationFrame(() =>
    pane?.querySelector<HTMLElement>(`[data-step="${CSS.escape(id)}"]`)?.focus({ preventScroll: true }),
  );
}

/** Opens the picker after the selected step: at its first open port, else on its first line. */
function openPicker(editor: Editor, pane: ParentNode | null): void {
  const { graph } = editor.store.getState().doc;
  const { selection } = editor.store.getState().view;
  const [id] = selection.length === 1 ? selection : [];
  const node = id ? indexGraph(graph).node.get(id) : undefined;
  if (!editor.editable || !node) return;
  const ports = drawnPorts(graph, node, editor.catalog);
  const edges = indexGraph(graph).out.get(node.id);
  const open = ports.find((port) => !edges?.has(port.id));
  const first = ports[0] ? edges?.get(ports[0].id) : undefined;
  const spot: Spot | null = open
    ? { kind: 'port', node: node.id, port: open.id }
    : first
      ? { kind: 'edge', edge: first.id }
      : null;
  if (!spot) return;
  const box = pane?.querySelector(`[data-step="${CSS.escape(node.id)}"]`)?.getBoundingClientRect();
  editor.store.look((view) => {
    view.picker = { spot, type: null, anchor: { x: box ? box.x + box.width / 2 : 400, y: box ? box.bottom : 200 } };
  });
}

/** True where keys write text. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  );
}
