import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../node/catalog.ts';
import { BUILT_IN_NODES } from '../nodes/registry.ts';
import { driveWait } from '../testing/drive-wait.ts';
import {
  at,
  doors,
  elapsed,
  event,
  from,
  happened,
  LORD_HOWE,
  NOW,
  type Row,
  testRows,
  until,
  zone,
} from '../testing/wait-rows.ts';

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

testRows('W1 doors', W1);

testRows('W3 look-back', W3);

testRows('W5 event against deadline', W5);

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
