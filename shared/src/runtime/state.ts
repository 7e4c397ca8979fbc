import type { StepOutput } from '../node/context.ts';
import type { EventDoor, JoinNeed } from '../node/decision.ts';

/*
 * A token is a place in the plan that the run is at: one, and one a branch between a fork and its join.
 *
 *   ready ──decide──▶ waiting ──event, time──▶ ready (next node)
 *     │                  ▲
 *     │               retry, hold
 *     └──perform──▶ performing ──settled──▶ ready (next node)
 *
 *   ready ──fork──▶ several ready, one a branch ──▶ … ──▶ joined ──enough──▶ one ready (behind the join)
 *
 * A token that reaches an end is taken out; a run without tokens has ended.
 */

export type Token =
  | (Branch & Visit & { at: 'ready'; node: string; since?: number })
  | (Branch & Visit & { at: 'waiting'; node: string; since: number; wait: OpenWait })
  | (Branch & Visit & { at: 'performing'; node: string; since: number; key: string })
  /** Arrived at a join and waits for its siblings. */
  | (Branch & Visit & { at: 'joined'; node: string; since: number; join: OpenJoin });

/** `visit`: which visit of its node this is; absent while it is about to come, and in states from before branches could meet at a node. */
interface Visit {
  visit?: number;
}

/** `forks`: the forks that this token is a branch of (`node:visit`), the innermost last; absent outside of all. */
interface Branch {
  id: number;
  forks?: string[];
}

/** A join as it stands open. `until`: epoch ms, workspace time. */
export interface OpenJoin {
  need: JoinNeed;
  port: string;
  until?: number;
  onTime?: string;
  /** From then on `decide` is asked anew: the run came to a version in which this node is set otherwise. */
  anew?: number;
  /** Up to when the standstills of pauses are counted in `until`. */
  countedTo?: number;
}

/** A wait as it stands open. Times are epoch ms in workspace time. */
export interface OpenWait {
  kind: 'wait' | 'retry';
  until?: number;
  doors: EventDoor[];
  onTime?: string;
  again?: boolean;
  /** The deadline is a date: a pause does not move it. */
  dated?: boolean;
  graceMs?: number;
  /** Over, but nobody drew a way behind this port yet. */
  holds?: string;
  /** Events that made the wait ask again already. */
  asked?: string[];
  /** From then on `decide` is asked anew, with the beginning that the wait had: the run came to a version in which this node is set otherwise. */
  anew?: number;
  /** Up to when the standstills of pauses are counted in `until`; absent: since the wait began none is. */
  countedTo?: number;
}

/** A wait that its time ended; `until` is its deadline without grace. */
export interface ClosedWait {
  node: string;
  until: number;
  doors: EventDoor[];
}

export interface RunState {
  stateVersion: 1;
  tokens: Token[];
  /** Visits per node id, of all branches together, the present ones included. */
  visits: Record<string, number>;
  variables: Record<string, unknown>;
  outputs: Record<string, StepOutput>;
  lastSendAt?: number;
  /** Ids of the events that ended a wait of this run, the trigger event first. */
  consumed: string[];
  enteredAt: number;
  /** A person began it anew: what happened before it entered counts for none of its waits, exit rules and goals that look back to the trigger. */
  restarted?: true;
  /** What re-entry is counted by, where the workflow counts by a field. */
  entryKey?: string;
  /** The highest token id ever given; absent where there was only one token. */
  lastToken?: number;
  /** Goals reached: node id → when (epoch ms, workspace time). A goal counts once a run. */
  goals?: Record<string, number>;
  /** The last few waits that time ended: what happened before, and came after, is told as late (3.W5). */
  closed?: ClosedWait[];
  /** Node id → port: messages that went out before a replay of only the unsent; the next visit passes each by. */
  passSent?: Record<string, string>;
}

/** Which visit of its node a token is at: its own, not another branch's that came to the node after it. */
export const visitOf = ({ visits }: Pick<RunState, 'visits'>, { visit, node }: Pick<Token, 'visit' | 'node'>): number =>
  visit ?? visits[node] ?? 1;

/** The state of a run that is about to take its first step at the trigger node. */
export function initialState(input: {
  trigger: string;
  enteredAt: number;
  eventId?: string;
  variables?: Record<string, unknown>;
  entryKey?: string;
  restarted?: true;
}): RunState {
  return {
    stateVersion: 1,
    tokens: [{ id: 1, at: 'ready', node: input.trigger }],
    visits: {},
    variables: input.variables ?? {},
    outputs: {},
    consumed: input.eventId ? [input.eventId] : [],
    enteredAt: input.enteredAt,
    ...(input.entryKey ? { entryKey: input.entryKey } : {}),
    ...(input.restarted ? { restarted: true } : {}),
  };
}

/** True before the first decision: no node was visited. */
export const isUntouched = ({ visits }: Pick<RunState, 'visits'>): boolean => Object.keys(visits).length === 0;
