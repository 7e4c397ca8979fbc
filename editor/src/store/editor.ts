import type { Graph } from '@trellis/shared/graph/graph.ts';
import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { CatalogIndex } from './catalog-index.ts';
import type { CommandContext } from './commands/insert.ts';
import type { ChangeLabel, NewId, Outcome, Reason } from './commands/outcome.ts';
import { createEditorStore, type EditorState, type EditorStore } from './editor-store.ts';
import { indexGraph } from './graph-index.ts';

/** One open workflow: its store, and the way commands get into it. */
export interface Editor {
  store: EditorStore;
  catalog: CatalogIndex;
  newId: NewId;
  /** False where the drawing is only looked at (Live, Run, an old version): commands do nothing. */
  editable: boolean;
  /**
   * Runs a command on the present graph. What it refuses is told through `tell` and answered as false. `group` joins changes
   * that follow each other quickly.
   */
  run(command: (graph: Graph, context: CommandContext) => Outcome, options?: { group?: string }): boolean;
  undo(): void;
  redo(): void;
}

export interface EditorPowers {
  /** Shows the user why something was refused. */
  tell(reason: Reason): void;
  newId: NewId;
  /** Present time in ms; decides which typing is one change. */
  now(): number;
}

export function createEditor(graph: Graph, catalog: CatalogIndex, editable: boolean, powers: EditorPowers): Editor {
  const store = createEditorStore(graph);
  const { newId } = powers;
  const pruneSelection = () =>
    store.look((view) => {
      const present = store.getState().doc.graph;
      const { node } = indexGraph(present);
      view.selection = view.selection.filter((id) => node.has(id) || present.notes.some((note) => note.id === id));
      view.drag = {};
    });
  return {
    store,
    catalog,
    newId,
    editable,
    run(command, options) {
      if (!editable) return false;
      const outcome = command(store.getState().doc.graph, { catalog, newId });
      if (!outcome.ok) {
        powers.tell(outcome.reason);
        return false;
      }
      store.change((state) => {
        state.doc = { graph: outcome.graph, label: outcome.label, group: options?.group ?? null, at: powers.now() };
        if (outcome.select) state.view.selection = outcome.select;
        state.view.drag = {};
        state.view.sizes = {};
      });
      return true;
    },
    undo() {
      if (!editable) return;
      store.temporal.getState().undo();
      pruneSelection();
    },
    redo() {
      if (!editable) return;
      store.temporal.getState().redo();
      pruneSelection();
    },
  };
}

/** An id that is new with near certainty: the type's word and eight random letters. */
export const randomId: NewId = (word) =>
  `${word.replace(/[^A-Za-z0-9_-]/g, '-').slice(0, 30)}-${crypto.randomUUID().slice(0, 8)}`;

const EditorContext = createContext<Editor | null>(null);
export const EditorProvider = EditorContext.Provider;

export function useEditor(): Editor {
  const editor = useContext(EditorContext);
  if (!editor) throw new Error('useEditor was called outside of an EditorProvider: wrap the part in one.');
  return editor;
}

/** A part of the open workflow's state; re-renders when the part changes (arrays and objects by their entries). */
export function useEditorState<Part>(select: (state: EditorState) => Part): Part {
  return useStore(useEditor().store, useShallow(select));
}

/** The names of the changes that undo and redo would take back or repeat; null where there is none. */
export function useHistoryLabels(): { undo: ChangeLabel | null; redo: ChangeLabel | null } {
  const { store } = useEditor();
  const undo = useStore(store, (state) => state.doc.label);
  const canUndo = useStore(store.temporal, (state) => state.pastStates.length > 0);
  const redo = useStore(store.temporal, (state) => state.futureStates.at(-1)?.doc?.label ?? null);
  return { undo: canUndo ? undo : null, redo };
}
