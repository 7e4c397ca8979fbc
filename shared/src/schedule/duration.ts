import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { instantOf, instantOn, localAt } from './zone.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Longest duration: 100 years, so that every deadline stays a date that Temporal and Postgres can hold. */
export const MAX_DURATION_DAYS = 36_525;

export const DURATION_UNITS = ['seconds', 'minutes', 'hours', 'days', 'weeks', 'months'] as const;
export type DurationUnit = (typeof DURATION_UNITS)[number];

/** Milliseconds of an elapsed unit; a month has none, it is counted on the calendar only. */
const UNIT_MS: Record<Exclude<DurationUnit, 'months'>, number> = {
  seconds: SECOND,
  minutes: MINUTE,
  hours: HOUR,
  days: DAY,
  weeks: 7 * DAY,
};

/** A time of day, `HH:MM` from 00:00 to 23:59. */
export const timeOfDaySchema = z
  .string()
  .max(5)
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Expected a time of day such as “09:00”.');

/**
 * An amount of time. `elapsed` is a length (3 days are 3 × 24 hours); `calendar` moves the date and keeps the local
 * time, or takes the local time `at`, and needs days, weeks or months.
 */
export const durationSchema = z
  .object({
    amount: z
      .number()
      .int()
      .min(1)
      .max(MAX_DURATION_DAYS * 86_400),
    unit: z.enum(DURATION_UNITS),
    mode: z.enum(['elapsed', 'calendar']),
    at: timeOfDaySchema.optional(),
  })
  .superRefine((duration, context) => {
    const { unit, mode, at } = duration;
    const refuse = (path: string, code: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message, params: { code } });
    if (mode === 'elapsed' && unit === 'months') {
      refuse('mode', 'duration.months', 'Months differ in length: count them on the calendar, or use days.');
    }
    if (mode === 'elapsed' && at !== undefined) {
      refuse('at', 'duration.at', 'A time of day needs calendar days: choose calendar, or leave the time out.');
    }
    if (mode === 'calendar' && (unit === 'seconds' || unit === 'minutes' || unit === 'hours')) {
      refuse('unit', 'duration.calendar-unit', `Found ${unit}; calendar time counts in days, weeks or months.`);
    }
    if (longestDays(duration) > MAX_DURATION_DAYS) {
      refuse('amount', 'duration.too-long', 'Expected at most 100 years; leave the time empty to wait for ever.');
    }
  });
export type Duration = z.infer<typeof durationSchema>;

function longestDays({ amount, unit }: Pick<Duration, 'amount' | 'unit'>): number {
  return unit === 'months' ? amount * 31 : (amount * UNIT_MS[unit]) / DAY;
}

/** The instant (epoch ms) a duration after another, in a time zone; always later than `from`. */
export function addDuration(from: number, { amount, unit, mode, at }: Duration, zone: string): number {
  if (mode === 'elapsed' && unit !== 'months') return from + amount * UNIT_MS[unit];
  const start = localAt(from, zone);
  // 31 January and a month is the last of February, and 29 February and a year the 28th.
  const target = start.add(Temporal.Duration.from({ [unit]: amount }));
  return at === undefined ? instantOf(target, zone) : instantOn(target.toPlainDate(), at, zone);
}

/** The instant a duration before another: the mirror of `addDuration`, for “3 days before the renewal date”. */
export function subtractDuration(from: number, { amount, unit, mode, at }: Duration, zone: string): number {
  if (mode === 'elapsed' && unit !== 'months') return from - amount * UNIT_MS[unit];
  const target = localAt(from, zone).subtract(Temporal.Duration.from({ [unit]: amount }));
  return at === undefined ? instantOf(target, zone) : instantOn(target.toPlainDate(), at, zone);
}

/** Where in [min, max] after `from` a number in [0, 1) falls (epoch ms, whole); the order of the two doesn't matter. */
export function addRandomDuration(
  from: number,
  between: { min: Duration; max: Duration },
  random: number,
  zone: string,
): number {
  const ends = [addDuration(from, between.min, zone), addDuration(from, between.max, zone)].sort((a, b) => a - b);
  const [early = from, late = from] = ends;
  return early + Math.floor(random * (late - early + 1));
}
