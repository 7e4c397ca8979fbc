import type { Graph, Position } from '@trellis/shared/graph/graph.ts';
import { produce } from 'immer';
import { type TemporalState, temporal } from 'zundo';
import { create, type StoreApi, type UseBoundStore } from 'zustand';
import type { Spot } from './commands/legality.ts';
import type { ChangeLabel } from './commands/outcome.ts';

/*
 * Two slices. `doc` is what is saved and what undo goes back through; it changes only by commands.
 * `view` is how this person looks at it; it is neither saved nor undone. A drag lives in `view` and becomes one change of
 * `doc` when it ends, so that undo takes the whole drag back.
 */

interface Doc {
  graph: Graph;
  /** The name of the change that made this graph; null for the graph as loaded. */
  label: ChangeLabel | null;
  /** Changes with the same group that follow each other within a second are undone together: typing. */
  group: string | null;
  /** When the change was made, ms. */
  at: number;
}

/** Where the picker was opened, and for what. */
export interface PickerState {
  spot: Spot;
  /** Type of the highlighted row, drawn as a ghost where it would stand. */
  type: string | null;
  /** Screen place it stands beside, px. */
  anchor: Position;
}

type Panel = 'problems' | 'help' | 'find' | 'rules';

export interface View {
  /** Ids of selected steps, notes and edges. */
  selection: string[];
  /** Places of what is being dragged now, by id. */
  drag: Record<string, Position>;
  /** Sizes of notes being resized now, by id. */
  sizes: Record<string, { width: number; height: number }>;
  /** Type being dragged in from the palette. */
  palette: string | null;
  /** The place a drag is over now, as `spotKey` writes it. */
  over: string | null;
  /** Steps picked up with the move tool, to be put down on a plus. */
  carrying: string[];
  picker: PickerState | null;
  panel: Panel | null;
  /** The setting of the workflow that its form is to show; null: from the beginning. */
  setting: string | null;
  /** The drawer shows the form of the single selected step. */
  drawer: boolean;
  outline: boolean;
  /** The step with the tab stop. */
  focus: string | null;
  /** The step to bring into view; the canvas does it and forgets it. */
  reveal: string | null;
  /** Steps about to be deleted whose sides must be chosen between. */
  deleting: string[] | null;
}

export interface EditorState {
  doc: Doc;
  view: View;
}

/** Typing in one field goes on being one change while the pauses are shorter than this. */
const GROUP_MS = 1000;
/** Changes that can be undone. */
const UNDO_LIMIT = 300;

type History = Pick<EditorState, 'doc'>;
export type EditorStore = UseBoundStore<StoreApi<EditorState>> & {
  temporal: StoreApi<TemporalState<History>>;
  /** Changes the state: gets a draft to change in place. */
  change: (recipe: (state: EditorState) => void) => void;
  /** Changes `view` alone. */
  look: (recipe: (view: View) => void) => void;
};

const INITIAL_VIEW: View = {
  selection: [],
  drag: {},
  sizes: {},
  palette: null,
  over: null,
  carrying: [],
  picker: null,
  panel: null,
  setting: null,
  drawer: true,
  outline: false,
  focus: null,
  reveal: null,
  deleting: null,
};

/** A store for one open workflow. */
export function createEditorStore(graph: Graph): EditorStore {
  const initial: EditorState = { doc: { graph, label: null, group: null, at: 0 }, view: INITIAL_VIEW };
  const store = create<EditorState>()(
    temporal(() => initial, {
      partialize: ({ doc }): History => ({ doc }),
      equality: (past, current) => past.doc === current.doc,
      limit: UNDO_LIMIT,
      handleSet: (save) => (past, replace, current, delta) => {
        const before = typeof past === 'object' && 'doc' in past ? past.doc : undefined;
        const now = current.doc;
        const typing = before?.group && before.group === now.group && now.at - before.at < GROUP_MS;
        if (!typing) (save as (...all: unknown[]) => void)(past, replace, current, delta); // zundo types only the first two of its four arguments
      },
    }),
  );
  const change: EditorStore['change'] = (recipe) => store.setState((state) => produce(state, recipe));
  const look: EditorStore['look'] = (recipe) => change((state) => recipe(state.view));
  return Object.assign(store, { change, look });
}
