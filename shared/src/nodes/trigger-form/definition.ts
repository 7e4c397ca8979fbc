import { z } from 'zod';
import { CONDITION_VERSION, type Condition } from '../../condition/condition.ts';
import { defineNode } from '../../node/definition.ts';
import { formField, formMomentField } from '../../node/fields.ts';

const SUBMITTED = 'form.submitted';
const CONFIRMED = 'form.confirmed';
/** Whoever has a write key may send an event of this name: it confirms nothing. */
const BY_MAIL = { source: 'form', text: 'Sent from outside: a form is confirmed only by the link in its mail' };
/** Said to whoever asks why nothing started. */
const UNCONFIRMED = { event: SUBMITTED, text: 'The form was sent, but its address was not confirmed' };

export default defineNode({
  type: 'trigger-form',
  version: 1,
  category: 'trigger',
  title: 'Form',
  icon: 'forms',
  help: 'Starts a run when a lead submits a form, or confirms it.',
  keywords: ['submit', 'landing page', 'sign up', 'request', 'contact', 'confirm', 'double opt-in'],
  summary: '[form:{form|form}][!form:Any form][moment=confirmed:, once confirmed]',
  config: z.object({
    form: formField({ title: 'Form', help: 'Any form if empty' }).optional(),
    moment: formMomentField({
      title: 'Starts',
      labels: { submitted: 'When the form is sent', confirmed: 'When the person has confirmed' },
    }),
  }),
  ports: [{ id: 'next', label: 'Next' }],
  starts: ({ form, moment }) => ({
    on: 'event',
    ...(moment === 'confirmed' ? { event: CONFIRMED, vouchedBy: BY_MAIL, follows: UNCONFIRMED } : { event: SUBMITTED }),
    ...(form ? { filter: ofForm(form) } : {}),
  }),
  decide: ({ trigger }) => ({
    kind: 'go',
    port: 'next',
    // Its name as it was then, so that the log needs no look-up.
    why: {
      text: `The form ${nameOf(trigger?.properties.form)}was ${trigger?.name === CONFIRMED ? 'confirmed' : 'submitted'}`,
    },
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
