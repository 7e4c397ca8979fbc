import type { SmsChannel, SmsMessage } from './channel.ts';

/** A number as people write it: digits with spaces, dots, dashes and brackets between them, perhaps a + before. */
const NUMBER = /^\+?[0-9][0-9 ().-]{4,24}$/;

/** Text messages that stay on this machine: `keep` stores each once under its key. */
export function createLocalSms({ keep }: { keep(message: SmsMessage): Promise<void> }): SmsChannel {
  return {
    async send(message, gate) {
      if (!NUMBER.test(message.to.trim())) return { kind: 'failed', reason: 'number_invalid' };
      const answer = await gate();
      if (!answer.open) return { kind: 'withheld', reason: answer.reason };
      await keep(message);
      return { kind: 'accepted' };
    },
  };
}
