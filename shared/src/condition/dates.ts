import type { JsonValue } from '../event/json.ts';
import type { SpanUnit } from './condition.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Milliseconds of one unit; a day is 24 hours here, because a condition asks how long ago, not on which day. */
export const SPAN_UNIT_MS: Record<SpanUnit, number> = {
  minutes: MINUTE,
  hours: 60 * MINUTE,
  days: DAY,
  weeks: 7 * DAY,
};

/** A date as the time it covers, from `start` up to but not including `end` (epoch ms): a day, or one millisecond. */
export interface DateSpan {
  start: number;
  end: number;
}

/** Turns a wall-clock time without offset (`2026-11-20T09:00`) into epoch ms in the zone of whom it concerns. */
export type ReadLocal = (wallClock: string) => number | undefined;

const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(:\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/**
 * Reads ISO 8601 text or a number of epoch milliseconds; undefined for anything else. `2026-11-20` covers that whole
 * day. Text without an offset is read by `local`, and as UTC where that is not given.
 */
export function readDate(value: JsonValue, local?: ReadLocal): DateSpan | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? { start: value, end: value + 1 } : undefined;
  // The length is checked first, so that no text, however long or evil, reaches the pattern.
  if (typeof value !== 'string' || value.length < 10 || value.length > 40) return undefined;
  const match = ISO.exec(value);
  if (!match) return undefined;
  const [, year = '', month = '', day = '', hour, minute, second = '', offset] = match;
  const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const date = `${year}-${month}-${day}`;
  // Date.UTC moves 30 February on to March; a date that moved does not exist.
  if (isoDay(midnight) !== date) return undefined;
  if (hour === undefined) {
    const start = wallClock(`${date}T00:00`, local);
    const end = wallClock(`${isoDay(midnight + DAY)}T00:00`, local);
    return start === undefined || end === undefined ? undefined : { start, end };
  }
  const time = `${date}T${hour}:${minute}${second}`;
  const start = offset ? checked(Date.parse(time + offset)) : wallClock(time, local);
  return start === undefined ? undefined : { start, end: start + 1 };
}

/** Where `a` stands to `b`: -1 begins before it, 1 not before its end, 0 begins within it. */
export function compareDates(a: DateSpan, b: DateSpan): -1 | 0 | 1 {
  if (a.start < b.start) return -1;
  return a.start >= b.end ? 1 : 0;
}

function wallClock(text: string, local: ReadLocal | undefined): number | undefined {
  return local?.(text) ?? checked(Date.parse(`${text}Z`));
}

function checked(instant: number): number | undefined {
  return Number.isNaN(instant) ? undefined : instant;
}

function isoDay(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}
