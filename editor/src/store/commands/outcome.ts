import type { Graph } from '@trellis/shared/graph/graph.ts';
import type { canvas } from '../../i18n/en.canvas.ts';

/** The name of a change, for "Undo: …": a key of `canvas.change` and its values. */
export interface ChangeLabel {
  key: keyof (typeof canvas)['change'];
  values?: Record<string, string | number>;
}

/** Why something can't be done: a key of `canvas.reason` and its values. */
export interface Reason {
  key: keyof (typeof canvas)['reason'];
  values?: Record<string, string | number>;
}

/** What a command gives back: the changed graph with the change's name, or why not. Commands never change their input. */
export type Outcome =
  | {
      ok: true;
      graph: Graph;
      label: ChangeLabel;
      /** Nodes to select afterwards; absent: the selection stays. */
      select?: string[];
    }
  | { ok: false; reason: Reason };

export function done(graph: Graph, label: ChangeLabel, select?: string[]): Outcome {
  return select ? { ok: true, graph, label, select } : { ok: true, graph, label };
}

export function refused(key: Reason['key'], values?: Reason['values']): Outcome {
  return { ok: false, reason: values ? { key, values } : { key } };
}

/** Gives ids that no graph has yet: up to 40 letters, digits, - or _. `word` makes them readable in variables. */
export type NewId = (word: string) => string;
