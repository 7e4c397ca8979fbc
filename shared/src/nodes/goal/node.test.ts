import { expect, it } from 'vitest';
import { resolvePorts } from '../../node/ports.ts';
import { testNode } from '../../node/test-node.ts';
import goal from './definition.ts';

const booked = { event: 'meeting.booked' };
const filter = {
  version: 1,
  combinator: 'and',
  rules: [{ field: 'event.properties.kind', operator: '=', value: 'demo' }],
};

testNode(goal, {
  valid: [booked, { ...booked, filter, effect: 'go' }, { ...booked, effect: 'count' }],
  invalid: [{}, { event: '' }, { ...booked, effect: 'celebrate' }],
  decides: [
    {
      name: 'ends a lead that comes to it on the drawn way',
      config: booked,
      expect: { kind: 'end', reason: 'goal-reached' },
    },
    {
      name: 'lets a lead go on where it is a place to go on from',
      config: { ...booked, effect: 'go' },
      expect: { kind: 'go', port: 'next' },
    },
  ],
  summaries: [
    { config: booked, expect: 'meeting.booked' },
    { config: { ...booked, filter }, expect: 'Kind is demo' },
  ],
});

it('tells the plan what to listen for, and has a way on only where the run does not end', () => {
  const config = goal.config.parse({ ...booked, filter, effect: 'go' });
  expect(goal.listens?.(config)).toEqual({ event: 'meeting.booked', filter, effect: 'go' });
  expect(resolvePorts(goal.ports, config).map(({ id }) => id)).toEqual(['next']);
  expect(resolvePorts(goal.ports, { effect: 'end' })).toEqual([]);
});
