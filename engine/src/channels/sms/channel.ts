import type { GateAnswer } from '../gate.ts';

/** A text message ready to go. */
export interface SmsMessage {
  workspaceId: string;
  leadId: string;
  /** As the lead gave it. */
  to: string;
  text: string;
  /** The same for every attempt: a provider must not take it twice. */
  key: string;
}

export type SmsOutcome =
  | { kind: 'accepted'; providerId?: string }
  | { kind: 'withheld'; reason: string }
  | { kind: 'retry'; reason: string }
  | { kind: 'failed'; reason: string };

/** Hands text messages to whoever delivers them. The gate is asked at the last moment before a message begins. */
export interface SmsChannel {
  send(message: SmsMessage, gate: () => Promise<GateAnswer>): Promise<SmsOutcome>;
}
