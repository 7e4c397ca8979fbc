import { z } from 'zod';
import { defineNode } from '../../node/definition.ts';
import { templateField } from '../../node/fields.ts';

const config = z.object({
  subject: templateField(300, { title: 'Subject' }).trim().min(1),
  preheader: templateField(300, {
    title: 'Preview text',
    help: 'The line that mailboxes show after the subject',
  }).optional(),
  body: templateField(50_000, {
    title: 'Text',
    multiline: true,
    help: 'Markdown; {{ lead.firstName }} stands for the lead’s own',
  }).min(1),
  fromName: z
    .string()
    .max(100)
    .optional()
    .meta({ title: 'From', help: 'The sender’s name; empty for the workspace’s' }),
});
export type SendEmailConfig = z.output<typeof config>;

export default defineNode({
  type: 'send-email',
  version: 1,
  category: 'message',
  title: 'Email',
  icon: 'mail',
  help: 'Sends one email to the lead.',
  keywords: ['mail', 'message', 'newsletter', 'send'],
  summary: '{subject|quote}',
  config,
  ports: [
    { id: 'next', label: 'Sent' },
    { id: 'failed', label: 'Could not be sent', optional: true },
  ],
  place: 'email',
  stops: true,
  decide({ blocked, config: { subject } }) {
    if (blocked.email) return { kind: 'end', reason: 'suppressed', why: { text: `Not sent: ${blocked.email}` } };
    return { kind: 'perform', why: { text: `Sends “${subject}”` } };
  },
});
