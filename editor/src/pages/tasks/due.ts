import { plainTimeOn } from './local-time.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** When people begin to work. */
const MORNING = { hour: 9, minute: 0 };

/** Ready-made later moments for a task, epoch ms; `now` in workspace time, days by the reader's zone. */
export function laterMoments(now: number, zone: string): { hour: number; tomorrow: number; monday: number } {
  const weekday = weekdayOf(now, zone);
  const untilMonday = ((8 - weekday) % 7 || 7) * DAY;
  return {
    hour: now + HOUR,
    tomorrow: plainTimeOn(now + DAY, zone, MORNING),
    monday: plainTimeOn(now + untilMonday, zone, MORNING),
  };
}

/** 1 is Monday. */
function weekdayOf(at: number, zone: string): number {
  const name = new Intl.DateTimeFormat('en-GB', { weekday: 'short', timeZone: zone }).format(at);
  return ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(name) + 1;
}
