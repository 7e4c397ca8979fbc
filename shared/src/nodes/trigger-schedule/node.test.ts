import { expect, it } from 'vitest';
import { testNode } from '../../node/test-node.ts';
import triggerSchedule from './definition.ts';

testNode(triggerSchedule, {
  valid: [{}, { cron: '*/15 8-17 * * 1-5' }, { mode: 'once', at: '2026-12-01T09:00' }],
  invalid: [
    { cron: 'every monday' },
    { cron: '0 9 * *' },
    { cron: '61 9 * * *' },
    { mode: 'once' },
    { mode: 'once', at: 'soon' },
  ],
  decides: [{ name: 'goes on at once', config: {}, expect: { kind: 'go', port: 'next' } }],
  summaries: [
    { config: {}, expect: 'Every Mon at 09:00' },
    { config: { mode: 'once', at: '2026-12-01T09:00' }, expect: 'Once, 1 Dec 2026, 09:00' },
  ],
});

it('tells the scan its rule', () => {
  expect(triggerSchedule.starts?.(triggerSchedule.config.parse({}))).toEqual({
    on: 'scan',
    scan: { kind: 'schedule', cron: '0 9 * * 1' },
  });
});
