import { z } from 'zod';
import { defineNode } from '../../node/definition.ts';
import { conditionField } from '../../node/fields.ts';

export default defineNode({
  type: 'trigger-reply',
  version: 1,
  category: 'trigger',
  title: 'Reply',
  icon: 'message',
  help: 'Starts a run when a lead answers a message.',
  keywords: ['answer', 'inbound', 'response', 'sms', 'email'],
  summary: '[channel=email:Reply by email][channel=sms:Reply by text message]',
  config: z.object({
    channel: z
      .enum(['email', 'sms'])
      .default('email')
      .meta({ title: 'By', labels: { email: 'Email', sms: 'Text message' } }),
    filter: conditionField({ title: 'Only when' }).optional(),
  }),
  ports: [{ id: 'next', label: 'Next' }],
  starts: ({ channel, filter }) => ({ on: 'event', event: `${channel}.replied`, ...(filter ? { filter } : {}) }),
  decide: ({ config: { channel } }) => ({ kind: 'go', port: 'next', why: { text: `The lead replied by ${channel}` } }),
});
