import { doors, elapsed, event, from, happened, NOW, type Row, testRows } from '../../testing/wait-rows.ts';

const race = { ...doors(event('pay'), { kind: 'duration', duration: elapsed(1, 'hours') }), lookBack: 'this-wait' };
const RULES: Row[] = [
  [
    'an event before the deadline wins',
    { config: race, from, events: [happened('pay', '2026-11-20T10:30:00Z')] },
    'd0',
    '2026-11-20T10:30:00.000Z',
  ],
  [
    'an event at the deadline wins',
    { config: race, from, events: [happened('pay', '2026-11-20T11:00:00Z')] },
    'd0',
    '2026-11-20T11:00:00.000Z',
  ],
  [
    'an event in time that is known when the call comes late wins',
    {
      config: race,
      from,
      lateBy: 600_000,
      events: [happened('pay', '2026-11-20T10:59:00Z', {}, '2026-11-20T11:05:00Z')],
    },
    'd0',
    '2026-11-20T11:05:00.000Z',
  ],
  [
    'an event in time that arrives too late is late',
    { config: race, from, events: [happened('pay', '2026-11-20T10:59:00Z', {}, '2026-11-20T11:05:00Z')] },
    'd1',
    '2026-11-20T11:00:00.000Z',
  ],
  [
    'with a grace it is waited for',
    {
      config: { ...race, grace: elapsed(10, 'minutes') },
      from,
      events: [happened('pay', '2026-11-20T10:59:00Z', {}, '2026-11-20T11:05:00Z')],
    },
    'd0',
    '2026-11-20T11:05:00.000Z',
  ],
  [
    'the grace admits nothing that happened after the deadline',
    { config: { ...race, grace: elapsed(10, 'minutes') }, from, events: [happened('pay', '2026-11-20T11:02:00Z')] },
    'd1',
    '2026-11-20T11:10:00.000Z',
  ],
  [
    'a sender’s fast clock gains nothing: it counts as received',
    { config: race, from, events: [happened('pay', '2026-11-21T00:00:00Z', {}, '2026-11-20T10:30:00Z')] },
    'd0',
    '2026-11-20T10:30:00.000Z',
  ],
  [
    'an event that ended another wait does not count again',
    {
      config: { ...race, lookBack: 'ever' },
      from,
      events: [happened('pay', '2026-11-20T09:00:00Z')],
      state: { consumed: [happened('pay', '2026-11-20T09:00:00Z').id] },
    },
    'd1',
    '2026-11-20T11:00:00.000Z',
  ],
  [
    'unless the node says so',
    {
      config: { ...race, lookBack: 'ever', reuse: true },
      from,
      events: [happened('pay', '2026-11-20T09:00:00Z')],
      state: { consumed: [happened('pay', '2026-11-20T09:00:00Z').id] },
    },
    'd0',
    NOW,
  ],
];

testRows('W5 event against deadline', RULES);
