import { z } from 'zod';
import { jsonObjectSchema } from './json.ts';

/** Longest event name, in characters. */
export const MAX_EVENT_NAME = 200;

/** A name of an event, as sent (`email.clicked`, `Order Completed`); names are case-sensitive. */
export const eventNameSchema = z.string().min(1).max(MAX_EVENT_NAME);

/** A name, or a beginning followed by `*` (`email.*`); `*` alone means every event. */
export const eventPatternSchema = eventNameSchema.refine((pattern) => !pattern.slice(0, -1).includes('*'), {
  message: 'A “*” may stand only at the end of an event name, as in “email.*”.',
  params: { code: 'event.pattern' },
});

/** Something that happened to a lead. Times are ISO 8601 with an offset. */
export const eventRecordSchema = z.object({
  id: z.string().min(1),
  name: eventNameSchema,
  properties: jsonObjectSchema,
  /** When it happened by the sender's clock. */
  occurredAt: z.iso.datetime({ offset: true }),
  /** When intake took it, by ours. */
  receivedAt: z.iso.datetime({ offset: true }),
  messageId: z.string().min(1).max(512),
});
export type EventRecord = z.infer<typeof eventRecordSchema>;

/**
 * The instant an event counts from, in epoch milliseconds: `occurredAt`, but never later than `receivedAt`, so that a
 * sender's fast clock can't move an event into the future. An unreadable `occurredAt` counts as `receivedAt`.
 */
export function effectiveAt(event: Pick<EventRecord, 'occurredAt' | 'receivedAt'>): number {
  const received = Date.parse(event.receivedAt);
  const occurred = Date.parse(event.occurredAt);
  return Number.isNaN(occurred) || occurred > received ? received : occurred;
}

/** True if the event name equals the pattern, or begins with what stands before the pattern's trailing `*`. */
export function matchesName(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}
