import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../node/catalog.ts';
import { BUILT_IN_NODES } from '../nodes/registry.ts';
import { driveWait } from '../testing/drive-wait.ts';
import {
  at,
  BERLIN,
  calendar,
  doors,
  elapsed,
  from,
  LORD_HOWE,
  lasts,
  NEW_YORK,
  type Row,
  renewal,
  testRows,
  until,
  zone,
} from '../testing/wait-rows.ts';

const W2: Row[] = [
  [
    '3 × 24 h over the end of summer time',
    { config: lasts(elapsed(3)), from: '2026-10-24T10:00:00Z', ...zone(BERLIN) },
    'd0',
    '2026-10-27T10:00:00.000Z',
  ],
  [
    '3 calendar days keep the local time',
    { config: lasts(calendar(3)), from: '2026-10-24T10:00:00Z', ...zone(BERLIN) },
    'd0',
    '2026-10-27T11:00:00.000Z',
  ],
  [
    '3 calendar days at 09:00',
    { config: lasts(calendar(3, '09:00')), from: '2026-10-24T10:00:00Z', ...zone(BERLIN) },
    'd0',
    '2026-10-27T08:00:00.000Z',
  ],
  [
    '1 calendar day into summer time is 23 hours',
    { config: lasts(calendar(1)), from: '2026-03-28T11:00:00Z', ...zone(BERLIN) },
    'd0',
    '2026-03-29T10:00:00.000Z',
  ],
  [
    '1 calendar day into summer time of half an hour',
    { config: lasts(calendar(1)), from: '2026-10-03T00:00:00Z', ...zone(LORD_HOWE) },
    'd0',
    '2026-10-03T23:30:00.000Z',
  ],
  [
    'a month from 31 January ends with February',
    { config: lasts({ amount: 1, unit: 'months', mode: 'calendar' }), from: '2028-01-31T12:00:00Z', ...zone(NEW_YORK) },
    'd0',
    '2028-02-29T12:00:00.000Z',
  ],
];

const W8: Row[] = [
  [
    'by the lead’s own zone',
    { config: until('09:00'), from, ...zone(NEW_YORK), accountTimeZone: BERLIN },
    'd0',
    '2026-11-20T14:00:00.000Z',
  ],
  [
    'else the account’s',
    { config: until('09:00'), from, accountTimeZone: NEW_YORK, workflowTimeZone: BERLIN },
    'd0',
    '2026-11-20T14:00:00.000Z',
  ],
  [
    'else the workflow’s',
    { config: until('09:00'), from, workflowTimeZone: LORD_HOWE, workspaceTimeZone: BERLIN },
    'd0',
    '2026-11-20T22:00:00.000Z',
  ],
  [
    'else the workspace’s',
    { config: until('09:00'), from, workspaceTimeZone: BERLIN },
    'd0',
    '2026-11-21T08:00:00.000Z',
  ],
  [
    'else UTC; an unknown zone is passed over',
    { config: until('09:00'), from, ...zone('Mars/Olympus') },
    'd0',
    '2026-11-21T09:00:00.000Z',
  ],
  [
    'a time in the gap comes right after it',
    { config: until('02:30'), from: '2026-03-28T12:00:00Z', ...zone(BERLIN) },
    'd0',
    '2026-03-29T01:00:00.000Z',
  ],
  [
    'a time that comes twice counts the first time',
    { config: until('02:30'), from: '2026-10-24T12:00:00Z', ...zone(BERLIN) },
    'd0',
    '2026-10-25T00:30:00.000Z',
  ],
  [
    'a gap of half an hour',
    { config: until('02:15'), from: '2026-10-03T00:00:00Z', ...zone(LORD_HOWE) },
    'd0',
    '2026-10-03T15:30:00.000Z',
  ],
  [
    'the other way round, in New York',
    { config: until('01:30'), from: '2026-10-31T20:00:00Z', ...zone(NEW_YORK) },
    'd0',
    '2026-11-01T05:30:00.000Z',
  ],
  [
    'every year, 29 February on the 28th',
    {
      config: renewal({ yearly: true, time: '09:00' }),
      from: '2026-11-20T10:00:00Z',
      lead: { timeZone: 'UTC', attributes: { renewal: '2024-02-29' } },
    },
    'd0',
    '2027-02-28T09:00:00.000Z',
  ],
  [
    'every year, on 29 February in a leap year',
    {
      config: renewal({ yearly: true, time: '09:00' }),
      from: '2027-11-20T10:00:00Z',
      lead: { timeZone: BERLIN, attributes: { renewal: '2024-02-29' } },
    },
    'd0',
    '2028-02-29T08:00:00.000Z',
  ],
  [
    'a week before a date',
    {
      config: renewal({ offset: calendar(7), direction: 'before' }),
      from,
      lead: { timeZone: 'UTC', attributes: { renewal: '2026-12-01' } },
    },
    'd0',
    '2026-11-24T00:00:00.000Z',
  ],
];

testRows('W2 lengths and calendar days', W2);

testRows('W8 zones and clock changes', W8);

describe('W1 random', () => {
  it('falls between its ends, the same for the same run, and spreads', async () => {
    const catalog = await loadCatalog(BUILT_IN_NODES);
    const config = doors({ kind: 'random', min: elapsed(1), max: elapsed(3) });
    const first = driveWait(catalog, { type: 'wait-any', config, from });
    expect(driveWait(catalog, { type: 'wait-any', config, from }).at).toBe(first.at);
    expect(at(first.at ?? '')).toBeGreaterThanOrEqual(at('2026-11-21T10:00:00Z'));
    expect(at(first.at ?? '')).toBeLessThanOrEqual(at('2026-11-23T10:00:00Z'));
  });
});
