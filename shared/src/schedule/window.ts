import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { timeOfDaySchema } from './duration.ts';
import { instantOn, localDate, minutesOf } from './zone.ts';

/** Hours on some weekdays. `to` at or before `from` lies on the next day and belongs to the weekday it began on. */
export const openHoursSchema = z
  .object({
    /** 1 is Monday, 7 Sunday. */
    weekdays: z.array(z.number().int().min(1).max(7)).min(1).max(7),
    from: timeOfDaySchema,
    /** Not included; up to 24:00. */
    to: z.union([timeOfDaySchema, z.literal('24:00')]),
  })
  .refine(({ from, to }) => from !== to, {
    path: ['to'],
    message: 'Found the same time twice; for the whole day use 00:00 to 24:00.',
    params: { code: 'window.empty' },
  });

/** When something may happen, in local time: any of the open hours, except on holidays. */
export const windowSchema = z.object({
  open: z.array(openHoursSchema).min(1).max(14),
  /** Local dates on which no open hours begin. */
  holidays: z.array(z.iso.date()).max(400).optional(),
});
export type OpenHours = z.infer<typeof openHoursSchema>;
export type Window = z.infer<typeof windowSchema>;

/** Monday to Friday, nine to five. */
export const BUSINESS_HOURS: Window = { open: [{ weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }] };

/** The first instant at or after `at` (epoch ms) that lies in the window: `at` itself if it does. */
export function nextInWindow(at: number, window: Window, zone: string): number {
  const holidays = new Set(window.holidays);
  // Hours that began yesterday may still be open.
  let date = localDate(at, zone).subtract({ days: 1 });
  // Every weekday comes back in a week, and holidays can close so many weeks at most; a clock change may swallow a few.
  const last = date.add({ days: 7 * (holidays.size + 8) });
  for (; Temporal.PlainDate.compare(date, last) <= 0; date = date.add({ days: 1 })) {
    if (holidays.size > 0 && holidays.has(date.toString())) continue;
    const entry = firstEntry(at, date, window, zone);
    if (entry !== undefined) return entry;
  }
  throw new RangeError(
    `The window has no open hours after ${new Date(at).toISOString()} in ${zone}; expected at least one weekday with a time.`,
  );
}

/** True if an instant lies in the window. */
export function isInWindow(at: number, window: Window, zone: string): boolean {
  return nextInWindow(at, window, zone) === at;
}

/** The first instant not before `at` in the hours that begin on a date. */
function firstEntry(at: number, date: Temporal.PlainDate, { open }: Window, zone: string): number | undefined {
  let first: number | undefined;
  for (const { weekdays, from, to } of open) {
    if (!weekdays.includes(date.dayOfWeek)) continue;
    const overnight = minutesOf(to) <= minutesOf(from);
    const start = instantOn(date, from, zone);
    const end = instantOn(overnight ? date.add({ days: 1 }) : date, to, zone);
    const entry = Math.max(at, start);
    if (entry < end && (first === undefined || entry < first)) first = entry;
  }
  return first;
}

const DAY_NAMES = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

/** A window in words: “Mon–Fri, 8–18”, “Sat, 9:30–12 or Sun, 20–6, except 2 holidays”. */
export function windowWords({ open, holidays = [] }: Window): string {
  const hours = open.map(({ weekdays, from, to }) => `${weekdayWords(weekdays)}, ${timeWords(from)}–${timeWords(to)}`);
  const except =
    holidays.length === 0 ? '' : `, except ${holidays.length} ${holidays.length === 1 ? 'holiday' : 'holidays'}`;
  return hours.join(' or ') + except;
}

/** Weekdays in words, runs of three or more joined: “Mon–Fri”, “Sat, Sun”, “every day”. */
export function weekdayWords(weekdays: readonly number[]): string {
  const days = [...new Set(weekdays)].sort((a, b) => a - b);
  if (days.length === 7) return 'every day';
  const runs: number[][] = [];
  for (const day of days) {
    const run = runs.at(-1);
    if (run?.at(-1) === day - 1) run.push(day);
    else runs.push([day]);
  }
  const name = (day: number | undefined) => DAY_NAMES[(day ?? 1) - 1] ?? '';
  return runs
    .map((run) => (run.length > 2 ? `${name(run[0])}–${name(run.at(-1))}` : run.map(name).join(', ')))
    .join(', ');
}

function timeWords(time: string): string {
  const [hour = '', minute = ''] = time.split(':');
  return `${Number(hour)}${minute === '00' ? '' : `:${minute}`}`;
}
