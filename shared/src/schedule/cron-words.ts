import { readCron } from './cron.ts';

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** A rule that people would say, taken apart: so a form can offer it without its five fields. Weekdays: 1 is Monday. */
export type PlainCron = { time: string } & (
  | { every: 'day' }
  | { every: 'week'; weekdays: number[] }
  | { every: 'month'; day: number }
);

/** The rule behind plain times; undefined for a rule that is more than that, or can't be read. */
export function plainCron(rule: string): PlainCron | undefined {
  const cron = readCron(rule);
  if (typeof cron === 'string') return undefined;
  const [minute, ...minutes] = cron.minutes;
  const [hour, ...hours] = cron.hours;
  if (minute === undefined || hour === undefined || minutes.length > 0 || hours.length > 0) return undefined;
  if (cron.months.size < MONTHS.length) return undefined;
  const time = `${two(hour)}:${two(minute)}`;
  const weekdays = [...cron.weekdays].sort((a, b) => a - b);
  const days = [...cron.days];
  if (days.length === 31)
    return weekdays.length === DAYS.length ? { every: 'day', time } : { every: 'week', weekdays, time };
  const [day] = days;
  return days.length === 1 && day !== undefined && weekdays.length === DAYS.length
    ? { every: 'month', day, time }
    : undefined;
}

/** The five fields of a plain rule. */
export function cronOf(plain: PlainCron): string {
  const [hour, minute] = plain.time.split(':').map(Number);
  const at = `${minute} ${hour}`;
  switch (plain.every) {
    case 'day':
      return `${at} * * *`;
    case 'week':
      return `${at} * * ${plain.weekdays.join(',') || '*'}`;
    case 'month':
      return `${at} ${plain.day} * *`;
    default:
      return plain satisfies never;
  }
}

/** A rule in words: “Mondays at 09:00”, “Every day at 08:30”, “Day 1 of the month, 09:00”; what is more than that keeps its fields: “Rule 0 9-17 * * 1”. */
export function cronWords(rule: string): string | undefined {
  if (rule.trim() === '') return undefined;
  const plain = plainCron(rule);
  if (!plain) return `Rule ${rule.trim()}`;
  switch (plain.every) {
    case 'day':
      return `Every day at ${plain.time}`;
    case 'week':
      return `Every ${daysWords(plain.weekdays)} at ${plain.time}`;
    case 'month':
      return `Day ${plain.day} of a month, ${plain.time}`;
    default:
      return plain satisfies never;
  }
}

/** “Mon”, “Mon, Thu”, “Mon–Fri”. */
function daysWords(weekdays: readonly number[]): string {
  const [first] = weekdays;
  const last = weekdays.at(-1);
  const run = first !== undefined && last !== undefined && last - first === weekdays.length - 1;
  const name = (day: number) => DAYS[day - 1] ?? '';
  return run && weekdays.length > 2 ? `${name(first)}–${name(last)}` : weekdays.map(name).join(', ');
}

const two = (number: number) => String(number).padStart(2, '0');
