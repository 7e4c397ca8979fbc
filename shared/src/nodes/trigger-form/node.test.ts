import { expect, it } from 'vitest';
import { z } from 'zod';
import type { EventRecord } from '../../event/event.ts';
import { testNode } from '../../node/test-node.ts';
import triggerForm from './definition.ts';

function entry(name: string): EventRecord {
  const at = '2026-11-20T09:00:00.000Z';
  return { id: 'e1', name, properties: { form: 'Guide' }, occurredAt: at, receivedAt: at, messageId: 'm1' };
}

testNode(triggerForm, {
  valid: [{}, { form: 'demo-request' }, { form: 'demo-request', moment: 'submitted' }, { moment: 'confirmed' }],
  invalid: [{ form: 'x'.repeat(201) }, { moment: 'opened' }],
  decides: [
    { name: 'goes on at once', config: {}, expect: { kind: 'go', port: 'next' } },
    {
      name: 'says that the form was sent',
      config: {},
      context: { trigger: entry('form.submitted') },
      expect: { why: { text: 'The form “Guide” was submitted' } },
    },
    {
      name: 'says that the form was confirmed',
      config: { moment: 'confirmed' },
      context: { trigger: entry('form.confirmed') },
      expect: { why: { text: 'The form “Guide” was confirmed' } },
    },
  ],
  summaries: [
    { config: {}, expect: 'Any form' },
    { config: { form: 'demo-request' }, expect: 'A form' },
    { config: { moment: 'submitted' }, expect: 'Any form' },
    { config: { moment: 'confirmed' }, expect: 'Any form, once confirmed' },
    { config: { form: 'demo-request', moment: 'confirmed' }, expect: 'A form, once confirmed' },
  ],
});

it('tells routing which form', () => {
  expect(triggerForm.starts?.(triggerForm.config.parse({ form: 'demo' }))).toMatchObject({
    event: 'form.submitted',
    filter: {
      combinator: 'or',
      rules: [
        { field: 'event.properties.formId', operator: '=', value: 'demo' },
        { field: 'event.properties.form', operator: '=', value: 'demo' },
      ],
    },
  });
  expect(triggerForm.starts?.(triggerForm.config.parse({}))).toEqual({ on: 'event', event: 'form.submitted' });
});

it('listens to the confirmation instead of the entry where that was chosen, and knows what goes before it', () => {
  const starts = (config: object) => triggerForm.starts?.(triggerForm.config.parse(config));
  expect(starts({ form: 'demo', moment: 'confirmed' })).toMatchObject({
    on: 'event',
    event: 'form.confirmed',
    vouchedBy: { source: 'form' },
    follows: { event: 'form.submitted' },
    filter: { rules: [{ value: 'demo' }, { value: 'demo' }] },
  });
  expect(starts({ moment: 'submitted' })).toEqual({ on: 'event', event: 'form.submitted' });
});

it('leaves configs from before there was a choice as they were, so that their plans keep their hash', () => {
  expect(triggerForm.config.parse({ form: 'demo' })).toEqual({ form: 'demo' });
});

it('tells the form which choice an empty field means', () => {
  const { properties } = z.toJSONSchema(triggerForm.config, { target: 'draft-7', io: 'input' });
  expect(properties?.moment).toMatchObject({ default: 'submitted', widget: 'form-moment' });
});
