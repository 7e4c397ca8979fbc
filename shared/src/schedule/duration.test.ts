import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDuration, addRandomDuration, type Duration, durationSchema, subtractDuration } from './duration.ts';

const ZONES = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'UTC'];
const days = (amount: number, at?: string): Duration => ({ amount, unit: 'days', mode: 'calendar', at });
const hours24 = (amount: number): Duration => ({ amount, unit: 'days', mode: 'elapsed' });
const months = (amount: number): Duration => ({ amount, unit: 'months', mode: 'calendar' });

test.each<[string, Duration, string, string]>([
  // 3 × 24 hours and 3 calendar days part at a clock change.
  ['2026-03-28T11:00:00+01:00', hours24(3), 'Europe/Berlin', '2026-03-31T12:00:00+02:00'],
  ['2026-03-28T11:00:00+01:00', days(3), 'Europe/Berlin', '2026-03-31T11:00:00+02:00'],
  ['2026-10-24T11:00:00+02:00', hours24(3), 'Europe/Berlin', '2026-10-27T10:00:00+01:00'],
  ['2026-10-24T11:00:00+02:00', days(3), 'Europe/Berlin', '2026-10-27T11:00:00+01:00'],
  ['2026-03-07T09:00:00-05:00', days(1), 'America/New_York', '2026-03-08T09:00:00-04:00'],
  ['2026-10-31T09:00:00-04:00', days(1), 'America/New_York', '2026-11-01T09:00:00-05:00'],
  ['2026-10-03T09:00:00+10:30', days(1), 'Australia/Lord_Howe', '2026-10-04T09:00:00+11:00'],
  ['2026-04-04T09:00:00+11:00', days(1), 'Australia/Lord_Howe', '2026-04-05T09:00:00+10:30'],
  ['2026-03-28T09:00:00Z', days(1), 'UTC', '2026-03-29T09:00:00Z'],
  // Into the gap and into the overlap.
  ['2026-03-28T02:30:00+01:00', days(1), 'Europe/Berlin', '2026-03-29T03:00:00+02:00'],
  ['2026-10-24T02:30:00+02:00', days(1), 'Europe/Berlin', '2026-10-25T02:30:00+02:00'],
  ['2026-03-01T12:00:00+01:00', days(28, '02:30'), 'Europe/Berlin', '2026-03-29T03:00:00+02:00'],
  // At a local time.
  ['2026-11-20T10:24:00+01:00', days(3, '09:00'), 'Europe/Berlin', '2026-11-23T09:00:00+01:00'],
  ['2026-11-20T23:59:00+01:00', days(1, '00:00'), 'Europe/Berlin', '2026-11-21T00:00:00+01:00'],
  // The date is the lead's: late evening in New York is the next day in UTC.
  ['2026-11-21T02:00:00Z', days(1, '09:00'), 'America/New_York', '2026-11-21T09:00:00-05:00'],
  // Months and leap days.
  ['2026-01-31T09:00:00Z', months(1), 'UTC', '2026-02-28T09:00:00Z'],
  ['2028-01-31T09:00:00Z', months(1), 'UTC', '2028-02-29T09:00:00Z'],
  ['2028-02-29T09:00:00Z', months(12), 'UTC', '2029-02-28T09:00:00Z'],
  ['2028-02-28T09:00:00Z', days(1), 'UTC', '2028-02-29T09:00:00Z'],
  ['2026-11-20T09:00:00Z', { amount: 2, unit: 'weeks', mode: 'calendar' }, 'UTC', '2026-12-04T09:00:00Z'],
  ['2026-11-20T09:00:00Z', { amount: 45, unit: 'seconds', mode: 'elapsed' }, 'UTC', '2026-11-20T09:00:45Z'],
])('%s and %j in %s is %s', (from, duration, zone, expected) => {
  expect(new Date(addDuration(Date.parse(from), duration, zone)).toISOString()).toBe(new Date(expected).toISOString());
});

test('before a date is the mirror of after', () => {
  const from = Date.parse('2026-10-27T11:00:00+01:00');
  expect(subtractDuration(from, days(3), 'Europe/Berlin')).toBe(Date.parse('2026-10-24T11:00:00+02:00'));
  expect(subtractDuration(from, hours24(3), 'Europe/Berlin')).toBe(Date.parse('2026-10-24T12:00:00+02:00'));
});

test.each<[unknown, string]>([
  [{ amount: 1, unit: 'months', mode: 'elapsed' }, 'mode'],
  [{ amount: 1, unit: 'days', mode: 'elapsed', at: '09:00' }, 'at'],
  [{ amount: 1, unit: 'hours', mode: 'calendar' }, 'unit'],
  [{ amount: 101 * 12, unit: 'months', mode: 'calendar' }, 'amount'],
  [{ amount: 0, unit: 'days', mode: 'elapsed' }, 'amount'],
  [{ amount: 1.5, unit: 'days', mode: 'elapsed' }, 'amount'],
  [{ amount: 1, unit: 'days', mode: 'calendar', at: '24:00' }, 'at'],
  [{ amount: 1, unit: 'days', mode: 'calendar', at: '9:00' }, 'at'],
  [{ amount: 1, unit: 'fortnights', mode: 'elapsed' }, 'unit'],
])('%j is refused at its %s', (input, field) => {
  expect(durationSchema.safeParse(input).error?.issues.map(({ path }) => path[0])).toEqual([field]);
});

const anyInstant = fc.integer({ min: Date.parse('2024-01-01'), max: Date.parse('2030-01-01') });
const anyZone = fc.constantFrom(...ZONES);
const anyDuration: fc.Arbitrary<Duration> = fc.oneof(
  fc.record({
    amount: fc.integer({ min: 1, max: 400 }),
    unit: fc.constantFrom('minutes', 'hours', 'days', 'weeks'),
    mode: fc.constant('elapsed'),
  }),
  fc.record({
    amount: fc.integer({ min: 1, max: 30 }),
    unit: fc.constantFrom('days', 'weeks', 'months'),
    mode: fc.constant('calendar'),
    at: fc.option(fc.constantFrom('00:00', '02:15', '02:30', '09:00', '23:59'), { nil: undefined }),
  }),
);

test('a duration always ends after it began', () => {
  fc.assert(
    fc.property(anyInstant, anyDuration, anyZone, (from, duration, zone) => addDuration(from, duration, zone) > from),
  );
});

test('who starts later does not end earlier, save for the hour that a clock change repeats', () => {
  fc.assert(
    fc.property(anyInstant, fc.nat(7 * 86_400_000), anyDuration, anyZone, (from, later, duration, zone) => {
      const slack = duration.mode === 'calendar' && duration.at === undefined ? 3_600_000 : 0;
      return addDuration(from + later, duration, zone) >= addDuration(from, duration, zone) - slack;
    }),
  );
});

test('a random duration lies between its ends and reaches both', () => {
  const between = { min: hours24(1), max: hours24(2) };
  const DAY = 86_400_000;
  expect(addRandomDuration(0, between, 0, 'UTC')).toBe(DAY);
  expect(addRandomDuration(0, between, 1 - 2 ** -53, 'UTC')).toBe(2 * DAY);
  expect(addRandomDuration(0, { min: between.max, max: between.min }, 0, 'UTC')).toBe(DAY);
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (random) => {
      const at = addRandomDuration(0, between, random, 'UTC');
      return Number.isInteger(at) && at >= DAY && at <= 2 * DAY;
    }),
  );
});
