import { z } from 'zod';
import { defineNode } from '../../node/definition.ts';
import { templateField } from '../../node/fields.ts';

const config = z.object({
  text: templateField(1_530, {
    title: 'Text',
    multiline: true,
    help: 'Short; say how to stop, such as “Reply STOP to stop”',
  })
    .trim()
    .min(1),
});
export type SendSmsConfig = z.output<typeof config>;

export default defineNode({
  type: 'send-sms',
  version: 1,
  category: 'message',
  title: 'Text message',
  icon: 'device-mobile-message',
  help: 'Sends a text message to a lead that agreed to get them.',
  keywords: ['sms', 'text', 'phone', 'mobile', 'message'],
  summary: '{text|quote}',
  config,
  ports: [
    { id: 'next', label: 'Sent' },
    { id: 'unreachable', label: 'No number or consent', optional: true, otherwise: 'next' },
    { id: 'failed', label: 'Could not be sent', optional: true },
  ],
  place: 'sms',
  stops: true,
  check: ({ text }) =>
    /\bstop\b/i.test(text)
      ? []
      : [
          {
            path: ['text'],
            code: 'send-sms.no-stop',
            severity: 'warning',
            message: 'it does not say how to stop: most countries ask for a line such as “Reply STOP to stop”.',
          },
        ],
  decide({ config: { text }, blocked, lead }) {
    const why = !lead.phone ? 'no phone number' : blocked.sms;
    if (why) return { kind: 'go', port: 'unreachable', otherwise: 'next', why: { text: `Not sent: ${why}` } };
    return { kind: 'perform', why: { text: `Sends “${text.slice(0, 60)}${text.length > 60 ? '…' : ''}”` } };
  },
});
