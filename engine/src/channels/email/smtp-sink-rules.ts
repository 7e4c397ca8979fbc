/** The points of a conversation at which the sink can misbehave, in their order; `dot` comes after the message's end. */
export const SINK_POINTS = ['banner', 'ehlo', 'mail', 'rcpt', 'data', 'body', 'dot', 'quit', 'rset'] as const;
export type SinkPoint = (typeof SINK_POINTS)[number];

/**
 * What the sink does instead of answering well. `drop` cuts the connection, `stall` never answers, `reply` says something
 * else (`%RCPT%` becomes the recipient's address; after a 421 it closes), `slow` answers well but late.
 */
export type SinkAction =
  | { kind: 'drop'; taken?: boolean; delayMs?: number }
  | { kind: 'stall'; taken?: boolean; delayMs?: number }
  | { kind: 'reply'; text: string; delayMs?: number }
  | { kind: 'slow'; delayMs: number };

export interface SinkRule {
  at: SinkPoint;
  does: SinkAction;
  /** How often it applies; for ever by default. */
  times?: number;
  /** Only for recipients that contain this, at `rcpt` and later. */
  recipient?: string;
}

/** The rules in force; the first that fits a point applies. */
export class SinkRules {
  #applied = 0;
  #rules: { rule: SinkRule; left: number }[] = [];

  /** How often a rule has applied since the start. */
  get applied(): number {
    return this.#applied;
  }

  /** Replaces all rules. */
  set(...rules: SinkRule[]): void {
    this.#rules = rules.map((rule) => ({ rule, left: rule.times ?? Number.POSITIVE_INFINITY }));
  }

  /** From now on the sink behaves well. */
  clear(): void {
    this.#rules = [];
  }

  /** The action for this point, used up by asking. */
  next(at: SinkPoint, recipient = ''): SinkAction | undefined {
    const found = this.#rules.find(
      ({ rule, left }) => rule.at === at && left > 0 && (!rule.recipient || recipient.includes(rule.recipient)),
    );
    if (!found) return undefined;
    found.left--;
    this.#applied++;
    return found.rule.does;
  }
}

/** The named faults of the reliability design, ready to be set. */
export const SINK_FAULTS = {
  unknownUser: { at: 'rcpt', does: { kind: 'reply', text: '550 5.1.1 <%RCPT%>: user unknown' } },
  greylist: { at: 'rcpt', does: { kind: 'reply', text: '450 4.2.0 <%RCPT%>: greylisted, try again in 300 seconds' } },
  closing: { at: 'mail', does: { kind: 'reply', text: '421 4.3.2 service shutting down' } },
  deferred: { at: 'dot', does: { kind: 'reply', text: '451 4.3.0 %RCPT%: try later' } },
  spam: { at: 'dot', does: { kind: 'reply', text: '554 5.7.1 message for %RCPT% looks like spam' } },
  unauthenticated: { at: 'dot', does: { kind: 'reply', text: '550 5.7.26 unauthenticated mail from this domain' } },
  lateAccept: { at: 'dot', does: { kind: 'slow', delayMs: 45_000 } },
} as const satisfies Record<string, SinkRule>;
