import { describe, expect, it } from 'vitest';
import { nextCron } from '../../schedule/cron.ts';
import {
  at,
  BERLIN,
  calendar,
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
} from '../../testing/wait-rows.ts';

const RULES: Row[] = [
  [
    'by the lead’s own zone',
    { config: until('09:00'), from, ...zone(NEW_YORK), accountTimeZone: BERLIN },
    'd0',
    '2026-11-20T14:00:00.000Z',
    { inputs: { zone: NEW_YORK, zoneFrom: 'lead' } },
  ],
  [
    'else the account’s',
    { config: until('09:00'), from, accountTimeZone: NEW_YORK, workflowTimeZone: BERLIN },
    'd0',
    '2026-11-20T14:00:00.000Z',
    { inputs: { zone: NEW_YORK, zoneFrom: 'account' } },
  ],
  [
    'else the workflow’s',
    { config: until('09:00'), from, workflowTimeZone: LORD_HOWE, workspaceTimeZone: BERLIN },
    'd0',
    '2026-11-20T22:00:00.000Z',
    { inputs: { zone: LORD_HOWE, zoneFrom: 'workflow' } },
  ],
  [
    'else the workspace’s',
    { config: until('09:00'), from, workspaceTimeZone: BERLIN },
    'd0',
    '2026-11-21T08:00:00.000Z',
    { inputs: { zone: BERLIN, zoneFrom: 'workspace' } },
  ],
  [
    'else UTC; an unknown zone is passed over',
    { config: until('09:00'), from, ...zone('Mars/Olympus'), workspaceTimeZone: '' },
    'd0',
    '2026-11-21T09:00:00.000Z',
    { inputs: { zone: 'UTC', zoneFrom: 'utc' } },
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
  [
    'Berlin falls back: an elapsed day is an hour earlier by the clock',
    { config: lasts(elapsed(1)), from: '2026-10-24T10:00:00Z', ...zone(BERLIN) },
    'd0',
    '2026-10-25T10:00:00.000Z',
  ],
  [
    'New York springs forward: a time in the gap comes right after it',
    { config: until('02:30'), from: '2026-03-07T20:00:00Z', ...zone(NEW_YORK) },
    'd0',
    '2026-03-08T07:00:00.000Z',
  ],
  [
    'Lord Howe falls back by half an hour: the first of two',
    { config: until('01:45'), from: '2026-04-04T10:00:00Z', ...zone(LORD_HOWE) },
    'd0',
    '2026-04-04T14:45:00.000Z',
  ],
  [
    'a year after 29 February',
    { config: lasts({ amount: 12, unit: 'months', mode: 'calendar' }), from: '2028-02-29T12:00:00Z', ...zone(BERLIN) },
    'd0',
    '2029-02-28T12:00:00.000Z',
  ],
];

testRows('W8 time zones and clock changes', RULES);

describe('W8 a daily rule', () => {
  it.each([
    ['in spring', BERLIN, '2026-03-28T12:00:00Z', '30 2 * * *', '2026-03-29T01:00:00.000Z', '2026-03-30T00:30:00.000Z'],
    ['in autumn', BERLIN, '2026-10-24T12:00:00Z', '30 2 * * *', '2026-10-25T00:30:00.000Z', '2026-10-26T01:30:00.000Z'],
    [
      'in spring',
      NEW_YORK,
      '2026-03-07T12:00:00Z',
      '30 2 * * *',
      '2026-03-08T07:00:00.000Z',
      '2026-03-09T06:30:00.000Z',
    ],
    [
      'in autumn',
      NEW_YORK,
      '2026-10-31T12:00:00Z',
      '30 1 * * *',
      '2026-11-01T05:30:00.000Z',
      '2026-11-02T06:30:00.000Z',
    ],
    [
      'in spring',
      LORD_HOWE,
      '2026-10-03T00:00:00Z',
      '15 2 * * *',
      '2026-10-03T15:30:00.000Z',
      '2026-10-04T15:15:00.000Z',
    ],
    [
      'in autumn',
      LORD_HOWE,
      '2026-04-04T00:00:00Z',
      '45 1 * * *',
      '2026-04-04T14:45:00.000Z',
      '2026-04-05T15:15:00.000Z',
    ],
  ])('%s fires once per local date in %s', (_, where, start, rule, first, second) => {
    const one = nextCron(rule, at(start), where) ?? 0;
    const two = nextCron(rule, one, where) ?? 0;
    expect([one, two].map((moment) => new Date(moment).toISOString())).toEqual([first, second]);
  });
});
