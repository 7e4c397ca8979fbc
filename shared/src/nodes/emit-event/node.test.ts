import { testNode } from '../../node/test-node.ts';
import emitEvent from './definition.ts';

const full = {
  name: 'nurture.finished',
  properties: { track: 'a' },
  copy: [{ name: 'city', field: 'lead.city' }],
};

testNode(emitEvent, {
  valid: [{ name: 'nurture.finished' }, full],
  invalid: [
    {},
    { name: '' },
    { name: 'a*' },
    { name: 'task.done' },
    { name: 'x', copy: [{ name: 'y', field: 'city' }] },
  ],
  decides: [
    {
      name: 'records the event with its own and copied properties',
      config: full,
      context: { lead: { attributes: { city: 'Lahti' } } },
      expect: {
        kind: 'go',
        change: [{ kind: 'emit-event', name: 'nurture.finished', properties: { track: 'a', city: 'Lahti' } }],
      },
    },
  ],
  summaries: [{ config: full, expect: 'nurture.finished' }],
});
