import { z } from 'zod';
import { eventNameSchema } from '../event/event.ts';
import { jsonObjectSchema } from '../event/json.ts';
import { id, instant, leadRefSchema, notFound, route } from './base.ts';
import { MAY_TEST } from './roles.ts';

const tags = ['Test event'];

const traceEntry = { at: instant, /** Real ms since the event was accepted. */ afterMs: z.number().int() };

/** What became of an event, in order. Ask again until nothing changes any more. */
export const traceEntrySchema = z.discriminatedUnion('what', [
  z.object({ what: z.literal('stored'), ...traceEntry, messageId: z.string() }),
  z.object({
    what: z.literal('lead'),
    ...traceEntry,
    lead: leadRefSchema,
    by: z.enum(['userId', 'anonymousId', 'email']),
    created: z.boolean(),
  }),
  z.object({
    what: z.literal('near-miss'),
    ...traceEntry,
    workflow: z.object({ id, name: z.string() }),
    code: z.string(),
    text: z.string(),
  }),
  z.object({
    what: z.literal('run'),
    ...traceEntry,
    runId: id,
    workflow: z.object({ id, name: z.string() }),
    version: z.number().int(),
  }),
  /** The event ended a wait of a run that was there before. */
  z.object({ what: z.literal('woke'), ...traceEntry, runId: id, nodeName: z.string(), port: z.string().nullable() }),
  z.object({
    what: z.literal('step'),
    ...traceEntry,
    runId: id,
    stepNo: z.number().int(),
    nodeId: z.string(),
    nodeName: z.string(),
    nodeType: z.string(),
    kind: z.string(),
    text: z.string(),
  }),
  /** Where a run of this trace is now: resting, with the deadline by the wall clock. */
  z.object({
    what: z.literal('now'),
    ...traceEntry,
    runId: id,
    stepNo: z.number().int(),
    nodeId: z.string(),
    nodeName: z.string(),
    untilReal: instant.nullable(),
    skipPorts: z.array(z.string()),
  }),
  /** Routed, and no workflow was interested. */
  z.object({ what: z.literal('nothing'), ...traceEntry, text: z.string() }),
]);

const send = route
  .route({
    method: 'POST',
    path: '/test-events',
    summary: 'Send an event through the real intake',
    tags,
    successStatus: 201,
  })
  .meta({ roles: MAY_TEST })
  .errors({
    ...notFound,
    'no-write-key': {
      status: 409,
      message: 'The workspace has no write key that is not revoked. Create one under Settings, Keys.',
    },
    'intake-refused': {
      status: 422,
      message: 'The intake refused the event.',
      data: z.object({ status: z.number().int(), answer: z.string() }),
    },
  })
  .input(
    z.object({
      event: eventNameSchema,
      properties: jsonObjectSchema.optional(),
      /** A known lead; or the identity of a known or new one. */
      leadId: id.optional(),
      userId: z.string().trim().min(1).max(200).optional(),
      email: z.email().max(254).optional(),
    }),
  )
  .output(z.object({ eventId: id, messageId: z.string(), acceptedMs: z.number().int() }));

const trace = route
  .route({ method: 'GET', path: '/test-events/{eventId}', summary: 'What an event did so far', tags })
  .meta({ roles: MAY_TEST })
  .errors(notFound)
  .input(z.object({ eventId: id }))
  .output(z.object({ routed: z.boolean(), entries: z.array(traceEntrySchema) }));

export const testEvents = { send, trace };
export type TraceEntry = z.infer<typeof traceEntrySchema>;
