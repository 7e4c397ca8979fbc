import {
  BERLIN,
  doors,
  elapsed,
  from,
  happened,
  lasts,
  NEW_YORK,
  type Row,
  renewal,
  testRows,
  until,
  zone,
} from '../../testing/wait-rows.ts';

const office = { open: [{ weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }], holidays: ['2026-11-23'] };
const told = (iso: string, to: string) =>
  happened('lead.attribute_changed', iso, { name: 'renewal', from: '2026-12-01', to });
const RULES: Row[] = [
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

testRows('W6 resolved again', RULES);
