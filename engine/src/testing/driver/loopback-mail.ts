import type { EmailChannel, SendOutcome, SendRequest } from '../../channels/email/channel.ts';
import type { GateAnswer } from '../../channels/gate.ts';
import type { Fate, Moment } from './fate.ts';

/** The process is no more: whatever it still wanted to do, it does not. */
export class ProcessDied extends Error {}

/** What happens around a mail while it is under way. */
export interface MailSurroundings {
  /** Something else happens at this moment; for `in-gate` beside the gate. */
  meddle(moment: Moment): Promise<void>;
  /** Resolves when a frozen attempt is let go. */
  freeze(): Promise<void>;
}

/** Where mails arrive, counted by Message-ID; and what began although its address had opted out. */
export class MailSink {
  private readonly counts = new Map<string, number>();
  private readonly optedOut = new Set<string>();
  readonly violations: string[] = [];
  /** Addresses of the mails that arrived, in order. */
  readonly recipients: string[] = [];

  /** Call after the opt-out's commit. */
  markOptedOut(address: string): void {
    this.optedOut.add(address.toLowerCase());
  }

  isOptedOut = (address: string): boolean => this.optedOut.has(address.toLowerCase());

  arrive(messageId: string, to: string): void {
    this.recipients.push(to);
    this.counts.set(messageId, (this.counts.get(messageId) ?? 0) + 1);
  }

  count = (messageId: string): number => this.counts.get(messageId) ?? 0;

  get total(): number {
    return [...this.counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** A channel for one attempt, that fares as its fate says. */
  channelFor(fate: Fate, around: MailSurroundings): EmailChannel {
    return { send: (request) => this.send(request, fate, around), close: async () => {} };
  }

  private async send(request: SendRequest, fate: Fate, around: MailSurroundings): Promise<SendOutcome> {
    const { fortune, freezes } = fate;
    await around.meddle('claimed');
    if (freezes === 'claimed') await around.freeze();
    if (fortune === 'retry-before-gate') return deferred(false);
    if (fortune === 'fail-before-gate')
      return { kind: 'failed', reason: 'policy_refused', fault: 'policy', recipientFault: false, gateOpened: false };
    const late = this.isOptedOut(request.envelope.to);
    let answer: GateAnswer;
    try {
      [answer] = await Promise.all([request.gate(), around.meddle('in-gate')]);
    } catch (error) {
      if (error instanceof ProcessDied) throw error;
      return { kind: 'retry', safe: true, reason: 'gate_failed', gateOpened: false };
    }
    if (fortune === 'gate-reply-lost') return { kind: 'retry', safe: true, reason: 'gate_failed', gateOpened: false };
    if (!answer.open) return { kind: 'withheld', reason: answer.reason };
    if (late) this.violations.push(`a mail to ${request.envelope.to} began after the opt-out`);
    await around.meddle('transmitting');
    const messageId = messageIdIn(request.message);
    if (fortune === 'accept' || fortune === 'lost-and-arrived') this.arrive(messageId, request.envelope.to);
    if (freezes === 'transmitting') await around.freeze();
    switch (fortune) {
      case 'retry-after-gate':
        return deferred(true);
      case 'fail-after-gate':
        return { kind: 'failed', reason: 'content_refused', fault: 'content', recipientFault: false, gateOpened: true };
      case 'hard-bounce':
        return {
          kind: 'failed',
          reason: 'recipient_unknown',
          fault: 'recipient',
          recipientFault: true,
          gateOpened: true,
        };
      case 'lost-and-arrived':
      case 'lost-and-gone':
        return { kind: 'unknown', reason: 'connection_lost' };
      default:
        return { kind: 'accepted', code: 250, providerId: `queued-${this.total}` };
    }
  }
}

function deferred(gateOpened: boolean): SendOutcome {
  return { kind: 'retry', safe: true, reason: 'deferred', gateOpened, code: 451 };
}

function messageIdIn(message: Buffer): string {
  const found = /^Message-ID:\s*(<[^>]+>)/im.exec(message.toString('latin1'))?.[1];
  if (!found) throw new Error('A mail has no Message-ID.');
  return found;
}
