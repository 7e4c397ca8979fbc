import { z } from 'zod';
import { defineNode } from '../../node/definition.ts';

const path = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9_-]{1,60}(\.[A-Za-z0-9_-]{1,60}){0,5}$/, 'expected a name such as email or contact.email');

export default defineNode({
  type: 'trigger-webhook',
  version: 1,
  category: 'trigger',
  title: 'Webhook',
  icon: 'webhook',
  help: 'Starts a run when another system calls the address of this trigger.',
  keywords: ['inbound', 'http', 'api', 'zapier', 'integration', 'post'],
  summary: 'Called with {email}',
  config: z.object({
    email: path.default('email').meta({ title: 'Email stands in', help: 'Where in the JSON the lead’s address is' }),
    userId: path
      .optional()
      .meta({ title: 'User id stands in', help: 'Where your own id of the lead is, if it is there' }),
  }),
  ports: [{ id: 'next', label: 'Next' }],
  address: true,
  starts: () => ({ on: 'webhook' }),
  decide: () => ({ kind: 'go', port: 'next', why: { text: 'Another system called' } }),
});
