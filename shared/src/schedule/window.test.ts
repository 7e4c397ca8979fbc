import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  BUSINESS_HOURS,
  isInWindow,
  nextInWindow,
  type Window,
  weekdayWords,
  windowSchema,
  windowWords,
} from './window.ts';
import { localAt } from './zone.ts';

const at = (iso: string) => Date.parse(iso);
const ALL = [1, 2, 3, 4, 5, 6, 7];
const office: Window = { open: [{ weekdays: [1, 2, 3, 4, 5], from: '08:00', to: '18:00' }] };
const night: Window = { open: [{ weekdays: [5], from: '22:00', to: '06:00' }] };
const early: Window = { open: [{ weekdays: ALL, from: '02:00', to: '02:30' }] };
const shop: Window = {
  open: [
    { weekdays: [1, 2, 3, 4, 5], from: '14:00', to: '18:00' },
    { weekdays: [1, 2, 3, 4, 5, 6], from: '09:30', to: '12:00' },
  ],
  holidays: ['2026-12-25', '2026-12-26'],
};

test.each<[string, string, Window, string, string]>([
  ['within', '2026-11-20T10:00:00+01:00', office, 'Europe/Berlin', '2026-11-20T10:00:00+01:00'],
  ['too early', '2026-11-20T07:59:59+01:00', office, 'Europe/Berlin', '2026-11-20T08:00:00+01:00'],
  ['the end is not included', '2026-11-20T18:00:00+01:00', office, 'Europe/Berlin', '2026-11-23T08:00:00+01:00'],
  ['weekend', '2026-11-21T12:00:00+01:00', office, 'Europe/Berlin', '2026-11-23T08:00:00+01:00'],
  ['another zone', '2026-11-20T10:00:00+01:00', office, 'America/New_York', '2026-11-20T08:00:00-05:00'],
  ['no zone', '2026-11-20T07:00:00Z', office, 'UTC', '2026-11-20T08:00:00Z'],
  ['over the spring change', '2026-03-28T12:00:00+01:00', office, 'Europe/Berlin', '2026-03-30T08:00:00+02:00'],
  ['over the autumn change', '2026-10-24T12:00:00+02:00', office, 'Europe/Berlin', '2026-10-26T08:00:00+01:00'],
  ['past midnight, still open', '2026-11-21T05:59:00Z', night, 'UTC', '2026-11-21T05:59:00Z'],
  ['past midnight, closed', '2026-11-21T06:00:00Z', night, 'UTC', '2026-11-27T22:00:00Z'],
  ['past midnight of another day', '2026-11-20T05:00:00Z', night, 'UTC', '2026-11-20T22:00:00Z'],
  ['swallowed by the gap', '2026-03-29T00:00:00+01:00', early, 'Europe/Berlin', '2026-03-30T02:00:00+02:00'],
  ['swallowed by half an hour', '2026-10-04T01:00:00+10:30', early, 'Australia/Lord_Howe', '2026-10-05T02:00:00+11:00'],
  ['the second of two half hours', '2026-10-25T02:10:00+01:00', early, 'Europe/Berlin', '2026-10-26T02:00:00+01:00'],
  ['the earlier of two', '2026-11-20T08:00:00Z', shop, 'UTC', '2026-11-20T09:30:00Z'],
  ['the break at noon', '2026-11-20T12:30:00Z', shop, 'UTC', '2026-11-20T14:00:00Z'],
  ['holidays, Friday and Saturday', '2026-12-24T19:00:00Z', shop, 'UTC', '2026-12-28T09:30:00Z'],
  ['29 February', '2028-02-28T19:00:00Z', office, 'UTC', '2028-02-29T08:00:00Z'],
  [
    'the whole day',
    '2026-11-21T00:00:00Z',
    { open: [{ weekdays: [7], from: '00:00', to: '24:00' }] },
    'UTC',
    '2026-11-22T00:00:00Z',
  ],
])('%s: %s', (_name, from, window, zone, expected) => {
  expect(new Date(nextInWindow(at(from), window, zone)).toISOString()).toBe(new Date(expected).toISOString());
});

test('a year of holidays is waited out', () => {
  const holidays = Array.from({ length: 400 }, (_, day) =>
    new Date(at('2027-01-01') + day * 86_400_000).toISOString().slice(0, 10),
  );
  const window = windowSchema.parse({ open: [{ weekdays: [5], from: '09:00', to: '10:00' }], holidays });
  expect(nextInWindow(at('2027-01-01T00:00:00Z'), window, 'UTC')).toBe(at('2028-02-11T09:00:00Z'));
});

const anyTime = fc.integer({ min: 0, max: 95 }).map((quarter) => {
  return `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`;
});
const anyHours = fc
  .record({ weekdays: fc.uniqueArray(fc.constantFrom(...ALL), { minLength: 1 }), from: anyTime, to: anyTime })
  .filter(({ from, to }) => from !== to);
const anyWindow = fc.record({
  open: fc.array(anyHours, { minLength: 1, maxLength: 3 }),
  holidays: fc.array(fc.constantFrom('2026-03-29', '2026-10-25', '2026-11-20'), { maxLength: 2 }),
});
const anyZone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'UTC');
const anyInstant = fc.integer({ min: at('2026-01-01'), max: at('2027-01-01') });

test('the next opening is never before, lies in the window, and comes no sooner for who asks later', () => {
  fc.assert(
    fc.property(anyInstant, fc.nat(14 * 86_400_000), anyWindow, anyZone, (from, later, window, zone) => {
      const next = nextInWindow(from, window, zone);
      expect(next).toBeGreaterThanOrEqual(from);
      expect(isInWindow(next, window, zone)).toBe(true);
      expect(nextInWindow(from + later, window, zone)).toBeGreaterThanOrEqual(next);
    }),
  );
});

test('what business hours let through is a weekday between nine and five by the clock', () => {
  fc.assert(
    fc.property(anyInstant, anyZone, (from, zone) => {
      const local = localAt(nextInWindow(from, BUSINESS_HOURS, zone), zone);
      return local.dayOfWeek <= 5 && local.hour >= 9 && local.hour < 17;
    }),
  );
});

test.each([
  [{ open: [{ weekdays: [1], from: '09:00', to: '09:00' }] }, 'open.0.to'],
  [{ open: [{ weekdays: [], from: '09:00', to: '10:00' }] }, 'open.0.weekdays'],
  [{ open: [{ weekdays: [8], from: '09:00', to: '10:00' }] }, 'open.0.weekdays.0'],
  [{ open: [] }, 'open'],
  [{ ...office, holidays: ['25.12.2026'] }, 'holidays.0'],
])('%j is refused at %s', (input, path) => {
  expect(windowSchema.safeParse(input).error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
});

test('windows and weekdays are said in words', () => {
  expect(windowWords(office)).toBe('Mon–Fri, 8–18');
  expect(windowWords(shop)).toBe('Mon–Fri, 14–18 or Mon–Sat, 9:30–12, except 2 holidays');
  expect(weekdayWords([6, 7])).toBe('Sat, Sun');
  expect(weekdayWords([1, 3, 4, 5])).toBe('Mon, Wed–Fri');
  expect(weekdayWords(ALL)).toBe('every day');
});
