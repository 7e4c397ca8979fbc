import { expect, it } from 'vitest';
import { testNode } from '../../node/test-node.ts';
import triggerDate from './definition.ts';

const week = { amount: 7, unit: 'days', mode: 'calendar' };

testNode(triggerDate, {
  valid: [{ field: 'lead.renewalDate' }, { field: 'lead.attributes.birthday', yearly: true, offset: week }],
  invalid: [{}, { field: 'event.date' }, { field: 'lead.x', time: '25:00' }],
  decides: [{ name: 'goes on at once', config: { field: 'lead.renewalDate' }, expect: { kind: 'go', port: 'next' } }],
  summaries: [
    { config: { field: 'lead.renewalDate', offset: week }, expect: '7 calendar days before renewal date' },
    { config: { field: 'lead.birthday', yearly: true }, expect: 'birthday, every year' },
  ],
});

it('tells the scan which moment of each lead it looks for', () => {
  const config = triggerDate.config.parse({ field: 'lead.renewalDate', offset: week });
  expect(triggerDate.starts?.(config)).toEqual({
    on: 'scan',
    scan: {
      kind: 'date',
      field: 'lead.renewalDate',
      time: '09:00',
      yearly: false,
      offset: { direction: 'before', duration: week },
    },
  });
});
