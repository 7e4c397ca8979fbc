import { Temporal } from 'temporal-polyfill';

/*
 * Local times in a time zone, for the whole product:
 *   - a local time that a clock change leaves out means the first instant after the gap (02:30 → 03:00);
 *   - a local time that comes twice means its first occurrence.
 * Instants are epoch milliseconds.
 */

/** Where a time zone was found. */
export type ZoneSource = 'lead' | 'account' | 'workflow' | 'workspace' | 'utc';

export interface ResolvedZone {
  /** IANA name. */
  zone: string;
  source: ZoneSource;
}

export type ZoneCandidates = Partial<Record<Exclude<ZoneSource, 'utc'>, string | null>>;

/** The first usable time zone of lead, account, workflow and workspace, else UTC, with its source; unknown names are passed over. */
export function resolveZone(candidates: ZoneCandidates): ResolvedZone {
  for (const source of ['lead', 'account', 'workflow', 'workspace'] as const) {
    const zone = candidates[source];
    if (zone && isZone(zone)) return { zone, source };
  }
  return { zone: 'UTC', source: 'utc' };
}

/** True for an IANA name that this machine knows (`Europe/Berlin`, `UTC`); offsets such as `+02:00` are no zones. */
export function isZone(name: string): boolean {
  // The longest IANA name has 32 characters; an offset knows no clock changes, so it must not pass for a zone.
  if (name.length > 64 || !/^[A-Za-z]/.test(name)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}

/** What the clocks of a zone show at an instant. */
export function localAt(instant: number, zone: string): Temporal.PlainDateTime {
  return zoned(instant, zone).toPlainDateTime();
}

/** The date in a zone at an instant. */
export function localDate(instant: number, zone: string): Temporal.PlainDate {
  return zoned(instant, zone).toPlainDate();
}

function zoned(instant: number, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(instant)).toZonedDateTimeISO(zone);
}

/** The instant a local date and time means, by the rules above. */
export function instantOf(local: Temporal.PlainDateTime, zone: string): number {
  // “compatible” takes the first of two, and moves a time in a gap forward by the gap's length.
  const meant = local.toZonedDateTime(zone, { disambiguation: 'compatible' });
  if (meant.toPlainDateTime().equals(local)) return meant.epochMilliseconds;
  // One step later, because the search is for a change strictly before, and `meant` may be the change itself.
  const change = meant.add({ milliseconds: 1 }).getTimeZoneTransition('previous');
  return change?.epochMilliseconds ?? meant.epochMilliseconds;
}

/** The instant of `HH:MM` (up to 24:00) on a date; 24:00 is the next day's midnight. */
export function instantOn(date: Temporal.PlainDate, time: string, zone: string): number {
  const minutes = minutesOf(time);
  const day = minutes === 24 * 60 ? date.add({ days: 1 }) : date;
  const clock = new Temporal.PlainTime(Math.floor(minutes / 60) % 24, minutes % 60);
  return instantOf(day.toPlainDateTime(clock), zone);
}

/** Minutes since midnight of `HH:MM`. */
export function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

/** Reads `2026-11-20T09:00` or `2026-11-20` as local time in a zone, for the dates of conditions; undefined if it is neither. */
export function readLocal(wallClock: string, zone: string): number | undefined {
  if (wallClock.length > 40) return undefined;
  try {
    return instantOf(Temporal.PlainDateTime.from(wallClock), zone);
  } catch {
    return undefined;
  }
}
