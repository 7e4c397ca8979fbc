import type { HttpChannel } from '../../channels/http/outcome.ts';
import type { Fate } from './fate.ts';
import type { MailSurroundings } from './loopback-mail.ts';

/** Webhook targets for one attempt, that fare as its fate says. */
export function httpChannelFor(fate: Fate, around: MailSurroundings): HttpChannel {
  return {
    async request({ gate }) {
      await around.meddle('claimed');
      if (fate.freezes === 'claimed') await around.freeze();
      const answer = gate ? await gate() : { open: true as const };
      if (!answer.open) return { kind: 'withheld', reason: answer.reason };
      await around.meddle('transmitting');
      switch (fate.fortune) {
        case 'retry-before-gate':
        case 'retry-after-gate':
          return { kind: 'retry', safe: false, reason: 'server_error', gateOpened: true, status: 503, after: 60_000 };
        case 'fail-before-gate':
        case 'fail-after-gate':
        case 'hard-bounce':
          return { kind: 'failed', reason: 'refused', gateOpened: true, status: 400 };
        case 'lost-and-arrived':
        case 'lost-and-gone':
          return { kind: 'unknown', reason: 'reply_timeout' };
        default:
          return { kind: 'accepted', status: 200, body: '{"ok":true}', truncated: false };
      }
    },
    async close() {},
  };
}
