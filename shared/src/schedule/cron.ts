import { Temporal } from 'temporal-polyfill';
import { instantOf, localAt } from './zone.ts';

/*
 * Rules of five fields (minute, hour, day of the month, month, weekday), read by the clocks of a time zone: a time that a clock change leaves out
 * comes after the gap, one that comes twice counts once. Where day and weekday are both restricted, either is enough, as cron has it.
 */

/** A rule, read: the allowed numbers of each field. */
export interface Cron {
  minutes: number[];
  hours: number[];
  days: ReadonlySet<number>;
  months: ReadonlySet<number>;
  /** 1 is Monday, 7 Sunday. */
  weekdays: ReadonlySet<number>;
  eitherDay: boolean;
}

const FIELDS = [
  { name: 'minute', from: 0, to: 59 },
  { name: 'hour', from: 0, to: 23 },
  { name: 'day', from: 1, to: 31 },
  { name: 'month', from: 1, to: 12 },
  { name: 'weekday', from: 0, to: 7 },
] as const;
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** The rarest rule, 29 February on one weekday, comes within so many years. */
const YEARS = 29;

/** What is wrong with a rule, as a sentence; undefined where it can be read. */
export function cronProblem(rule: string): string | undefined {
  const read = readCron(rule);
  if (typeof read === 'string') return read;
  const now = Date.UTC(2026, 0, 1);
  return nextCron(rule, now, 'UTC') === undefined ? `“${rule}” names a day that never comes.` : undefined;
}

/** The next moment after `after` (epoch ms) at which the rule comes due in a zone; undefined for one that never does or can't be read. */
export function nextCron(rule: string, after: number, zone: string): number | undefined {
  const cron = readCron(rule);
  if (typeof cron === 'string') return undefined;
  const start = localAt(after, zone);
  let date = start.toPlainDate();
  const last = date.add({ years: YEARS });
  while (Temporal.PlainDate.compare(date, last) <= 0) {
    if (!cron.months.has(date.month)) {
      date = date.with({ day: 1 }).add({ months: 1 });
      continue;
    }
    if (isOn(cron, date)) {
      for (const hour of cron.hours) {
        for (const minute of cron.minutes) {
          const at = instantOf(date.toPlainDateTime({ hour, minute }), zone);
          if (at > after) return at;
        }
      }
    }
    date = date.add({ days: 1 });
  }
  return undefined;
}

function isOn({ days, weekdays, eitherDay }: Cron, date: Temporal.PlainDate): boolean {
  const [day, weekday] = [days.has(date.day), weekdays.has(date.dayOfWeek)];
  return eitherDay ? day || weekday : day && weekday;
}

/** Reads a rule; a text says what is wrong with it. */
export function readCron(rule: string): Cron | string {
  const parts = rule.trim().toLowerCase().split(/\s+/);
  if (parts.length !== FIELDS.length)
    return `“${rule}” has ${parts.length} parts; expected five: minute, hour, day, month, weekday.`;
  const numbers: number[][] = [];
  for (const [index, field] of FIELDS.entries()) {
    const found = readField(parts[index] ?? '', field);
    if (!found)
      return `“${parts[index]}” is no ${field.name}: expected ${field.from} to ${field.to}, *, lists, ranges or steps.`;
    numbers.push(found);
  }
  const [minutes = [], hours = [], days = [], months = [], weekdays = []] = numbers;
  return {
    minutes,
    hours,
    days: new Set(days),
    months: new Set(months),
    weekdays: new Set(weekdays.map((day) => (day === 0 ? 7 : day))),
    eitherDay: !parts[2]?.startsWith('*') && !parts[4]?.startsWith('*'),
  };
}

/** The numbers of one field, sorted; undefined where it can't be read. */
function readField(text: string, { name, from, to }: (typeof FIELDS)[number]): number[] | undefined {
  const found = new Set<number>();
  for (const part of text.split(',')) {
    const match = /^(\*|([a-z0-9]{1,3})(?:-([a-z0-9]{1,3}))?)(?:\/(\d{1,2}))?$/.exec(part);
    if (!match) return undefined;
    const [, all, first, second, step] = match;
    const low = all === '*' ? from : readNumber(first, name);
    const high = all === '*' ? to : second === undefined ? (step === undefined ? low : to) : readNumber(second, name);
    const by = step === undefined ? 1 : Number(step);
    if (low === undefined || high === undefined || by < 1 || low < from || high > to || low > high) return undefined;
    for (let number = low; number <= high; number += by) found.add(number);
  }
  return [...found].sort((a, b) => a - b);
}

function readNumber(text: string | undefined, field: string): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  const names = field === 'weekday' ? WEEKDAYS : field === 'month' ? MONTHS : [];
  const index = names.indexOf(text);
  if (index === -1) return undefined;
  return field === 'month' ? index + 1 : index;
}
