import { z } from 'zod';
import { id, instant, leadRefSchema, notFound, pageInput, pageOf, route } from './base.ts';
import { MAY_READ } from './roles.ts';

const tags = ['Events'];
const workflow = z.object({ id, name: z.string() });

/** Received: stored, with what it started. `at` is workspace time. */
export const receivedEventSchema = z.object({
  what: z.literal('received'),
  id,
  at: instant,
  occurredAt: instant,
  name: z.string(),
  source: z.string(),
  lead: leadRefSchema,
  properties: z.record(z.string(), z.unknown()),
  /** False while it has not been looked at yet. */
  routed: z.boolean(),
  started: z.array(z.object({ runId: id, workflow })),
  /** Workflows that it did not start, and waits that it did not end: how many. */
  missed: z.number().int(),
});

/** Not taken, or set aside because its message id came before with another body. `at` is real time. */
export const rejectedEventSchema = z.object({
  what: z.literal('rejected'),
  id,
  at: instant,
  source: z.string(),
  code: z.string(),
  message: z.string(),
  /** The beginning of what was sent. */
  excerpt: z.string(),
});

/** "Did not trigger because". `at` is workspace time. */
export const missedEventSchema = z.object({
  what: z.literal('missed'),
  id,
  at: instant,
  lead: leadRefSchema,
  event: z.object({ id, name: z.string() }).nullable(),
  workflow,
  /** The run whose wait it did not end; null: it did not start one. */
  runId: id.nullable(),
  code: z.string(),
  text: z.string(),
});

const filters = { ...pageInput, /** Exact name. */ name: z.string().max(200).optional(), leadId: id.optional() };

const list = route
  .route({ method: 'GET', path: '/events', summary: 'Events that were received, newest first', tags })
  .meta({ roles: MAY_READ })
  .input(z.object(filters))
  .output(pageOf(receivedEventSchema));

const rejected = route
  .route({ method: 'GET', path: '/events/rejected', summary: 'What the intake did not take or set aside', tags })
  .meta({ roles: MAY_READ })
  .input(z.object({ ...pageInput, code: z.string().max(60).optional() }))
  .output(pageOf(rejectedEventSchema));

const missed = route
  .route({ method: 'GET', path: '/events/missed', summary: 'Why events did not start or end anything', tags })
  .meta({ roles: MAY_READ })
  .input(
    z.object({
      ...pageInput,
      code: z.string().max(60).optional(),
      workflowId: id.optional(),
      leadId: id.optional(),
      eventId: id.optional(),
    }),
  )
  .output(pageOf(missedEventSchema));

const get = route
  .route({ method: 'GET', path: '/events/{eventId}', summary: 'An event that was received', tags })
  .meta({ roles: MAY_READ })
  .errors(notFound)
  .input(z.object({ eventId: id }))
  .output(receivedEventSchema);

export const events = { list, rejected, missed, get };
export type ReceivedEvent = z.infer<typeof receivedEventSchema>;
export type RejectedEvent = z.infer<typeof rejectedEventSchema>;
export type MissedEvent = z.infer<typeof missedEventSchema>;
