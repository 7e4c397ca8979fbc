import { useTranslation } from 'react-i18next';
import { useNow, useTimeSetting } from './clock.tsx';
import {
  formatClock,
  formatDay,
  formatDayHeading,
  formatDuration,
  formatLogClock,
  formatMoment,
  formatRelative,
  formatZoneBeside,
  type TimeContext,
} from './format-time.ts';

/** The time formats bound to the reader's zone, language and the workspace's present. All instants are epoch ms or ISO strings. */
export function useTimeFormat() {
  const { t } = useTranslation();
  const { zone } = useTimeSetting();
  const now = useNow();
  const context: TimeContext = { t, zone, now };
  return {
    now,
    zone,
    clock: (at: Instant, inZone = zone) => formatClock(epoch(at), { zone: inZone }),
    logClock: (at: Instant) => formatLogClock(epoch(at), context),
    moment: (at: Instant) => formatMoment(epoch(at), context),
    day: (at: Instant) => formatDay(epoch(at), context),
    dayHeading: (at: Instant) => formatDayHeading(epoch(at), context),
    relative: (at: Instant) => formatRelative(epoch(at), context),
    duration: (ms: number) => formatDuration(ms, t),
    zoneBeside: (leadZone: string) => formatZoneBeside(leadZone, context),
  };
}

/** Epoch ms, an ISO string, or a Date. */
export type Instant = number | string | Date;

/** Epoch ms of an instant; throws on a text that is no time. */
export function epoch(at: Instant): number {
  const ms = typeof at === 'number' ? at : new Date(at).getTime();
  if (Number.isNaN(ms))
    throw new Error(`"${String(at)}" is not a time. Expected an ISO 8601 text or epoch milliseconds.`);
  return ms;
}
