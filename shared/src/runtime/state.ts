import type { StepOutput } from '../node/context.ts';
import type { EventDoor } from '../node/decision.ts';

/*
 * A token is a place in the plan that the run is at. One until parallel branches come.
 *
 *   ready ──decide──▶ waiting ──event, time──▶ ready (next node)
 *     │                  ▲
 *     │               retry, hold
 *     └──perform──▶ performing ──settled──▶ ready (next node)
 *
 * A token that reaches an end is taken out; a run without tokens has ended.
 */

export type Token =
  | { id: number; at: 'ready'; node: string; since?: number }
  | { id: number; at: 'waiting'; node: string; since: number; wait: OpenWait }
  | { id: number; at: 'performing'; node: string; since: number; key: string };

/** A wait as it stands open. Times are epoch ms in workspace time. */
export interface OpenWait {
  kind: 'wait' | 'retry';
  until?: number;
  doors: EventDoor[];
  then?: string;
  again?: boolean;
  /** The deadline is a date: a pause does not move it. */
  dated?: boolean;
  graceMs?: number;
}

export interface RunState {
  stateVersion: 1;
  tokens: Token[];
  /** Visits per node id, the present one included. */
  visits: Record<string, number>;
  variables: Record<string, unknown>;
  outputs: Record<string, StepOutput>;
  lastSendAt?: number;
  /** Ids of the events that ended a wait of this run, the trigger event first. */
  consumed: string[];
  enteredAt: number;
}

/** The state of a run that is about to take its first step at the trigger node. */
export function initialState(input: {
  trigger: string;
  enteredAt: number;
  eventId?: string;
  variables?: Record<string, unknown>;
}): RunState {
  return {
    stateVersion: 1,
    tokens: [{ id: 1, at: 'ready', node: input.trigger }],
    visits: {},
    variables: input.variables ?? {},
    outputs: {},
    consumed: input.eventId ? [input.eventId] : [],
    enteredAt: input.enteredAt,
  };
}
