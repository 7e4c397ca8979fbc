import { z } from 'zod';
import { defineNode } from '../../node/definition.ts';
import { eventFilter } from '../../node/event-filter.ts';

export default defineNode({
  type: 'trigger-form',
  version: 1,
  category: 'trigger',
  title: 'Form',
  icon: 'forms',
  help: 'Starts a run when a lead submits a form.',
  keywords: ['submit', 'landing page', 'sign up', 'request', 'contact'],
  summary: '[form:Form {form}][!form:Any form]',
  config: z.object({
    form: z.string().trim().max(200).optional().meta({ title: 'Form', help: 'Its id or name; empty for any' }),
  }),
  ports: [{ id: 'next', label: 'Next' }],
  starts: ({ form }) => ({
    on: 'event',
    event: 'form.submitted',
    ...(form ? { filter: eventFilter({ form }) } : {}),
  }),
  decide: ({ config: { form } }) => ({
    kind: 'go',
    port: 'next',
    why: { text: form ? `The form ${form} was submitted` : 'A form was submitted' },
  }),
});
