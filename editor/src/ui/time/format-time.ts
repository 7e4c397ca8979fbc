import type { TFunction } from 'i18next';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What a time is written with: the reader's IANA zone, the language's words, and the present (epoch ms, workspace time). */
export interface TimeContext {
  t: TFunction;
  zone: string;
  now: number;
}

interface WallTime {
  weekday: string;
  day: string;
  month: string;
  year: string;
  clock: string;
  clockWithSeconds: string;
  /** Days since 1970 of the calendar date in the zone; two instants of one day have the same number. */
  date: number;
}

/** The calendar date and clock of an instant (epoch ms) in a zone. Short English month names, so that columns keep their width. */
function wallTime(at: number, zone: string): WallTime {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((found) => found.type === type)?.value ?? '';
  const clock = `${part('hour')}:${part('minute')}`;
  const offset = zoneOffset(at, zone);
  return {
    weekday: part('weekday'),
    day: part('day'),
    month: part('month'),
    year: part('year'),
    clock,
    clockWithSeconds: `${clock}:${part('second')}`,
    date: Math.floor((at + offset) / DAY),
  };
}

/** How far a zone's clock is ahead of UTC at an instant, in ms. */
export function zoneOffset(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at);
  const n = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((found) => found.type === type)?.value ?? 0);
  const asUtc = Date.UTC(n('year'), n('month') - 1, n('day'), n('hour'), n('minute'), n('second'));
  return asUtc - Math.floor(at / SECOND) * SECOND;
}

function weekdayDay({ t }: TimeContext, wall: WallTime, thisYear: string): string {
  const { weekday, day, month, year } = wall;
  return year === thisYear
    ? t('time.weekdayDay', { weekday, day, month })
    : t('time.weekdayDayYear', { weekday, day, month, year });
}

/** "10:24" */
export function formatClock(at: number, { zone }: Pick<TimeContext, 'zone'>): string {
  return wallTime(at, zone).clock;
}

/** "10:24:07": seconds stand only in logs. */
export function formatLogClock(at: number, { zone }: Pick<TimeContext, 'zone'>): string {
  return wallTime(at, zone).clockWithSeconds;
}

/** "Fri 20 Nov, 10:24"; the year only when it is not this one. */
export function formatMoment(at: number, context: TimeContext): string {
  const wall = wallTime(at, context.zone);
  const day = weekdayDay(context, wall, wallTime(context.now, context.zone).year);
  return context.t('time.dayAndClock', { day, clock: wall.clock });
}

/** "20 Nov", "20 Nov 2025". */
export function formatDay(at: number, context: TimeContext): string {
  const { day, month, year } = wallTime(at, context.zone);
  return year === wallTime(context.now, context.zone).year
    ? context.t('time.dayMonth', { day, month })
    : context.t('time.dayMonthYear', { day, month, year });
}

/** The heading of a day in a log: "Today, Fri 20 Nov", "Thu 19 Nov". */
export function formatDayHeading(at: number, context: TimeContext): string {
  const wall = wallTime(at, context.zone);
  const today = wallTime(context.now, context.zone);
  const day = weekdayDay(context, wall, today.year);
  return wall.date === today.date ? context.t('time.todayLong', { day }) : day;
}

/** Days since 1970 in the reader's zone, for grouping a log by day. */
export function dayNumber(at: number, zone: string): number {
  return Math.floor((at + zoneOffset(at, zone)) / DAY);
}

/** For lists: "12 min ago" under an hour, then "08:58", "Yesterday, 16:40", "Wed 18 Nov", "3 Nov"; the future alike. */
export function formatRelative(at: number, context: TimeContext): string {
  const { t, now, zone } = context;
  const ago = now - at;
  if (Math.abs(ago) < MINUTE) return ago >= 0 ? t('time.justNow') : t('time.inUnderAMinute');
  if (ago > 0 && ago < HOUR) return t('time.minutesAgo', { count: Math.floor(ago / MINUTE) });
  if (ago < 0 && ago > -HOUR) return t('time.inMinutes', { count: Math.floor(-ago / MINUTE) });
  const wall = wallTime(at, zone);
  const today = wallTime(now, zone);
  const days = today.date - wall.date;
  if (days === 0) return wall.clock;
  if (days === 1) return t('time.dayAndClock', { day: t('time.yesterday'), clock: wall.clock });
  if (days === -1) return t('time.dayAndClock', { day: t('time.tomorrow'), clock: wall.clock });
  if (Math.abs(days) < 7) return weekdayDay(context, wall, today.year);
  return formatDay(at, context);
}

/** A length of time (ms) in its two largest units: "1 d 5 h", "22 h 34 min", "14 s", "0.4 s", "12 ms". */
export function formatDuration(ms: number, t: TFunction): string {
  const length = Math.abs(ms);
  if (length < SECOND / 10) return t('time.unit.ms', { n: Math.round(length) });
  if (length < 10 * SECOND && length % SECOND >= SECOND / 10)
    return t('time.unit.s', { n: (length / SECOND).toFixed(1) });
  const units = [
    { key: 'time.unit.d', n: Math.floor(length / DAY) },
    { key: 'time.unit.h', n: Math.floor((length % DAY) / HOUR) },
    { key: 'time.unit.min', n: Math.floor((length % HOUR) / MINUTE) },
    { key: 'time.unit.s', n: Math.floor((length % MINUTE) / SECOND) },
  ] as const;
  const first = units.findIndex((unit) => unit.n > 0);
  return units
    .slice(first, first + 2)
    .filter((unit) => unit.n > 0)
    .map((unit) => t(unit.key, { n: unit.n }))
    .join(' ');
}

/** The town of an IANA zone: "Europe/Helsinki" → "Helsinki". */
function zonePlace(zone: string, t: TFunction): string {
  if (zone === 'UTC' || zone === 'Etc/UTC') return t('time.utc');
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
}

/** How a lead's zone relates to the reader's: "Helsinki, 1 h ahead". */
export function formatZoneBeside(leadZone: string, { t, zone, now }: TimeContext): string {
  const by = zoneOffset(now, leadZone) - zoneOffset(now, zone);
  const place = zonePlace(leadZone, t);
  if (by === 0) return t('time.zoneSame', { place });
  return t(by > 0 ? 'time.zoneAhead' : 'time.zoneBehind', { place, by: formatDuration(by, t) });
}
