import { expect, it } from 'vitest';
import { testNode } from '../../node/test-node.ts';
import triggerManual from './definition.ts';

testNode(triggerManual, {
  valid: [{}],
  invalid: [],
  decides: [{ name: 'goes on at once', config: {}, expect: { kind: 'go', port: 'next' } }],
});

it('starts runs for people only', () => {
  expect(triggerManual.starts?.({})).toEqual({ on: 'manual' });
});
