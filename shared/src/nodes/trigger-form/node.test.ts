import { expect, it } from 'vitest';
import { testNode } from '../../node/test-node.ts';
import triggerForm from './definition.ts';

testNode(triggerForm, {
  valid: [{}, { form: 'demo-request' }],
  invalid: [{ form: 'x'.repeat(201) }],
  decides: [{ name: 'goes on at once', config: {}, expect: { kind: 'go', port: 'next' } }],
  summaries: [
    { config: {}, expect: 'Any form' },
    { config: { form: 'demo-request' }, expect: 'A form' },
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
