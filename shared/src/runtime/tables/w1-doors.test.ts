import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../node/catalog.ts';
import { BUILT_IN_NODES } from '../../nodes/registry.ts';
import { driveWait } from '../../testing/drive-wait.ts';
import {
  at,
  calendar,
  doors,
  elapsed,
  event,
  from,
  happened,
  LORD_HOWE,
  lasts,
  type Row,
  renewal,
  testRows,
  until,
  zone,
} from '../../testing/wait-rows.ts';

const office = { open: [{ weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }], holidays: ['2026-11-23'] };
const big = { version: 1, combinator: 'and', rules: [{ field: 'event.sum', operator: '>', value: 10 }] };
const RULES: Row[] = [
  ['without a maximum it rests for ever', { config: doors(event('pay')), from }, undefined, undefined],
  [
    'the maximum has its own port',
    { config: { ...doors(event('pay')), giveUpAfter: elapsed(2) }, from },
    'timeout',
    '2026-11-22T10:00:00.000Z',
    /within 2 days/,
  ],
  [
    'of several events each has its own port',
    { config: doors(event('pay'), event('leave')), from, events: [happened('leave', '2026-11-21T00:00:00Z')] },
    'd1',
    '2026-11-21T00:00:00.000Z',
  ],
  [
    'a condition that becomes true',
    {
      config: doors({
        kind: 'condition',
        filter: { version: 1, combinator: 'and', rules: [{ field: 'lead.score', operator: '>', value: 60 }] },
      }),
      from,
      changes: [{ at: '2026-11-21T00:00:00Z', lead: { attributes: { score: 61 } } }],
      events: [happened('page', '2026-11-20T12:00:00Z'), happened('visit', '2026-11-21T00:00:00Z')],
    },
    'd0',
    '2026-11-21T00:00:00.000Z',
  ],
  [
    'a segment',
    {
      config: doors({ kind: 'segment', segment: 's1', change: 'left' }),
      from,
      events: [
        happened('segment.left', '2026-11-21T00:00:00Z', { segment: 's2' }),
        happened('segment.left', '2026-11-22T00:00:00Z', { segment: 's1' }),
      ],
    },
    'd0',
    '2026-11-22T00:00:00.000Z',
  ],
  [
    'a reply by either channel',
    { config: doors({ kind: 'reply' }), from, events: [happened('sms.replied', '2026-11-21T00:00:00Z')] },
    'd0',
    '2026-11-21T00:00:00.000Z',
  ],
  [
    'a task',
    {
      config: doors({ kind: 'task', step: 'start' }),
      from,
      events: [
        happened('task.done', '2026-11-21T00:00:00Z', { node: 'other' }),
        happened('task.done', '2026-11-22T00:00:00Z', { node: 'start' }),
      ],
    },
    'd0',
    '2026-11-22T00:00:00.000Z',
  ],
  [
    'an approval',
    {
      config: doors({ kind: 'approval', outcome: 'rejected' }),
      from,
      events: [happened('approval.decided', '2026-11-21T00:00:00Z', { decision: 'rejected' })],
    },
    'd0',
    '2026-11-21T00:00:00.000Z',
  ],
  [
    'another run ending',
    {
      config: doors({ kind: 'run-ended', workflow: 'w1' }),
      from,
      events: [happened('run.ended', '2026-11-21T00:00:00Z', { workflow: 'w1' })],
    },
    'd0',
    '2026-11-21T00:00:00.000Z',
  ],
  ['weekdays', { config: until('09:00', { weekdays: [1] }), from, ...zone('UTC') }, 'd0', '2026-11-23T09:00:00.000Z'],
  [
    'until a date, by the lead’s clock',
    { config: doors({ kind: 'date', date: '2026-12-24', time: '18:00' }), from, ...zone(LORD_HOWE) },
    'd0',
    '2026-12-24T07:00:00.000Z',
  ],
  ['a length of time', { config: lasts(elapsed(2)), from }, 'd0', '2026-11-22T10:00:00.000Z', { cause: 'time' }],
  [
    'an event by its filter',
    {
      config: doors(event('pay', { filter: big })),
      from,
      events: [
        happened('pay', '2026-11-21T00:00:00Z', { sum: 5 }),
        happened('pay', '2026-11-22T00:00:00Z', { sum: 50 }),
      ],
    },
    'd0',
    '2026-11-22T00:00:00.000Z',
    { cause: 'event', text: /^pay came, sum is more than 10$/ },
  ],
  [
    'a date of the lead, days after it',
    {
      config: renewal({ offset: elapsed(3), direction: 'after' }),
      from,
      lead: { timeZone: 'UTC', attributes: { renewal: '2026-12-01' } },
    },
    'd0',
    '2026-12-04T00:00:00.000Z',
  ],
  [
    'a date of the lead, days before it',
    {
      config: renewal({ offset: calendar(7), direction: 'before' }),
      from,
      lead: { timeZone: 'UTC', attributes: { renewal: '2026-12-01' } },
    },
    'd0',
    '2026-11-24T00:00:00.000Z',
  ],
  [
    'business hours: from Friday evening over a holiday to Tuesday',
    { config: doors({ kind: 'window', window: office }), from: '2026-11-20T20:00:00Z', ...zone('UTC') },
    'd0',
    '2026-11-24T09:00:00.000Z',
  ],
  [
    'a length of time that ends outside of business hours goes on when they open',
    { config: doors({ kind: 'duration', duration: elapsed(1), window: office }), from, ...zone('UTC') },
    'd0',
    '2026-11-24T09:00:00.000Z',
  ],
  [
    'an event beside a time: the time comes first',
    {
      config: doors(event('pay'), { kind: 'duration', duration: elapsed(1) }),
      from,
      events: [happened('pay', '2026-11-22T00:00:00Z')],
    },
    'd1',
    '2026-11-21T10:00:00.000Z',
    { cause: 'time' },
  ],
  [
    'an event beside a time: the event comes first',
    {
      config: doors(event('pay'), { kind: 'duration', duration: elapsed(1) }),
      from,
      events: [happened('pay', '2026-11-21T00:00:00Z')],
    },
    'd0',
    '2026-11-21T00:00:00.000Z',
    { cause: 'event' },
  ],
  [
    'the earlier of two times',
    {
      config: doors({ kind: 'duration', duration: elapsed(2) }, { kind: 'date', date: '2026-11-21' }),
      from,
      ...zone('UTC'),
    },
    'd1',
    '2026-11-21T00:00:00.000Z',
  ],
];

testRows('W1 doors', RULES);

describe('W1 random', () => {
  it('falls between its ends, the same for the same run, and spreads', async () => {
    const catalog = await loadCatalog(BUILT_IN_NODES);
    const config = doors({ kind: 'random', min: elapsed(1), max: elapsed(3) });
    const first = driveWait(catalog, { type: 'wait-any', config, from });
    expect(driveWait(catalog, { type: 'wait-any', config, from }).at).toBe(first.at);
    expect(driveWait(catalog, { type: 'wait-any', config, from, runId: 'run2' }).at).not.toBe(first.at);
    expect(at(first.at ?? '')).toBeGreaterThanOrEqual(at('2026-11-21T10:00:00Z'));
    expect(at(first.at ?? '')).toBeLessThanOrEqual(at('2026-11-23T10:00:00Z'));
  });
});
