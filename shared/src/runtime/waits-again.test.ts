import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../node/catalog.ts';
import { BUILT_IN_NODES } from '../nodes/registry.ts';
import { driveWait } from '../testing/drive-wait.ts';
import {
  BERLIN,
  doors,
  elapsed,
  from,
  happened,
  lasts,
  NEW_YORK,
  NOW,
  type Row,
  renewal,
  testRows,
  until,
  zone,
} from '../testing/wait-rows.ts';

const office = { open: [{ weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }], holidays: ['2026-11-23'] };
const told = (iso: string, to: string) =>
  happened('lead.attribute_changed', iso, { name: 'renewal', from: '2026-12-01', to });
const W6: Row[] = [
  [
    'a wait in opening hours ends when they open, holidays left out',
    { config: lasts({ ...elapsed(1) }), from },
    'd0',
    '2026-11-21T10:00:00.000Z',
  ],
  [
    'hours: from Friday evening over a holiday to Tuesday',
    { config: doors({ kind: 'window', window: office }), from: '2026-11-20T20:00:00Z', ...zone('UTC') },
    'd0',
    '2026-11-24T09:00:00.000Z',
  ],
  [
    'woken after its hours closed, it sleeps on',
    {
      config: doors({ kind: 'duration', duration: elapsed(6, 'hours'), window: office }),
      from,
      lateBy: 7_200_000,
      ...zone('UTC'),
    },
    'd0',
    '2026-11-24T11:00:00.000Z',
  ],
  [
    'a lead that moves west gets the time of its new home',
    {
      config: until('09:00'),
      from: '2026-11-20T20:00:00Z',
      ...zone(BERLIN),
      changes: [{ at: '2026-11-20T22:00:00Z', lead: { timeZone: NEW_YORK } }],
    },
    'd0',
    '2026-11-21T14:00:00.000Z',
  ],
  [
    'a date that is moved later is followed',
    {
      config: renewal(),
      from,
      lead: { timeZone: 'UTC', attributes: { renewal: '2026-12-01' } },
      changes: [{ at: '2026-11-25T00:00:00Z', lead: { attributes: { renewal: '2026-12-10' } } }],
      events: [told('2026-11-25T00:00:00Z', '2026-12-10')],
    },
    'd0',
    '2026-12-10T00:00:00.000Z',
  ],
  [
    'a date that is moved earlier is followed',
    {
      config: renewal(),
      from,
      lead: { timeZone: 'UTC', attributes: { renewal: '2026-12-01' } },
      changes: [{ at: '2026-11-25T00:00:00Z', lead: { attributes: { renewal: '2026-11-28' } } }],
      events: [told('2026-11-25T00:00:00Z', '2026-11-28')],
    },
    'd0',
    '2026-11-28T00:00:00.000Z',
  ],
  [
    'a date that comes to a lead that had none',
    {
      config: renewal(),
      from,
      ...zone('UTC'),
      changes: [{ at: '2026-11-25T00:00:00Z', lead: { attributes: { renewal: '2026-11-28' } } }],
      events: [told('2026-11-25T00:00:00Z', '2026-11-28')],
    },
    'd0',
    '2026-11-28T00:00:00.000Z',
  ],
];

const W7: Row[] = [
  [
    'a date in the past takes its own port',
    { config: doors({ kind: 'date', date: '2026-11-01' }), from },
    'past',
    NOW,
    /has passed already/,
  ],
  [
    'or goes on at once where that leads nowhere',
    { config: doors({ kind: 'date', date: '2026-11-01' }), from, open: ['past'] },
    'd0',
    NOW,
    /has passed already/,
  ],
  [
    'a lead’s date in the past as well',
    { config: renewal(), from, lead: { attributes: { renewal: '2020-01-01' } } },
    'past',
    NOW,
  ],
  [
    'a date that is moved into the past while waiting goes on then',
    {
      config: renewal(),
      from,
      lead: { timeZone: 'UTC', attributes: { renewal: '2026-12-01' } },
      changes: [{ at: '2026-11-25T00:00:00Z', lead: { attributes: { renewal: '2026-01-01' } } }],
      events: [told('2026-11-25T00:00:00Z', '2026-01-01')],
    },
    'past',
    '2026-11-25T00:00:00.000Z',
  ],
];

testRows('W6 resolved again', W6);

testRows('W7 the past', W7);

describe('W10 the end of the workflow', () => {
  it.each([
    ['wait', { duration: elapsed(1) }, ['next'], /Time over; rests here until the workflow leads on/],
    ['park', {}, ['next'], /Everything so far was received; rests here/],
  ])('a %s without a way on holds its leads', async (type, config, open, text) => {
    const catalog = await loadCatalog(BUILT_IN_NODES);
    const held = driveWait(catalog, { type, config, from, open });
    expect(held.last).toMatchObject({ kind: 'rest', text: expect.stringMatching(text) });
    expect(held.at).toBeUndefined();
    expect(held.state.tokens).toMatchObject([{ at: 'waiting', node: 'wait', wait: { holds: 'next' } }]);
    // A version that leads on, and a call: the same state goes on.
    const on = driveWait(catalog, { type, config, from: '2027-01-01T00:00:00Z', state: held.state });
    expect(on.last).toMatchObject({ kind: 'left', port: 'next', text: 'The workflow leads on from here' });
  });
});
