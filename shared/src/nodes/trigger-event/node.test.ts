import { expect, it } from 'vitest';
import { eventFor } from '../../node/context-for.ts';
import { testNode } from '../../node/test-node.ts';
import triggerEvent from './definition.ts';

const topic = (value: string) => ({
  version: 1,
  combinator: 'and',
  rules: [{ field: 'event.properties.topic', operator: '=', value }],
});

testNode(triggerEvent, {
  valid: [
    { event: 'content.downloaded' },
    { event: 'email.*' },
    { event: 'content.downloaded', filter: topic('field-service') },
  ],
  invalid: [{}, { event: '' }, { event: 'a*b' }, { event: 'a', filter: { rules: 7 } }],
  decides: [
    {
      name: 'goes on at once and names the event that came',
      config: { event: 'content.*' },
      context: { trigger: eventFor('content.downloaded') },
      expect: { kind: 'go', port: 'next', why: { text: 'content.downloaded came' } },
    },
  ],
  summaries: [
    { config: { event: 'content.downloaded' }, expect: 'content.downloaded' },
    { config: { event: 'content.downloaded', filter: topic('field-service') }, expect: 'Topic is field-service' },
  ],
});

it('tells routing its event and filter', () => {
  const config = triggerEvent.config.parse({ event: 'content.downloaded', filter: topic('field-service') });
  expect(triggerEvent.starts?.(config)).toEqual({
    on: 'event',
    event: 'content.downloaded',
    filter: topic('field-service'),
  });
});
