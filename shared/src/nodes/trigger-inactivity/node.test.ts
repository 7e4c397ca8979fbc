import { expect, it } from 'vitest';
import { testNode } from '../../node/test-node.ts';
import triggerInactivity from './definition.ts';

testNode(triggerInactivity, {
  valid: [{}, { days: 90 }],
  invalid: [{ days: 0 }, { days: 1.5 }],
  decides: [{ name: 'goes on at once', config: {}, expect: { kind: 'go', port: 'next' } }],
  summaries: [{ config: { days: 75 }, expect: 'Nothing for 75 days' }],
});

it('tells the scan how long a silence it looks for', () => {
  expect(triggerInactivity.starts?.(triggerInactivity.config.parse({ days: 90 }))).toEqual({
    on: 'scan',
    scan: { kind: 'inactivity', days: 90 },
  });
});
