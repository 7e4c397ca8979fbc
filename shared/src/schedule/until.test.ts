import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type DateRule, nextDaily, nextLocalTime, untilDate, untilDateValue } from './until.ts';
import { localAt } from './zone.ts';

const at = (iso: string) => Date.parse(iso);
const iso = (instant: number | undefined) => (instant === undefined ? undefined : new Date(instant).toISOString());

test.each([
  ['2026-11-20T08:00:00+01:00', '09:00', 'Europe/Berlin', '2026-11-20T09:00:00+01:00'],
  ['2026-11-20T09:00:00+01:00', '09:00', 'Europe/Berlin', '2026-11-20T09:00:00+01:00'],
  ['2026-11-20T09:00:01+01:00', '09:00', 'Europe/Berlin', '2026-11-21T09:00:00+01:00'],
  ['2026-03-29T00:00:00+01:00', '02:30', 'Europe/Berlin', '2026-03-29T03:00:00+02:00'],
  ['2026-10-25T02:45:00+02:00', '02:30', 'Europe/Berlin', '2026-10-26T02:30:00+01:00'],
  ['2026-10-25T02:15:00+01:00', '02:30', 'Europe/Berlin', '2026-10-26T02:30:00+01:00'],
  ['2026-03-08T01:59:00-05:00', '02:00', 'America/New_York', '2026-03-08T03:00:00-04:00'],
  ['2026-10-04T01:59:00+10:30', '02:10', 'Australia/Lord_Howe', '2026-10-04T02:30:00+11:00'],
  ['2026-04-05T01:45:00+10:30', '01:40', 'Australia/Lord_Howe', '2026-04-06T01:40:00+10:30'],
  ['2026-12-31T23:30:00Z', '09:00', 'UTC', '2027-01-01T09:00:00Z'],
])('from %s until %s in %s is %s', (from, time, zone, expected) => {
  expect(iso(nextLocalTime(at(from), { time }, zone))).toBe(iso(at(expected)));
});

test('a weekday is waited for, today included', () => {
  const friday = at('2026-11-20T10:00:00Z');
  expect(iso(nextLocalTime(friday, { time: '09:00', weekdays: [5] }, 'UTC'))).toBe('2026-11-27T09:00:00.000Z');
  expect(iso(nextLocalTime(friday, { time: '11:00', weekdays: [5] }, 'UTC'))).toBe('2026-11-20T11:00:00.000Z');
  expect(() => nextLocalTime(friday, { time: '11:00', weekdays: [] }, 'UTC')).toThrow(/1 \(Monday\) to 7/);
});

test.each(['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'UTC'])(
  'a daily rule in %s comes due once on every date of a year, clock changes included',
  (zone) => {
    for (const time of ['00:00', '01:40', '02:30', '23:59']) {
      const dates: string[] = [];
      let from = at('2028-01-01T12:00:00Z');
      for (let day = 0; day < 366; day += 1) {
        const next = nextDaily(from, { time }, zone);
        dates.push(next.date);
        from = next.at + 1;
      }
      expect(new Set(dates).size).toBe(366);
      const span = (at(dates.at(-1) ?? '') - at(dates[0] ?? '')) / 86_400_000;
      expect(span).toBe(365);
      expect(dates).toContain('2028-02-29');
    }
  },
);

test('a lead who moves west after the rule came due is not served twice on that date', () => {
  const served = nextDaily(at('2026-11-20T00:00:00Z'), { time: '09:00' }, 'Europe/Berlin');
  expect(served.date).toBe('2026-11-20');
  const again = nextDaily(served.at + 1, { time: '09:00' }, 'America/New_York', served.date);
  expect(again).toEqual({ at: at('2026-11-21T09:00:00-05:00'), date: '2026-11-21' });
});

test('a date begins at its first instant, and may lie in the past', () => {
  expect(iso(untilDate('2026-11-20', 'Europe/Berlin'))).toBe('2026-11-19T23:00:00.000Z');
  expect(iso(untilDate('2026-09-06', 'America/Santiago'))).toBe('2026-09-06T04:00:00.000Z');
  expect(iso(untilDate('2026-11-20', 'Europe/Berlin', '18:30'))).toBe('2026-11-20T17:30:00.000Z');
});

const before = (amount: number): DateRule['offset'] => ({
  direction: 'before',
  duration: { amount, unit: 'days', mode: 'calendar' },
});
const now = at('2026-11-20T10:00:00Z');
test.each<[unknown, DateRule, string, string | undefined]>([
  ['2026-12-24', {}, 'Europe/Berlin', '2026-12-23T23:00:00.000Z'],
  ['2026-12-24', { time: '09:00' }, 'Europe/Berlin', '2026-12-24T08:00:00.000Z'],
  ['2026-12-24T15:30', {}, 'Europe/Berlin', '2026-12-24T14:30:00.000Z'],
  ['2026-12-24T15:30:20.5Z', {}, 'Europe/Berlin', '2026-12-24T15:30:20.500Z'],
  ['2026-12-24T23:30:00Z', { time: '09:00' }, 'Europe/Berlin', '2026-12-25T08:00:00.000Z'],
  [at('2026-12-24T15:30:00Z'), {}, 'UTC', '2026-12-24T15:30:00.000Z'],
  ['2026-12-24', { offset: before(3), time: '09:00' }, 'Europe/Berlin', '2026-12-21T08:00:00.000Z'],
  ['2026-03-30', { offset: before(1), time: '02:30' }, 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
  ['2020-01-01', {}, 'UTC', '2020-01-01T00:00:00.000Z'],
  // Yearly, the next anniversary; 29 February on the 28th.
  ['1990-11-20', { yearly: true, time: '12:00' }, 'UTC', '2026-11-20T12:00:00.000Z'],
  ['1990-11-20', { yearly: true, time: '09:00' }, 'UTC', '2027-11-20T09:00:00.000Z'],
  ['1992-02-29', { yearly: true, time: '09:00' }, 'UTC', '2027-02-28T09:00:00.000Z'],
  ['1990-01-02', { yearly: true, offset: before(5) }, 'UTC', '2026-12-28T00:00:00.000Z'],
  ['1990-11-20', { yearly: true, offset: before(365 * 3) }, 'UTC', '2026-11-21T00:00:00.000Z'],
  [
    '1990-11-25',
    { yearly: true, offset: { direction: 'after', duration: { amount: 36, unit: 'months', mode: 'calendar' } } },
    'UTC',
    '2026-11-25T00:00:00.000Z',
  ],
  ['soon', {}, 'UTC', undefined],
  ['2026-02-30x', {}, 'UTC', undefined],
  [null, {}, 'UTC', undefined],
  [Number.NaN, {}, 'UTC', undefined],
  [{ date: '2026-12-24' }, {}, 'UTC', undefined],
  ['2026-12-24[u-ca=hebrew]', {}, 'UTC', undefined],
  ['1'.repeat(50_000), {}, 'UTC', undefined],
])('the date %.30j with %j in %s is %s', (value, rule, zone, expected) => {
  expect(iso(untilDateValue(value, rule, now, zone))).toBe(expected);
});

test('29 February is kept on the 29th in leap years', () => {
  const from = at('2028-01-01T00:00:00Z');
  expect(iso(untilDateValue('1992-02-29', { yearly: true }, from, 'UTC'))).toBe('2028-02-29T00:00:00.000Z');
});

test('the next local time is never before, shows that time unless a clock change took it, and is monotone', () => {
  const anyTime = fc.integer({ min: 0, max: 1439 }).map((minute) => {
    return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  });
  const anyZone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'UTC');
  const anyInstant = fc.integer({ min: at('2024-01-01'), max: at('2030-01-01') });
  fc.assert(
    fc.property(anyInstant, fc.nat(3 * 86_400_000), anyTime, anyZone, (from, later, time, zone) => {
      const next = nextLocalTime(from, { time }, zone);
      expect(next).toBeGreaterThanOrEqual(from);
      expect(next - from).toBeLessThanOrEqual(25 * 3_600_000);
      expect(nextLocalTime(from + later, { time }, zone)).toBeGreaterThanOrEqual(next);
      const shown = localAt(next, zone).toPlainTime().toString({ smallestUnit: 'minute' });
      if (time < '01:00' || time > '03:00') expect(shown).toBe(time);
    }),
  );
});
