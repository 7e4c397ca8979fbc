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
  [
    'hours that a holiday closes while it sleeps are found closed on waking',
    {
      config: doors({ kind: 'date', date: '2026-11-21', time: '09:00', window: office }),
      from,
      ...zone('UTC'),
    },
    'd0',
    '2026-11-24T09:00:00.000Z',
  ],
  [
    'a lead that moves east is woken by the clock it slept by',
    {
      config: doors({ kind: 'date', date: '2026-11-22', time: '09:00' }),
      from,
      ...zone(NEW_YORK),
      changes: [{ at: '2026-11-20T22:00:00Z', lead: { timeZone: BERLIN } }],
    },
    'd0',
    '2026-11-22T14:00:00.000Z',
  ],
  [
    'calendar days follow the lead’s clock too',
    {
      config: lasts({ amount: 2, unit: 'days', mode: 'calendar', at: '09:00' }),
      from,
      ...zone(BERLIN),
      changes: [{ at: '2026-11-21T00:00:00Z', lead: { timeZone: NEW_YORK } }],
    },
    'd0',
    '2026-11-22T14:00:00.000Z',
  ],
];

testRows('W6 resolved again', RULES);
