import type { Condition } from '../condition/condition.ts';
import type { Change } from './change.ts';

/** A door through which an event ends a wait. */
export interface EventDoor {
  port: string;
  /** Event name; may end in `*`. */
  event: string;
  filter?: Condition;
  /** Events from this instant on count (epoch ms, workspace time): the resolved look-back. */
  since: number;
  /** The door also accepts events that already ended another wait of this run. */
  reuseConsumed?: boolean;
  /** The event that opens it stays free for other waits: it only made a condition true. */
  keeps?: boolean;
  /** The event does not end the wait: `decide` is asked anew (a date that the wait rests on has changed). */
  asks?: boolean;
}

/** What a node decides. A closed set: the interpreter and the isolate know nothing else. */
export type Decision =
  | {
      kind: 'go';
      port: string;
      /** Taken where nobody drew a way behind `port`. */
      otherwise?: string;
      why: Why;
      set?: Record<string, unknown>;
      change?: Change[];
      /** Kept for later steps as `output.<node>.…`, beside the port. */
      output?: Record<string, unknown>;
    }
  | {
      kind: 'wait';
      /** Deadline (epoch ms, workspace time); absent: no maximum. */
      until?: number;
      doors: EventDoor[];
      /** Port taken when the deadline is over. Required with `until`. */
      onTime?: string;
      /** Ask `decide` again at the deadline instead of taking `onTime` (windows and dates may have moved). */
      again?: boolean;
      /** The deadline is a date, not a length of time: a pause does not move it. */
      dated?: boolean;
      /** Keep the wait open this long after the deadline for events that happened before it (ms). */
      graceMs?: number;
      /** Carried out when the wait is first opened; not when `decide` is asked again. */
      change?: Change[];
      why: Why;
    }
  | { kind: 'perform'; why: Why }
  /** Every named port at once: one token goes on behind each; unconnected ones end at once. */
  | { kind: 'fork'; ports: string[]; why: Why }
  /** Waits for the other branches of the same fork, then goes on as one by `port`. */
  | { kind: 'join'; need: JoinNeed; port: string; until?: number; onTime?: string; why: Why }
  | { kind: 'end'; reason: EndReason; why: Why }
  /** The run cannot go on without a person: it is parked with the cause. */
  | { kind: 'park'; code: string; why: Why };

/** How many branches a join waits for: all that still can come, the first, or so many. Branches not waited for are given up. */
export type JoinNeed = 'all' | 'any' | number;

/** The reason kept beside a step: a sentence for people, and the evaluated inputs it rests on. */
export interface Why {
  /** A sentence without personal data other than the lead's own attribute values; shown in the timeline. */
  text: string;
  inputs?: Record<string, unknown>;
}

/** Why a run ended. One list (3.X4). */
export const END_REASONS = {
  completed: 'Reached the end of the workflow',
  'no-next-step': 'The port taken ends here',
  'exited-by-person': 'Taken out by a person',
  unsubscribed: 'The lead unsubscribed',
  complained: 'The lead complained about a mail',
  'hard-bounced': 'The address does not exist',
  suppressed: 'The address must not be contacted',
  erased: 'The lead was erased',
  merged: 'The lead was merged and another run of the workflow went on',
  'goal-reached': 'A goal was reached',
  'exit-rule': 'An exit rule matched',
  guard: 'The lead no longer met the condition of the workflow',
  'workflow-stopped': 'The workflow was stopped',
  restarted: 'Restarted by a person',
  superseded: 'A new run of the workflow took its place',
  'stopped-by-workflow': 'Another workflow stopped it',
  converted: 'The lead converted',
  disqualified: 'The lead does not qualify',
  'not-interested': 'The lead is not interested',
  'handed-over': 'Handed over to a person',
  exited: 'Left by an exit of the workflow',
} as const;
export type EndReason = keyof typeof END_REASONS;
