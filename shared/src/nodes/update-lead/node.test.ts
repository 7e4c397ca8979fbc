import { expect, it } from 'vitest';
import { testNode } from '../../node/test-node.ts';
import updateLead from './definition.ts';

const full = {
  set: [
    { attribute: 'plan', value: 'pro' },
    { attribute: 'seats', value: 12 },
    { attribute: 'trial', value: false },
  ],
  remove: ['coupon'],
  addTags: ['customer'],
  removeTags: ['prospect'],
};

testNode(updateLead, {
  valid: [full, { addTags: ['vip'] }, { set: [{ attribute: 'plan', value: '' }] }],
  invalid: [
    {},
    { set: [{ attribute: '', value: 'x' }] },
    { set: [{ attribute: 'plan' }] },
    { set: [{ attribute: 'plan', value: { deep: true } }] },
    { set: [{ attribute: 'email', value: 'x@y.example' }] },
    { set: [{ attribute: 'consent.email', value: 'opted-in' }] },
    { set: [{ attribute: '__proto__', value: 'x' }] },
    { set: [{ attribute: 'plan', value: 'a' }], remove: ['plan'] },
    { addTags: ['vip'], removeTags: ['vip'] },
  ],
  decides: [
    {
      name: 'changes attributes with their types, and tags, in the order drawn',
      config: full,
      expect: {
        kind: 'go',
        port: 'next',
        change: [
          { kind: 'set-attribute', name: 'plan', value: 'pro' },
          { kind: 'set-attribute', name: 'seats', value: 12 },
          { kind: 'set-attribute', name: 'trial', value: false },
          { kind: 'remove-attribute', name: 'coupon' },
          { kind: 'add-tag', tag: 'customer' },
          { kind: 'remove-tag', tag: 'prospect' },
        ],
      },
    },
  ],
  summaries: [
    { config: full, expect: 'Set plan, seats, trial; clear coupon; tag customer; untag prospect' },
    { config: { addTags: ['vip'] }, expect: 'Tag vip' },
  ],
});

it('says what to mend beside the field', () => {
  const config = updateLead.config.parse({ set: [{ attribute: 'email', value: 'x' }] });
  expect(updateLead.check?.(config)).toEqual([
    {
      path: ['set', 0, 'attribute'],
      code: 'update-lead.attribute',
      message: '“email” is kept by Trellis itself and can’t be set here.',
    },
  ]);
});
