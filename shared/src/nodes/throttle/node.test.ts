import { expect, it } from 'vitest';
import { leadFor } from '../../node/context-for.ts';
import type { SlotRequest } from '../../node/perform.ts';
import { testNode } from '../../node/test-node.ts';
import { powersFor } from '../../node/test-powers.ts';
import throttle from './definition.ts';
import perform from './perform.ts';

testNode(throttle, {
  valid: [{}, { count: 5, per: 'minute' }],
  invalid: [{ count: 0 }, { per: 'second' }],
  decides: [{ name: 'asks for its turn', config: { count: 5 }, expect: { kind: 'perform' } }],
  summaries: [{ config: { count: 50, per: 'hour' }, expect: '50 per hour' }],
});

it('takes a slot under its own rate', async () => {
  const asked: SlotRequest[] = [];
  const slots = {
    async take(request: SlotRequest) {
      asked.push(request);
      return { kind: 'hold' as const, until: 5, port: 'next', text: 'Held' };
    },
  };
  const context = {
    node: { id: 'n', name: 'N' },
    key: 'run1:n:1',
    attempt: 1,
    lead: leadFor(),
    trigger: null,
    run: { id: 'run1', workflowName: 'W', variables: {}, outputs: {} },
  };
  const config = throttle.config.parse({ count: 5, per: 'minute' });
  expect(await perform({ config: { ...config, per: 'minute' }, context, powers: powersFor({ slots }) })).toMatchObject({
    kind: 'hold',
  });
  expect(asked).toEqual([{ count: 5, periodMs: 60_000, port: 'next' }]);
});
