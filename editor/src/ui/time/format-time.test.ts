import { describe, expect, it } from 'vitest';
import { createI18n } from '../../i18n/i18n.ts';
import {
  dayNumber,
  formatDayHeading,
  formatDuration,
  formatLogClock,
  formatMoment,
  formatRelative,
  formatZoneBeside,
  type TimeContext,
  zoneOffset,
} from './format-time.ts';

const t = createI18n({ strict: true }).t;
const at = (iso: string) => Date.parse(iso);
/** Fri 20 Nov 2026, 10:24 in Amsterdam. */
const context: TimeContext = { t, zone: 'Europe/Amsterdam', now: at('2026-11-20T09:24:00Z') };
const ago = (minutes: number) => context.now - minutes * 60_000;

describe('times in lists', () => {
  it('count minutes for an hour, then name the clock, yesterday, the weekday and the day', () => {
    expect(formatRelative(ago(0.5), context)).toBe('Just now');
    expect(formatRelative(ago(12.9), context)).toBe('12 min ago');
    expect(formatRelative(ago(59.9), context)).toBe('59 min ago');
    expect(formatRelative(ago(60), context)).toBe('09:24');
    expect(formatRelative(at('2026-11-19T15:40:00Z'), context)).toBe('Yesterday, 16:40');
    expect(formatRelative(at('2026-11-17T15:40:00Z'), context)).toBe('Tue 17 Nov');
    expect(formatRelative(at('2026-11-03T15:40:00Z'), context)).toBe('3 Nov');
    expect(formatRelative(at('2025-11-03T15:40:00Z'), context)).toBe('3 Nov 2025');
  });

  it('tell the future alike', () => {
    expect(formatRelative(ago(-0.5), context)).toBe('in under a minute');
    expect(formatRelative(ago(-5), context)).toBe('in 5 min');
    expect(formatRelative(ago(-180), context)).toBe('13:24');
    expect(formatRelative(at('2026-11-21T08:00:00Z'), context)).toBe('Tomorrow, 09:00');
  });

  it('call it yesterday by the calendar of the reader, not by 24 hours', () => {
    const early = { ...context, now: at('2026-11-19T23:30:00Z') }; // 00:30 on the 20th in Amsterdam
    expect(formatRelative(at('2026-11-19T22:00:00Z'), early)).toBe('Yesterday, 23:00');
  });
});

describe('full times', () => {
  it('leave out this year and keep seconds for logs', () => {
    expect(formatMoment(context.now, context)).toBe('Fri 20 Nov, 10:24');
    expect(formatMoment(at('2025-02-01T09:05:00Z'), context)).toBe('Sat 1 Feb 2025, 10:05');
    expect(formatLogClock(at('2026-11-20T09:24:07Z'), context)).toBe('10:24:07');
    expect(formatDayHeading(context.now, context)).toBe('Today, Fri 20 Nov');
    expect(formatDayHeading(at('2026-11-19T12:00:00Z'), context)).toBe('Thu 19 Nov');
  });

  it('write midnight as 00, never as 24', () => {
    expect(formatMoment(at('2026-11-19T23:00:00Z'), context)).toBe('Fri 20 Nov, 00:00');
  });
});

describe('lengths of time', () => {
  it('take their two largest units and drop empty ones', () => {
    const minute = 60_000;
    expect(formatDuration(29 * 60 * minute, t)).toBe('1 d 5 h');
    expect(formatDuration((22 * 60 + 34) * minute, t)).toBe('22 h 34 min');
    expect(formatDuration(24 * 60 * minute, t)).toBe('1 d');
    expect(formatDuration(24 * 60 * minute + 5 * minute, t)).toBe('1 d');
    expect(formatDuration(14_000, t)).toBe('14 s');
    expect(formatDuration(400, t)).toBe('0.4 s');
    expect(formatDuration(12, t)).toBe('12 ms');
  });
});

describe('zones', () => {
  it('stand beside the reader’s with their distance', () => {
    expect(formatZoneBeside('Europe/Helsinki', context)).toBe('Helsinki, 1 h ahead');
    expect(formatZoneBeside('America/New_York', context)).toBe('New York, 6 h behind');
    expect(formatZoneBeside('Asia/Kolkata', context)).toBe('Kolkata, 4 h 30 min ahead');
    expect(formatZoneBeside('Europe/Berlin', context)).toBe('Berlin, same as yours');
  });

  it('follow the change to summer time', () => {
    expect(zoneOffset(at('2026-03-29T00:59:59Z'), 'Europe/Amsterdam')).toBe(3_600_000);
    expect(zoneOffset(at('2026-03-29T01:00:00Z'), 'Europe/Amsterdam')).toBe(7_200_000);
    expect(dayNumber(at('2026-03-28T23:30:00Z'), 'Europe/Amsterdam')).toBe(
      dayNumber(at('2026-03-29T20:00:00Z'), 'Europe/Amsterdam'),
    );
  });
});
