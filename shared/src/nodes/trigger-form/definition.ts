import { z } from 'zod';
import { CONDITION_VERSION, type Condition } from '../../condition/condition.ts';
import { defineNode } from '../../node/definition.ts';
import { formField } from '../../node/fields.ts';

export default defineNode({
  type: 'trigger-form',
  version: 1,
  category: 'trigger',
  title: 'Form',
  icon: 'forms',
  help: 'Starts a run when a lead submits a form.',
  keywords: ['submit', 'landing page', 'sign up', 'request', 'contact'],
  summary: '[form:{form|form}][!form:Any form]',
  config: z.object({
    form: formField({ title: 'Form', help: 'Any form if empty' }).optional(),
  }),
  ports: [{ id: 'next', label: 'Next' }],
  starts: ({ form }) => ({
    on: 'event',
    event: 'form.submitted',
    ...(form ? { filter: ofForm(form) } : {}),
  }),
  decide: ({ trigger }) => ({
    kind: 'go',
    port: 'next',
    // Its name as it was then, so that the log needs no look-up.
    why: { text: `The form ${nameOf(trigger?.properties.form)}was submitted` },
  }),
});

const nameOf = (form: unknown) => (typeof form === 'string' && form !== '' ? `“${form.slice(0, 120)}” ` : '');

/** By its id; versions published before forms were chosen from a list hold a name. */
const ofForm = (form: string): Condition => ({
  version: CONDITION_VERSION,
  combinator: 'or',
  rules: [
    { field: 'event.properties.formId', operator: '=', value: form },
    { field: 'event.properties.form', operator: '=', value: form },
  ],
});
