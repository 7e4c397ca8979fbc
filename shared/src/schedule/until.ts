import { Temporal } from 'temporal-polyfill';
import { addDuration, type Duration, subtractDuration } from './duration.ts';
import { instantOn, localAt, localDate } from './zone.ts';

/** A moment of a rule that comes once per local date. */
export interface DailyMoment {
  /** Epoch ms. */
  at: number;
  /** The local date it belongs to, `2026-11-20`: keep it, to say next time which date was the last. */
  date: string;
}

/** Weekdays 1 (Monday) to 7; all of them if absent. */
export interface DailyRule {
  time: string;
  weekdays?: readonly number[] | undefined;
}

/**
 * The next moment, not before `from`, at which a daily rule comes due, once per local date: a time left out by a clock
 * change comes after the gap, one that comes twice counts the first time only. With `lastDate`, only later dates count,
 * so that a lead who moves to another time zone is not served twice on one date.
 */
export function nextDaily(from: number, { time, weekdays }: DailyRule, zone: string, lastDate?: string): DailyMoment {
  let date = localDate(from, zone);
  if (lastDate !== undefined) {
    const afterLast = Temporal.PlainDate.from(lastDate).add({ days: 1 });
    if (Temporal.PlainDate.compare(afterLast, date) > 0) date = afterLast;
  }
  // A week holds every weekday; the second week covers a date that a zone left out altogether.
  for (let day = 0; day <= 16; day += 1, date = date.add({ days: 1 })) {
    if (weekdays && !weekdays.includes(date.dayOfWeek)) continue;
    const at = instantOn(date, time, zone);
    if (at >= from) return { at, date: date.toString() };
  }
  throw new RangeError(`No weekday in “${weekdays?.join(', ')}”; expected numbers from 1 (Monday) to 7 (Sunday).`);
}

/** The next instant, not before `from`, at which the clocks of a zone show `HH:MM` (on one of the weekdays, where given). */
export function nextLocalTime(from: number, rule: DailyRule, zone: string): number {
  return nextDaily(from, rule, zone).at;
}

/** The instant of a local date (`2026-11-20`) at `HH:MM`, or at its very beginning; it may lie in the past. */
export function untilDate(date: string, zone: string, time = '00:00'): number {
  return instantOn(Temporal.PlainDate.from(date), time, zone);
}

/** How a date of the lead is meant. */
export interface DateRule {
  /** Before or after the date. */
  offset?: { direction: 'before' | 'after'; duration: Duration } | undefined;
  /** Local time on the day reached; else the date's own time, or the beginning of the day if it has none. */
  time?: string | undefined;
  /** The next anniversary instead of the date itself; 29 February is kept on the 28th in other years. */
  yearly?: boolean | undefined;
}

/**
 * The instant a date value stands for: ISO text with an offset, a local date or date-time, or epoch ms; moved by the
 * rule. With `yearly`, the first anniversary whose moment is not before `from`. undefined if the value is no date.
 */
export function untilDateValue(value: unknown, rule: DateRule, from: number, zone: string): number | undefined {
  const local = readLocalDateTime(value, zone);
  if (!local) return undefined;
  if (!rule.yearly) return applyRule(local, rule, zone);
  // The moment may fall in a neighbouring year, and an offset of years moves it further: start well before.
  let year = localDate(from, zone).year - 1 - offsetYears(rule);
  for (let tries = 0; tries < 4 + 2 * offsetYears(rule); tries += 1, year += 1) {
    const at = applyRule(local.with({ year }), rule, zone);
    if (at >= from) return at;
  }
  return undefined;
}

function applyRule(local: Temporal.PlainDateTime, { offset, time }: DateRule, zone: string): number {
  const clock = time ?? local.toPlainTime().toString({ smallestUnit: 'minute' });
  const exact =
    time === undefined ? local.toPlainTime().since(Temporal.PlainTime.from(clock)).total('milliseconds') : 0;
  const base = instantOn(local.toPlainDate(), clock, zone) + exact;
  if (!offset) return base;
  const move = offset.direction === 'before' ? subtractDuration : addDuration;
  return move(base, offset.duration, zone);
}

function offsetYears({ offset }: DateRule): number {
  if (!offset) return 0;
  const { amount, unit } = offset.duration;
  const perYear = { seconds: 31_536_000, minutes: 525_600, hours: 8_760, days: 365, weeks: 52, months: 12 }[unit];
  return Math.ceil(amount / perYear);
}

function readLocalDateTime(value: unknown, zone: string): Temporal.PlainDateTime | undefined {
  if (typeof value === 'number') return Math.abs(value) <= 8.64e15 ? localAt(value, zone) : undefined;
  // Long text is no date, and must not reach a parser. Years before 1000 and brackets are not ISO as people send it.
  if (typeof value !== 'string' || value.length > 40 || !/^\d{4}-\d{2}-\d{2}/.test(value) || value.includes('['))
    return undefined;
  try {
    return /(?:Z|[+-]\d{2}:?\d{2})$/i.test(value.slice(10))
      ? localAt(Temporal.Instant.from(value).epochMilliseconds, zone)
      : Temporal.PlainDateTime.from(value);
  } catch {
    return undefined;
  }
}
