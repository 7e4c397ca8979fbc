import { beforeAll, describe, expect, it } from 'vitest';
import { type Catalog, loadCatalog } from '../node/catalog.ts';
import { eventFor } from '../node/context-for.ts';
import { BUILT_IN_NODES } from '../nodes/registry.ts';
import { driveWait, type WaitCase } from '../testing/drive-wait.ts';

/*
 * The rules of waiting (3.W2 to 3.W10), each as rows: given → the step that is logged → when and by which port the lead goes on.
 */

type Row = [
  rule: string,
  given: Omit<WaitCase, 'type'> & { type?: string },
  port: string | undefined,
  at: string | undefined,
  text?: RegExp,
];

const elapsed = (amount: number, unit = 'days') => ({ amount, unit, mode: 'elapsed' });
const calendar = (amount: number, at?: string) => ({ amount, unit: 'days', mode: 'calendar', ...(at ? { at } : {}) });
const doors = (...list: Record<string, unknown>[]) => ({ doors: list.map((door, i) => ({ id: `d${i}`, ...door })) });
const lasts = (duration: Record<string, unknown>) => doors({ kind: 'duration', duration });
const until = (time: string, more = {}) => doors({ kind: 'time', time, ...more });
const renewal = (more = {}) => doors({ kind: 'date-field', field: 'lead.renewal', ...more });
const event = (name: string, more = {}) => ({ kind: 'event', event: name, ...more });
const zone = (timeZone: string | null) => ({ lead: { timeZone } });
const [BERLIN, NEW_YORK, LORD_HOWE] = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'];
const at = (iso: string) => Date.parse(iso);
const happened = (name: string, iso: string, properties = {}, received = iso) => ({
  ...eventFor(name, properties, at(iso)),
  receivedAt: new Date(at(received)).toISOString(),
});

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

const click = happened('email.clicked', '2026-11-20T08:00:00Z', { step: 'mail1' });
const looking = (lookBack: string, more = {}) => ({ ...doors(event('email.clicked', more)), lookBack });
const sent = (last: string, named?: string) => ({
  lastSendAt: at(last),
  ...(named ? { outputs: { mail1: { port: 'next', at: at(named), sentAt: at(named) } } } : {}),
});
const ofMail1 = {
  filter: { version: 1, combinator: 'and', rules: [{ field: 'event.step', operator: '=', value: 'mail1' }] },
};
const arrives = { from: '2026-11-20T10:00:00Z', events: [click] };
const NOW = '2026-11-20T10:00:00.000Z';

const W3: Row[] = [
  ['this wait: what came before does not count', { ...arrives, config: looking('this-wait') }, undefined, undefined],
  [
    'previous send: what came after it counts',
    { ...arrives, config: looking('previous-send'), state: sent('2026-11-20T07:00:00Z') },
    'd0',
    NOW,
    /email.clicked came/,
  ],
  [
    'previous send: what came before it does not',
    { ...arrives, config: looking('previous-send'), state: sent('2026-11-20T09:00:00Z') },
    undefined,
    undefined,
  ],
  [
    'previous send: counted from the message that the filter names',
    {
      ...arrives,
      config: looking('previous-send', ofMail1),
      state: sent('2026-11-20T09:00:00Z', '2026-11-20T07:00:00Z'),
    },
    'd0',
    NOW,
  ],
  [
    'previous send: from the trigger where nothing was sent',
    { ...arrives, config: looking('previous-send'), trigger: happened('x', '2026-11-20T07:30:00Z') },
    'd0',
    NOW,
  ],
  ['entry: what came before the run does not count', { ...arrives, config: looking('entry') }, undefined, undefined],
  [
    'duration: within it',
    { ...arrives, config: { ...looking('duration'), lookBackFor: elapsed(3, 'hours') } },
    'd0',
    NOW,
  ],
  [
    'duration: before it',
    { ...arrives, config: { ...looking('duration'), lookBackFor: elapsed(1, 'hours') } },
    undefined,
    undefined,
  ],
  ['ever', { ...arrives, config: looking('ever') }, 'd0', NOW],
];

const race = { ...doors(event('pay'), { kind: 'duration', duration: elapsed(1, 'hours') }), lookBack: 'this-wait' };
const from = '2026-11-20T10:00:00Z';
const W5: Row[] = [
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

const W1: Row[] = [
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
      config: doors({ kind: 'task', step: 'call' }),
      from,
      events: [
        happened('task.done', '2026-11-21T00:00:00Z', { node: 'other' }),
        happened('task.done', '2026-11-22T00:00:00Z', { node: 'call' }),
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
];

describe.each([
  ['W1 doors', W1],
  ['W2 lengths and calendar days', W2],
  ['W3 look-back', W3],
  ['W5 event against deadline', W5],
  ['W6 resolved again', W6],
  ['W7 the past', W7],
  ['W8 zones and clock changes', W8],
])('%s', (_, rows) => {
  let catalog: Catalog;
  beforeAll(async () => {
    catalog = await loadCatalog(BUILT_IN_NODES);
  });
  it.each(rows)('%s', (_rule, given, port, moment, text) => {
    const result = driveWait(catalog, { type: 'wait-any', ...given });
    expect([result.last?.port, result.at]).toEqual([port, moment]);
    if (text) expect(result.last?.text).toMatch(text);
    expect(result.last?.kind).toBe(port === undefined ? 'rest' : 'left');
  });
});

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

describe('W4 what filters may use', () => {
  const filtered = (field: string, value: string) => ({
    ...doors(event('pay', { filter: { version: 1, combinator: 'and', rules: [{ field, operator: '=', value }] } })),
    lookBack: 'this-wait',
  });
  it.each([
    ['the event', 'event.topic', 'pricing'],
    ['the trigger event', 'trigger.topic', 'hiring'],
    ['the lead', 'lead.plan', 'pro'],
    ['outputs of earlier steps', 'output.mail1.port', 'next'],
  ])('%s', async (_, field, value) => {
    const catalog = await loadCatalog(BUILT_IN_NODES);
    const drive = (asked: string) =>
      driveWait(catalog, {
        type: 'wait-any',
        config: filtered(field, asked),
        from,
        events: [happened('pay', '2026-11-21T00:00:00Z', { topic: 'pricing' })],
        trigger: happened('x', '2026-11-20T00:00:00Z', { topic: 'hiring' }),
        lead: { attributes: { plan: 'pro' } },
        state: { outputs: { mail1: { port: 'next', at: 0 } } },
      }).last?.port;
    expect(drive(value)).toBe('d0');
    expect(drive('something else')).toBeUndefined();
  });
});

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
