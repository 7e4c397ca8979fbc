import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DURATION_UNITS, durationSchema } from './duration.ts';
import { durationWords, lengthWords, parseDuration } from './duration-words.ts';

test.each([
  ['3 days', 3, 'days', 'elapsed'],
  ['4 h', 4, 'hours', 'elapsed'],
  ['4h', 4, 'hours', 'elapsed'],
  [' 1 Day ', 1, 'days', 'elapsed'],
  ['90 min', 90, 'minutes', 'elapsed'],
  ['1.5 h', 90, 'minutes', 'elapsed'],
  ['0.1 h', 6, 'minutes', 'elapsed'],
  ['1 d 5 h', 29, 'hours', 'elapsed'],
  ['1 week, 2 days and 12 hours', 228, 'hours', 'elapsed'],
  ['2 weeks', 2, 'weeks', 'elapsed'],
  ['6 months', 6, 'months', 'calendar'],
  ['3 calendar days', 3, 'days', 'calendar'],
])('“%s” is read', (text, amount, unit, mode) => {
  expect(parseDuration(text)).toEqual({ ok: true, duration: { amount, unit, mode } });
});

test('a time of day makes the days calendar days', () => {
  expect(parseDuration('3 days at 9:00')).toEqual({
    ok: true,
    duration: { amount: 3, unit: 'days', mode: 'calendar', at: '09:00' },
  });
});

test.each([
  ['', 'Found nothing. Try “3 days” or “4 h”.'],
  ['soon', '“soon” is not a time we can read. Try “3 days” or “4 h”.'],
  ['3', '“3” is not a time we can read. Try “3 days” or “4 h”.'],
  ['3 dayz', '“3 dayz” is not a time we can read. Try “3 days” or “4 h”.'],
  ['-3 days', '“-3 days” is not a time we can read. Try “3 days” or “4 h”.'],
  ['3 days 4 days', '“3 days 4 days” is not a time we can read. Try “3 days” or “4 h”.'],
  ['0 days', '“0 days” is not a time we can read. Use at least one second. Try “3 days” or “4 h”.'],
  ['3 days at 25:00', '“3 days at 25:00” is not a time we can read. Try “3 days” or “4 h”.'],
  ['300 years', '“300 years” is not a time we can read. Try “3 days” or “4 h”.'],
  [
    '1 month 2 days',
    '“1 month 2 days” is not a time we can read. Months can’t be mixed with other units, and parts of a second can’t be waited. Try “3 days” or “4 h”.',
  ],
  [
    '99999 months',
    '“99999 months” is not a time we can read. Expected at most 100 years; leave the time empty to wait for ever.',
  ],
  [
    '3 hours at 9:00',
    '“3 hours at 9:00” is not a time we can read. Found hours; calendar time counts in days, weeks or months.',
  ],
])('“%s” is answered with what to try', (text, message) => {
  expect(parseDuration(text)).toEqual({ ok: false, code: 'duration.unreadable', message });
});

test('what is written is read back as it was', () => {
  const anyDuration = fc
    .record({
      amount: fc.integer({ min: 1, max: 1_000 }),
      unit: fc.constantFrom(...DURATION_UNITS),
      mode: fc.constantFrom('elapsed' as const, 'calendar' as const),
      at: fc.option(fc.constantFrom('09:00', '23:59'), { nil: undefined }),
    })
    .filter((duration) => durationSchema.safeParse(duration).success);
  fc.assert(
    fc.property(anyDuration, (duration) => {
      expect(parseDuration(durationWords(duration))).toEqual({ ok: true, duration });
    }),
  );
});

test.each([
  [29 * 3_600_000, '1 d 5 h'],
  [(22 * 60 + 34) * 60_000 + 59_000, '22 h 34 min'],
  [2 * 86_400_000 + 5 * 60_000, '2 d'],
  [62_000, '1 min 2 s'],
  [45_999, '45 s'],
  [999, '0 s'],
  [-90_000, '−1 min 30 s'],
  [400 * 86_400_000, '400 d'],
])('%d ms are “%s”', (ms, words) => {
  expect(lengthWords(ms)).toBe(words);
});

test('50 kB of evil text is answered in time, and not echoed', () => {
  for (const evil of [
    '1 d '.repeat(12_500),
    '1'.repeat(50_000),
    ' '.repeat(50_000),
    ' at '.repeat(12_500),
    '1.'.repeat(25_000),
  ]) {
    const started = Date.now();
    const parsed = parseDuration(evil);
    expect(Date.now() - started).toBeLessThan(50);
    expect(parsed.ok).toBe(false);
    expect(JSON.stringify(parsed).length).toBeLessThan(300);
  }
});
