import { zoneOffset } from '../ui/time/format-time.ts';

const MINUTE_MS = 60_000;

/** What a date-time field holds for an instant (epoch ms) in a zone: "2026-11-24T09:00". */
export function toField(at: number, zone: string): string {
  return new Date(at + zoneOffset(at, zone)).toISOString().slice(0, 16);
}

/**
 * The instant (epoch ms) of a date-time field's text in a zone; null where the field is empty or holds no time. A time that a clock change
 * skips becomes the one just after; of two equal ones the earlier is meant.
 */
export function fromField(text: string, zone: string): number | null {
  const wall = Date.parse(`${text}:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text) || Number.isNaN(wall)) return null;
  // The offset of the instant itself decides; before and after a clock change the two tries differ.
  const tries = [
    wall - zoneOffset(wall - 24 * 60 * MINUTE_MS, zone),
    wall - zoneOffset(wall + 24 * 60 * MINUTE_MS, zone),
  ];
  const exact = tries.filter((at) => at + zoneOffset(at, zone) === wall);
  return exact.length > 0 ? Math.min(...exact) : Math.max(...tries);
}

/** The next full hour that is at least half an hour away: what a schedule form begins with. */
export function soon(now: number): number {
  const hour = 60 * MINUTE_MS;
  return Math.ceil((now + hour / 2) / hour) * hour;
}
