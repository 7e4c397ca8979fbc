import { z } from 'zod';
import { addDuration, addRandomDuration, durationSchema, timeOfDaySchema } from './duration.ts';
import { nextLocalTime, untilDate, untilDateValue } from './until.ts';
import { nextInWindow, windowSchema } from './window.ts';

const window = windowSchema.optional();

/** When a wait is over. Each kind may add a window: what falls outside moves to its next opening. */
export const whenSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('duration'), duration: durationSchema, window }),
  /** Somewhere between two durations, chosen by the run's own number. */
  z.object({ kind: z.literal('random'), min: durationSchema, max: durationSchema, window }),
  z.object({
    kind: z.literal('time'),
    time: timeOfDaySchema,
    /** 1 is Monday; any day if absent. */
    weekdays: z.array(z.number().int().min(1).max(7)).min(1).max(7).optional(),
    window,
  }),
  z.object({ kind: z.literal('date'), date: z.iso.date(), time: timeOfDaySchema.optional(), window }),
  /** A date the lead (or the event, or an earlier step) has. */
  z.object({
    kind: z.literal('dateField'),
    field: z.string().min(1).max(300),
    offset: z.object({ direction: z.enum(['before', 'after']), duration: durationSchema }).optional(),
    time: timeOfDaySchema.optional(),
    yearly: z.boolean().optional(),
    window,
  }),
]);
export type When = z.infer<typeof whenSchema>;

export interface WhenWorld {
  /** Where counting starts, epoch ms. */
  from: number;
  zone: string;
  /** In [0, 1), from `randomFrom`; needed by the kind `random`. */
  random: number;
  /** Reads a field such as `lead.renewalDate`; needed by the kind `dateField`. */
  read(field: string): unknown;
}

export type ResolvedWhen =
  /** `past` tells that the moment lay before `from` already; the window does not move it then. */
  { ok: true; at: number; past: boolean } | { ok: false; code: 'when.no-date'; message: string };

/** The instant (epoch ms) at which a wait is over; ask again on waking, as the field, the zone or the window may have changed. */
export function resolveWhen(when: When, world: WhenWorld): ResolvedWhen {
  const at = targetOf(when, world);
  if (at === undefined) {
    const field = when.kind === 'dateField' ? when.field : when.kind;
    return {
      ok: false,
      code: 'when.no-date',
      message: `“${field}” holds no date; expected a date such as 2026-11-20.`,
    };
  }
  if (at < world.from) return { ok: true, at, past: true };
  return { ok: true, at: when.window ? nextInWindow(at, when.window, world.zone) : at, past: false };
}

function targetOf(when: When, { from, zone, random, read }: WhenWorld): number | undefined {
  switch (when.kind) {
    case 'duration':
      return addDuration(from, when.duration, zone);
    case 'random':
      return addRandomDuration(from, when, random, zone);
    case 'time':
      return nextLocalTime(from, when, zone);
    case 'date':
      return untilDate(when.date, zone, when.time);
    case 'dateField':
      return untilDateValue(read(when.field), when, from, zone);
    default:
      return when satisfies never;
  }
}
