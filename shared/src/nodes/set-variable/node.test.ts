import { eventFor } from '../../node/context-for.ts';
import { testNode } from '../../node/test-node.ts';
import setVariable from './definition.ts';

testNode(setVariable, {
  valid: [
    { name: 'plan', value: 'pro' },
    { name: 'topic', from: 'field', field: 'trigger.topic' },
    { name: 'round', from: 'add', add: 1 },
  ],
  invalid: [
    {},
    { name: 'a b', value: 1 },
    { name: 'x' },
    { name: 'x', from: 'field' },
    { name: 'constructor', value: 1 },
  ],
  decides: [
    { name: 'sets a value', config: { name: 'plan', value: 'pro' }, expect: { kind: 'go', set: { plan: 'pro' } } },
    {
      name: 'copies a field',
      config: { name: 'topic', from: 'field', field: 'trigger.topic' },
      context: { trigger: eventFor('content.downloaded', { topic: 'pricing' }) },
      expect: { set: { topic: 'pricing' } },
    },
    {
      name: 'empties where the field is missing',
      config: { name: 'topic', from: 'field', field: 'lead.city' },
      expect: { set: { topic: null } },
    },
    { name: 'counts from nothing', config: { name: 'round', from: 'add' }, expect: { set: { round: 1 } } },
    {
      name: 'counts on',
      config: { name: 'round', from: 'add', add: 5 },
      context: { variables: { round: 2 } },
      expect: { set: { round: 7 } },
    },
  ],
  summaries: [
    { config: { name: 'plan', value: 'pro' }, expect: 'plan = pro' },
    { config: { name: 'round', from: 'add', add: 2 }, expect: 'round = round + 2' },
  ],
});
