import { Temporal } from 'temporal-polyfill';
import type { Duration } from './duration.ts';
import { durationWords, lengthWords } from './duration-words.ts';
import { resolveWhen, type When, type WhenWorld } from './when.ts';
import { weekdayWords, windowWords } from './window.ts';
import { localAt, localDate } from './zone.ts';

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** An instant as people read it, “Mon 23 Nov, 10:24”; with the year only if that is not the year of `now`. */
export function instantWords(at: number, zone: string, now: number): string {
  const local = localAt(at, zone);
  const year = local.year === localDate(now, zone).year ? '' : ` ${local.year}`;
  const time = local.toPlainTime().toString({ smallestUnit: 'minute' });
  return `${dayWords(local.toPlainDate())}${year}, ${time}`;
}

/** A zone as people call it: “Berlin time”, “New York time”, “UTC”. */
export function zoneWords(zone: string): string {
  if (zone === 'UTC' || zone.startsWith('Etc/')) return zone.replace('Etc/', '');
  return `${(zone.split('/').at(-1) ?? zone).replaceAll('_', ' ')} time`;
}

/** An instant by somebody's own clock, and whose clock that is: “Mon 23 Nov, 10:24 Berlin time”. */
export function localWords(at: number, zone: string, now: number): string {
  return `${instantWords(at, zone, now)} ${zoneWords(zone)}`;
}

/** “Mon 23 Nov”. */
function dayWords(date: Temporal.PlainDate): string {
  return `${DAYS[date.dayOfWeek - 1]} ${date.day} ${MONTHS[date.month - 1]}`;
}

/** How a duration counts: “3 × 24 h”, “3 calendar days at 09:00”, “45 minutes”. */
export function countingWords(duration: Duration): string {
  const { amount, unit, mode } = duration;
  if (mode === 'calendar') return durationWords(duration);
  if (unit === 'days') return `${amount} × 24 h`;
  return unit === 'weeks' ? `${amount * 7} × 24 h` : durationWords(duration);
}

/** A wait worked out for somebody who arrives at `from`. */
export interface WhenExample {
  /** Arrival and end, epoch ms. */
  from: number;
  at: number;
  /** The end lies before the arrival: the wait would not wait. */
  past: boolean;
  /** “Fri 20 Nov, 10:24” */
  fromWords: string;
  /** “Mon 23 Nov, 10:24” */
  atWords: string;
  /** What was asked: “3 × 24 h, then Mon–Fri, 8–18”. */
  rule: string;
  /** How long that is: “3 d”. */
  length: string;
}

/** The computed example a form shows beside a wait; undefined while its date field has no date. */
export function explainWhen(when: When, world: WhenWorld): WhenExample | undefined {
  const resolved = resolveWhen(when, world);
  if (!resolved.ok) return undefined;
  const { from, zone } = world;
  return {
    from,
    at: resolved.at,
    past: resolved.past,
    fromWords: instantWords(from, zone, from),
    atWords: instantWords(resolved.at, zone, from),
    rule: whenWords(when),
    length: lengthWords(resolved.at - from),
  };
}

/** A wait's rule in words: “2 calendar days at 09:00”, “until 09:00 on Mon–Fri”, “3 days before lead.renewalDate, every year”. */
export function whenWords(when: When, fieldName: (field: string) => string = (field) => field): string {
  const then = when.window ? `, then ${windowWords(when.window)}` : '';
  return ruleWords(when, fieldName) + then;
}

function ruleWords(when: When, fieldName: (field: string) => string): string {
  switch (when.kind) {
    case 'duration':
      return countingWords(when.duration);
    case 'random':
      return `between ${countingWords(when.min)} and ${countingWords(when.max)}`;
    case 'time':
      return `until ${when.time}${when.weekdays ? ` on ${weekdayWords(when.weekdays)}` : ''}`;
    case 'date':
      return `until ${dateWords(when.date)}${when.time ? `, ${when.time}` : ''}`;
    case 'dateField': {
      const name = fieldName(when.field);
      const date = when.offset
        ? `${durationWords(when.offset.duration)} ${when.offset.direction} ${name}`
        : `until ${name}`;
      return `${date}${when.time ? `, ${when.time}` : ''}${when.yearly ? ', every year' : ''}`;
    }
    default:
      return when satisfies never;
  }
}

/** “Mon 23 Nov 2026” for a written date; the text itself while it is no date. */
function dateWords(date: string): string {
  try {
    const plain = Temporal.PlainDate.from(date);
    return `${dayWords(plain)} ${plain.year}`;
  } catch {
    return date;
  }
}
