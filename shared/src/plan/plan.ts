import type { Condition } from '../condition/condition.ts';
import type { WorkflowSettings } from '../graph/graph.ts';

/**
 * The compiled, immutable form of one workflow version. It holds no positions, so that moving a card does not make a new version,
 * and it is content-hashed (see hash.ts): equal plans have equal hashes.
 */
export interface Plan {
  planVersion: 1;
  /** Ids of the triggers that are on, sorted: where two match one event, the first starts the run. */
  triggers: string[];
  nodes: Record<string, PlanNode>;
  settings: WorkflowSettings;
  /** Exit rules and goals: events that interrupt a run wherever it is. Absent: none. */
  listens?: Listen[];
}

/** An event that interrupts a run: an exit rule ends it; a goal ends it, takes it to its node, or only counts. */
export type Listen = { event: string; filter?: Condition; name: string } & (
  | { kind: 'exit' }
  | { kind: 'goal'; node: string; effect: 'end' | 'go' | 'count' }
);

/** Where a stretch is carried out: `local` for decisions, otherwise the task queue of a channel. */
export type Place = 'local' | 'email' | 'http' | 'sms';

export interface PlanNode {
  id: string;
  type: string;
  typeVersion: number;
  /** The node's name as drawn (≤ 100 characters, never lead data): label of timers and activities. */
  name: string;
  config: Record<string, unknown>;
  /**
   * Port id → where it leads. A port that "ends here" has `to: null`; an optional port that nobody drew on is left out, or leads where its
   * `otherwise` leads. A node that is off has its first port only.
   */
  ports: Record<string, PlanPort>;
  /** Where this node itself is carried out. */
  place: Place;
  /**
   * Ids of the nodes that one stretch starting at this node may decide before an effect or a wait must stop it, itself first: their look-ups are
   * loaded in one statement. A hint for speed: a look-up missing from it is asked for and loaded (runtime/advance.ts).
   */
  stretch: string[];
  off?: true;
  /** What its ports are called, where people named them; read by lists and timelines. */
  portNames?: Record<string, string>;
}

export interface PlanPort {
  to: string | null;
  /** The place of the node where the port's stretch begins (`local` where it ends). */
  place: Place;
}
