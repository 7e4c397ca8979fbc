import type { JsonValue } from '../event/json.ts';

/** A change to the lead itself. */
export type LeadChange =
  | { kind: 'set-attribute'; name: string; value: JsonValue }
  | { kind: 'remove-attribute'; name: string }
  | { kind: 'add-tag'; tag: string }
  | { kind: 'remove-tag'; tag: string };

/** A task for a person. Its key is that of the visit that made it (`run:node:visit`): a door finds its answer by it. */
export interface NewTask {
  kind: 'approval' | 'call' | 'todo';
  title: string;
  instructions?: string;
  /** What a person may answer; each id is a port of the node where it waits. */
  outcomes: { id: string; label: string }[];
  /** User id; absent: whoever is free. */
  assignee?: string;
  /** Epoch ms, workspace time. */
  dueAt?: number;
}

/**
 * What a decision changes in our own database, carried out by the step's own transaction, so exactly once. A closed set: a node that needs a
 * result back performs instead.
 */
export type Change =
  | LeadChange
  /** Open until somebody answers it, or until the run no longer waits where it was made. */
  | { kind: 'create-task'; task: NewTask }
  /** Records an event of the lead, that routing treats like any other. */
  | { kind: 'emit-event'; name: string; properties: Record<string, JsonValue> }
  | { kind: 'start-workflow'; workflow: string }
  | { kind: 'stop-workflow'; workflow: string }
  | { kind: 'add-to-segment'; segment: string }
  | { kind: 'remove-from-segment'; segment: string };

/** A change with what makes it the only one of its kind: the visit that decided it (`run:node:visit`). */
export interface CarriedChange {
  key: string;
  node: string;
  change: Change;
}
