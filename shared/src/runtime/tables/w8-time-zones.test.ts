import {
  BERLIN,
  calendar,
  from,
  LORD_HOWE,
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

testRows('W8 time zones and clock changes', RULES);
