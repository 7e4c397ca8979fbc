import type { Condition } from '../condition/condition.ts';
import type { Evaluation } from '../condition/evaluate.ts';
import type { EventRecord } from '../event/event.ts';
import type { JsonValue } from '../event/json.ts';
import type { LeadSnapshot } from '../lead/lead.ts';

/** What a step left behind for later nodes: `output.<node>.<field>`. */
export interface StepOutput {
  port: string;
  /** When the step was left (epoch ms, workspace time). */
  at: number;
  /** For sends: when the message began (the gate's commit). */
  sentAt?: number;
  data?: Record<string, unknown>;
}

/** What of a run a node may see before look-ups are loaded. */
export interface LookupContext<Config> {
  config: Config;
  node: { id: string; name: string };
  /** Workspace time, epoch ms. */
  now: number;
  /** When this visit of the node began (epoch ms). Equal to `now` on arrival. */
  openedAt: number;
  /** How often this run has come here, this time included. */
  visit: number;
  run: {
    id: string;
    enteredAt: number;
    variables: Record<string, unknown>;
    outputs: Record<string, StepOutput>;
    /** When the last message of this run began; absent before the first. */
    lastSendAt?: number;
    /** A person began the run anew: nothing from before it entered counts. */
    restarted?: true;
  };
  trigger: EventRecord | null;
}

/** All a node may know. Nothing else: no clock, no randomness, no I/O. */
export interface DecideContext<Config> extends LookupContext<Config> {
  lead: LeadSnapshot;
  /** The zone that business times of this lead mean, and where it was found. */
  zone: { zone: string; source: 'lead' | 'account' | 'workflow' | 'workspace' | 'utc' };
  /** True when asked again at a deadline. */
  timeOver: boolean;
  /** Channel → why it must not be used for this lead (a suppression or an opt-out). */
  blocked: { email?: string; sms?: string };
  /** Number in [0, 1), the same for the same run, node, visit and salt for ever. */
  random(salt?: string): number;
  /** The value of a field as conditions name it (`lead.city`, `trigger.topic`, `output.n3.port`, `run.round`); undefined where it is missing. */
  read(field: string): JsonValue | undefined;
  /** Evaluates a condition against lead, trigger, outputs, variables and loaded counts; `event` where one is at hand. */
  evaluate(condition: Condition, event?: EventRecord): Evaluation;
  /** Result of an `events` look-up that `lookups` asked for. */
  events(names: string[], since: number): EventRecord[];
}
