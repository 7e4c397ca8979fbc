import { SOME_FRIDAY } from '../../node/context-for.ts';
import { testNode } from '../../node/test-node.ts';
import wait from './definition.ts';

const DAY = 86_400_000;
/** Local Berlin time in November (UTC+1). */
const berlin = (text: string) => Date.parse(`${text}:00+01:00`);
const businessHours = { open: [{ weekdays: [1, 2, 3, 4, 5], from: '08:00', to: '18:00' }] };
const twoDays = { mode: 'duration', duration: { amount: 2, unit: 'days', mode: 'elapsed' } };

testNode(wait, {
  valid: [
    {},
    twoDays,
    { mode: 'time', time: '09:30' },
    { mode: 'date', date: '2026-12-24' },
    { mode: 'date', date: '2026-12-24', time: '18:00' },
    { ...twoDays, window: businessHours },
  ],
  invalid: [
    { mode: 'date' },
    { mode: 'for ever' },
    { duration: { amount: 0, unit: 'days', mode: 'elapsed' } },
    { mode: 'time', time: '25:00' },
    { window: { open: [] } },
    { mode: 'date', date: '2026-02-30' },
  ],
  decides: [
    {
      name: 'waits two times 24 hours',
      config: twoDays,
      expect: { kind: 'wait', until: SOME_FRIDAY + 2 * DAY, doors: [], again: true },
    },
    {
      name: 'keeps the local time over a clock change where it counts on the calendar',
      config: { duration: { amount: 1, unit: 'days', mode: 'calendar' } },
      context: { now: Date.parse('2026-10-24T12:00:00+02:00') },
      expect: { kind: 'wait', until: Date.parse('2026-10-25T12:00:00+01:00') },
    },
    {
      name: 'moves the end of the wait to the next open hour',
      config: { ...twoDays, window: businessHours },
      expect: { kind: 'wait', until: berlin('2026-11-23T08:00') },
    },
    {
      name: 'goes on at its deadline',
      config: twoDays,
      context: { openedAt: SOME_FRIDAY - 2 * DAY, timeOver: true },
      expect: { kind: 'go', port: 'next', why: { text: 'Time over' } },
    },
    {
      name: 'sleeps again where it was woken after its hours closed',
      config: { ...twoDays, window: businessHours },
      context: { openedAt: SOME_FRIDAY - 2 * DAY, now: berlin('2026-11-20T19:00'), timeOver: true },
      expect: { kind: 'wait', until: berlin('2026-11-23T08:00') },
    },
    {
      name: 'resolves the zone anew at its deadline: the lead has moved west, nine o’clock is still to come',
      config: { mode: 'time', time: '09:00' },
      context: {
        openedAt: berlin('2026-11-19T20:00'),
        now: berlin('2026-11-20T09:00'),
        timeOver: true,
        zone: 'America/New_York',
      },
      expect: { kind: 'wait', until: Date.parse('2026-11-20T09:00:00-05:00') },
    },
    {
      name: 'waits for a time of day that is over today until tomorrow',
      config: { mode: 'time', time: '09:00' },
      expect: { kind: 'wait', until: berlin('2026-11-21T09:00') },
    },
    {
      name: 'waits for a date at the lead’s own clock',
      config: { mode: 'date', date: '2026-12-24', time: '18:00' },
      context: { zone: 'America/New_York' },
      expect: { kind: 'wait', until: Date.parse('2026-12-24T18:00:00-05:00') },
    },
    {
      name: 'takes the port for a date that has passed, and never waits for it',
      config: { mode: 'date', date: '2026-11-01' },
      expect: { kind: 'go', port: 'past' },
    },
    {
      name: 'takes the main port when a date it waited for has come',
      config: { mode: 'date', date: '2026-11-20', time: '10:24' },
      context: { openedAt: SOME_FRIDAY - 5 * DAY, timeOver: true },
      expect: { kind: 'go', port: 'next' },
    },
  ],
  summaries: [
    { config: twoDays, expect: '2 days' },
    { config: { ...twoDays, window: businessHours }, expect: '2 days, then Mon–Fri, 8–18' },
    { config: { mode: 'time', time: '09:00' }, expect: 'Until 09:00' },
    { config: { mode: 'date', date: '2026-12-24', time: '18:00' }, expect: 'Until 24 Dec 2026, 18:00' },
  ],
});
