import { doors, from, happened, NOW, type Row, renewal, testRows } from '../../testing/wait-rows.ts';

const told = (iso: string, to: string) =>
  happened('lead.attribute_changed', iso, { name: 'renewal', from: '2026-12-01', to });
const RULES: Row[] = [
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
  [
    'and to the port of its door where the past leads nowhere',
    {
      config: renewal(),
      from,
      open: ['past'],
      lead: { timeZone: 'UTC', attributes: { renewal: '2026-12-01' } },
      changes: [{ at: '2026-11-25T00:00:00Z', lead: { attributes: { renewal: '2026-01-01' } } }],
      events: [told('2026-11-25T00:00:00Z', '2026-01-01')],
    },
    'd0',
    '2026-11-25T00:00:00.000Z',
  ],
  [
    'a single wait for a date in the past takes its port too',
    { type: 'wait', config: { mode: 'date', date: '2026-11-01', time: '09:00' }, from },
    'past',
    NOW,
    /has passed already/,
  ],
  [
    'which leads where its only way does, where nobody drew it',
    { type: 'wait', config: { mode: 'date', date: '2026-11-01', time: '09:00' }, from, open: ['past'] },
    'past',
    NOW,
    /has passed already/,
  ],
  [
    'and holds the lead where neither leads on (3.W10), never an error',
    { type: 'wait', config: { mode: 'date', date: '2026-11-01', time: '09:00' }, from, open: ['past', 'next'] },
    undefined,
    undefined,
    /has passed already; rests here/,
  ],
];

testRows('W7 the past', RULES);
