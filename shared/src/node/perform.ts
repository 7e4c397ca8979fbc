import type { EventRecord } from '../event/event.ts';
import type { LeadSnapshot } from '../lead/lead.ts';
import type { StepOutput } from './context.ts';

/** What `perform` sees: the same facts as `decide` at the claim. */
export interface PerformContext {
  node: { id: string; name: string };
  /** Stable for all attempts of this visit; derive idempotency keys from it. */
  key: string;
  attempt: number;
  lead: LeadSnapshot;
  trigger: EventRecord | null;
  run: { id: string; workflowName: string; variables: Record<string, unknown>; outputs: Record<string, StepOutput> };
}

/** How an effect turned out. `retry` is a decision of the run (a recorded wait), never an exception. */
export type EffectOutcome =
  | { kind: 'done'; port: string; output?: Record<string, unknown>; text: string }
  /** Done, but the run goes on only at `until` (epoch ms, workspace time). */
  | { kind: 'hold'; until: number; port: string; text: string }
  /** Safe to repeat: nothing happened outside. `afterMs` where the other side named a time. */
  | { kind: 'retry'; code: string; afterMs?: number; text: string }
  /** Terminal: the `failed` port if connected, else the run is parked with the code. */
  | { kind: 'failed'; code: string; text: string; output?: Record<string, unknown> }
  /** Nobody can know whether it happened; never repeated. The run goes on by `port`. */
  | { kind: 'unknown'; code: string; port: string; text: string }
  /** Stopped at the gate: nothing left. `final` false: the pause will lift and the same visit is tried again. */
  | { kind: 'withheld'; code: string; final: boolean; text: string };

/** Mail as a node asks for it; rendering, links, headers, ledger and gate belong to the power. */
export interface MailRequest {
  from?: { name?: string; address?: string };
  subject: string;
  preheader?: string;
  /** Markdown with Liquid. */
  body: string;
  /** The port to go on by. */
  port: string;
}

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  headers: Record<string, string>;
  /** Template (Liquid) rendered to the body; JSON by default. */
  body?: string;
  timeoutMs?: number;
  port: string;
}

/** A text message; consent, address, ledger and gate belong to the power. */
export interface SmsRequest {
  /** Liquid. */
  text: string;
  port: string;
}

/** The next free moment under a rate. All runs at the node share it. */
export interface SlotRequest {
  count: number;
  periodMs: number;
  port: string;
}

/** An arm by exact shares: of every hundred leads at the node each arm gets its percent. A lead keeps its arm. */
export interface ArmRequest {
  arms: { id: string; percent: number }[];
}

/** Powers arrive as arguments: a node never reaches for a database or a socket of its own. */
export interface Powers {
  email: { send(request: MailRequest): Promise<EffectOutcome> };
  http: { request(request: HttpRequest): Promise<EffectOutcome> };
  sms: { send(request: SmsRequest): Promise<EffectOutcome> };
  /** Both are kept under the effect's key: asked again, they answer the same. */
  slots: { take(request: SlotRequest): Promise<EffectOutcome> };
  arms: { take(request: ArmRequest): Promise<EffectOutcome> };
}

export type Perform<Config> = (input: {
  config: Config;
  context: PerformContext;
  powers: Powers;
}) => Promise<EffectOutcome>;
