import type { DecideContext } from '../../node/context.ts';
import { resolveWhen, type When } from '../../schedule/when.ts';
import { nextInWindow } from '../../schedule/window.ts';
import type { Door, WaitAnyConfig } from './definition.ts';

/** When a door opens by itself. */
export interface TimeDoor {
  port: string;
  /** Epoch ms. */
  at: number;
  /** A date lay behind already when the wait began. */
  past: boolean;
  /** A date or a time of day: a pause does not move it. */
  dated: boolean;
}

/** The doors that time opens, the earliest first; worked out from the beginning of the wait by what is known now (3.W6). */
export function timeDoors(context: DecideContext<WaitAnyConfig>): TimeDoor[] {
  return context.config.doors
    .flatMap((door): TimeDoor[] => {
      const found = momentOf(door, context);
      return found ? [{ port: door.id, dated: door.kind !== 'duration' && door.kind !== 'random', ...found }] : [];
    })
    .sort((a, b) => a.at - b.at);
}

function momentOf(door: Door, context: DecideContext<WaitAnyConfig>): { at: number; past: boolean } | undefined {
  const { openedAt, now, zone, read, random } = context;
  if (door.kind === 'window') return door.window && { at: nextInWindow(openedAt, door.window, zone.zone), past: false };
  const when = whenOf(door);
  if (!when) return undefined;
  // “Until 09:00” said at nine means tomorrow.
  const from = when.kind === 'time' ? openedAt + 1 : openedAt;
  const resolved = resolveWhen(when, { from, zone: zone.zone, random: random(door.id), read });
  if (!resolved.ok) return undefined;
  const { at, past } = resolved;
  // Hours may have closed while nobody was there to wake it.
  if (door.window && !past && at <= now) return { at: nextInWindow(now, door.window, zone.zone), past };
  return { at, past };
}

function whenOf(door: Door): When | undefined {
  const { kind, duration, min, max, date, field, offset, direction, yearly, time, weekdays, window } = door;
  const hours = window ? { window } : {};
  switch (kind) {
    case 'duration':
      return duration && { kind: 'duration', duration, ...hours };
    case 'random':
      return min && max && { kind: 'random', min, max, ...hours };
    case 'time':
      return time === undefined ? undefined : { kind: 'time', time, ...(weekdays ? { weekdays } : {}), ...hours };
    case 'date':
      return date === undefined ? undefined : { kind: 'date', date, ...(time ? { time } : {}), ...hours };
    case 'date-field':
      return field === undefined
        ? undefined
        : {
            kind: 'dateField',
            field,
            yearly,
            ...(offset ? { offset: { direction, duration: offset } } : {}),
            ...(time ? { time } : {}),
            ...hours,
          };
    default:
      return undefined;
  }
}
