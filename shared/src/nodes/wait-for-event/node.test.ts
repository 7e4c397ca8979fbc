import { expect, it } from 'vitest';
import { contextFor, eventFor, SOME_FRIDAY } from '../../node/context-for.ts';
import { resolvePorts } from '../../node/ports.ts';
import { testNode } from '../../node/test-node.ts';
import waitForEvent from './definition.ts';

const DAY = 86_400_000;
const days = (amount: number, mode = 'elapsed') => ({ amount, unit: 'days', mode });
const filter = {
  version: 1,
  combinator: 'and',
  rules: [{ field: 'event.properties.tag', operator: '=', value: 'read-guide' }],
};
const click = { event: 'email.clicked' };

testNode(waitForEvent, {
  valid: [click, { ...click, filter, giveUpAfter: days(3) }, { ...click, lookBack: 'duration', lookBackFor: days(1) }],
  invalid: [
    {},
    { event: 'a*b' },
    { ...click, lookBack: 'duration' },
    { ...click, lookBack: 'sometimes' },
    { ...click, giveUpAfter: days(0) },
  ],
  decides: [
    {
      name: 'waits for ever where it never gives up',
      config: { ...click, filter },
      expect: { kind: 'wait', doors: [{ port: 'happened', event: 'email.clicked', filter }] },
    },
    {
      name: 'gives up by its own port',
      config: { ...click, giveUpAfter: days(3) },
      expect: { kind: 'wait', until: SOME_FRIDAY + 3 * DAY, again: true },
    },
    {
      name: 'says at its deadline what did not come',
      config: { ...click, giveUpAfter: days(3) },
      context: { openedAt: SOME_FRIDAY - 3 * DAY, timeOver: true },
      expect: { kind: 'go', port: 'timeout', why: { text: 'email.clicked did not come within 3 days' } },
    },
    {
      name: 'sleeps again where the lead moved to a zone in which the calendar deadline is still to come',
      config: { ...click, giveUpAfter: { ...days(1, 'calendar'), at: '09:00' } },
      context: {
        openedAt: Date.parse('2026-11-19T20:00:00+01:00'),
        now: Date.parse('2026-11-20T09:00:00+01:00'),
        timeOver: true,
        zone: 'America/New_York',
      },
      expect: { kind: 'wait', until: Date.parse('2026-11-20T09:00:00-05:00') },
    },
    {
      name: 'delays its end for late events by the grace',
      config: { ...click, giveUpAfter: days(3), grace: { amount: 2, unit: 'hours', mode: 'elapsed' } },
      expect: { kind: 'wait', graceMs: 7_200_000 },
    },
    {
      name: 'looks back to the previous send',
      config: click,
      context: { lastSendAt: SOME_FRIDAY - DAY, enteredAt: SOME_FRIDAY - 9 * DAY },
      expect: { doors: [{ since: SOME_FRIDAY - DAY }] },
    },
    {
      name: 'looks back to the trigger where nothing was sent yet',
      config: click,
      context: { trigger: eventFor('x', {}, SOME_FRIDAY - 2 * DAY), enteredAt: SOME_FRIDAY - DAY },
      expect: { doors: [{ since: SOME_FRIDAY - 2 * DAY }] },
    },
    {
      name: 'looks back to the entry where the trigger claims to be from the future',
      config: click,
      context: { trigger: eventFor('x', {}, SOME_FRIDAY + DAY), enteredAt: SOME_FRIDAY - DAY },
      expect: { doors: [{ since: SOME_FRIDAY - DAY }] },
    },
    {
      name: 'can look back to its own beginning',
      config: { ...click, lookBack: 'this-wait' },
      expect: { doors: [{ since: SOME_FRIDAY }] },
    },
    {
      name: 'can look back to the entry',
      config: { ...click, lookBack: 'entry' },
      context: { enteredAt: SOME_FRIDAY - 4 * DAY, lastSendAt: SOME_FRIDAY - DAY },
      expect: { doors: [{ since: SOME_FRIDAY - 4 * DAY }] },
    },
    {
      name: 'can look back over a time',
      config: { ...click, lookBack: 'duration', lookBackFor: days(7) },
      expect: { doors: [{ since: SOME_FRIDAY - 7 * DAY }] },
    },
    { name: 'can look back for ever', config: { ...click, lookBack: 'ever' }, expect: { doors: [{ since: 0 }] } },
  ],
  summaries: [
    { config: click, expect: 'email.clicked' },
    { config: { ...click, giveUpAfter: days(3) }, expect: 'email.clicked within 3 days' },
  ],
});

it('has a port for giving up only where it gives up', () => {
  expect(resolvePorts(waitForEvent.ports, click).map(({ id }) => id)).toEqual(['happened']);
  expect(resolvePorts(waitForEvent.ports, { ...click, giveUpAfter: days(3) }).map(({ id }) => id)).toEqual([
    'happened',
    'timeout',
  ]);
});

it('asks beforehand for the very events its door will look at', () => {
  const config = waitForEvent.config.parse({ ...click, lookBack: 'duration', lookBackFor: days(7) });
  const context = contextFor(config);
  const decision = waitForEvent.decide(context);
  const since = decision.kind === 'wait' ? decision.doors[0]?.since : undefined;
  expect(waitForEvent.lookups?.(context)).toEqual([{ kind: 'events', names: ['email.clicked'], since }]);
});
