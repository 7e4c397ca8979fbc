import { expect, it } from 'vitest';
import { contextFor, eventFor, SOME_FRIDAY } from '../../node/context-for.ts';
import { testNode } from '../../node/test-node.ts';
import waitAny from './definition.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const days = (amount: number) => ({ amount, unit: 'days', mode: 'elapsed' });
const filter = (field: string, value: unknown, operator = '=') => ({
  version: 1,
  combinator: 'and',
  rules: [{ field, operator, value }],
});
const doors = (...list: Record<string, unknown>[]) => ({ doors: list.map((door, i) => ({ id: `d${i}`, ...door })) });
const click = { kind: 'event', event: 'email.clicked', label: 'Clicked' };
const twoDays = { kind: 'duration', duration: days(2), label: 'Two days' };

testNode(waitAny, {
  valid: [
    {},
    doors(twoDays, click),
    doors({ kind: 'random', min: days(1), max: days(3) }, { kind: 'time', time: '09:00', weekdays: [1, 2] }),
    doors({ kind: 'date', date: '2026-12-24' }, { kind: 'date-field', field: 'lead.renewal', offset: days(3) }),
    doors({ kind: 'condition', filter: filter('lead.plan', 'pro') }, { kind: 'segment', segment: 's1' }),
    doors({ kind: 'reply' }, { kind: 'task' }, { kind: 'approval', step: 'n3' }, { kind: 'run-ended', workflow: 'w1' }),
    { ...doors(click), giveUpAfter: days(3), lookBack: 'duration', lookBackFor: days(1) },
  ],
  invalid: [
    { doors: [] },
    doors({ kind: 'duration' }),
    doors({ kind: 'random', min: days(1) }),
    doors({ kind: 'event' }),
    doors({ kind: 'condition' }),
    { doors: [{ id: 'timeout', ...click }] },
    {
      doors: [
        { id: 'a', ...click },
        { id: 'a', ...twoDays },
      ],
    },
    { ...doors(click), lookBack: 'duration' },
  ],
  decides: [
    {
      name: 'waits for the earliest moment of all, beside its events',
      config: doors(twoDays, { kind: 'duration', duration: days(1) }, click),
      expect: {
        kind: 'wait',
        until: SOME_FRIDAY + DAY,
        onTime: 'd1',
        doors: [{ port: 'd2', event: 'email.clicked' }],
        why: {
          text: 'Waits for: Two days, or Branch 2, or Clicked; at the latest until Sat 21 Nov, 10:24 Berlin time',
        },
      },
    },
    {
      name: 'is no date while the earliest door is a length of time',
      config: doors(twoDays, { kind: 'date', date: '2027-01-01' }),
      expect: { until: SOME_FRIDAY + 2 * DAY },
    },
    {
      name: 'waits for ever behind events alone',
      config: doors(click, { kind: 'reply' }),
      expect: { doors: [{ port: 'd0' }, { port: 'd1', event: 'email.replied' }, { port: 'd1', event: 'sms.replied' }] },
    },
    {
      name: 'opens the door of a condition that is true already',
      config: doors(twoDays, { kind: 'condition', filter: filter('lead.plan', 'pro') }),
      context: { lead: { attributes: { plan: 'pro' } } },
      expect: { kind: 'go', port: 'd1' },
    },
    {
      name: 'watches all that happens for a condition, and leaves those events to others',
      config: doors({ kind: 'condition', filter: filter('lead.plan', 'pro') }),
      expect: { kind: 'wait', doors: [{ event: '*', keeps: true, since: SOME_FRIDAY }] },
    },
    {
      name: 'looks at a condition over time again within a day',
      config: doors({ kind: 'condition', filter: filter('lead.seen', { amount: 9, unit: 'days' }, 'notWithinLast') }),
      context: { lead: { attributes: { seen: '2026-11-19' } } },
      expect: { until: SOME_FRIDAY + DAY, again: true },
    },
    {
      name: 'takes the port for a date that has passed',
      config: doors({ kind: 'date', date: '2026-11-01' }, click),
      expect: { kind: 'go', port: 'past', otherwise: 'd0' },
    },
    {
      name: 'gives up by a port of its own',
      config: { ...doors(click), giveUpAfter: days(3) },
      context: { openedAt: SOME_FRIDAY - 3 * DAY, timeOver: true },
      expect: { kind: 'go', port: 'timeout', why: { text: 'Nothing came within 3 days' } },
    },
    {
      name: 'asks for the answers to a task of one step',
      config: doors({ kind: 'task', step: 'n3', outcome: 'reached' }),
      expect: {
        doors: [
          {
            event: 'task.done',
            filter: {
              rules: [
                { field: 'event.properties.node', value: 'n3' },
                { field: 'event.properties.outcome', value: 'reached' },
              ],
            },
          },
        ],
      },
    },
  ],
  summaries: [
    { config: doors(twoDays, click), expect: 'Two days, Clicked' },
    { config: { ...doors(click), giveUpAfter: days(3) }, expect: 'Clicked within 3 days' },
  ],
});

it('looks back to the very message that a filter names', () => {
  const parts = {
    lastSendAt: SOME_FRIDAY - HOUR,
    outputs: { mail1: { port: 'next', at: SOME_FRIDAY - 2 * DAY, sentAt: SOME_FRIDAY - 2 * DAY } },
    events: [eventFor('email.clicked', { step: 'mail1' }, SOME_FRIDAY - DAY)],
  };
  const since = (value: string) => {
    const config = waitAny.config.parse(doors({ ...click, filter: filter('event.step', value) }));
    const context = contextFor(config, parts);
    const decision = waitAny.decide(context);
    expect(waitAny.lookups?.(context)).toMatchObject([{ since: decision.kind === 'wait' && decision.doors[0]?.since }]);
    return decision.kind === 'wait' ? decision.doors[0]?.since : undefined;
  };
  expect(since('mail1')).toBe(SOME_FRIDAY - 2 * DAY);
  expect(since('another')).toBe(SOME_FRIDAY - HOUR);
});
