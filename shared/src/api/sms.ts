import { z } from 'zod';
import { id, instant, leadRefSchema, notFound, pageInput, pageOf, route } from './base.ts';
import { MAY_READ, MAY_TEST } from './roles.ts';

const tags = ['Text messages'];

/** A text message of the local sink, as it went out or came in. Real time. */
export const smsSchema = z.object({
  id,
  leadId: id.nullable(),
  direction: z.enum(['in', 'out']),
  number: z.string(),
  text: z.string(),
  at: instant,
  /** The step that sent it; null for what came in. */
  from: z
    .object({
      workflow: z.object({ id, name: z.string() }),
      nodeId: z.string(),
      nodeName: z.string(),
      runId: id,
    })
    .nullable(),
});

/** All messages with one number. `stopped`: nothing more is texted to it. */
export const smsThreadSchema = z.object({
  /** Digits of the number: they name the thread. */
  key: z.string(),
  number: z.string(),
  lead: leadRefSchema.nullable(),
  last: smsSchema,
  stopped: z.boolean(),
});

const list = route
  .route({ method: 'GET', path: '/sms', summary: 'Text messages of the sandbox, newest first', tags })
  .meta({ roles: MAY_READ })
  .input(
    z.object({
      leadId: id.optional(),
      /** Whatever stands between its digits. */
      number: z.string().min(3).max(40).optional(),
      ...pageInput,
    }),
  )
  .output(pageOf(smsSchema));

const threads = route
  .route({
    method: 'GET',
    path: '/sms/threads',
    summary: 'Numbers that were texted with, last message first',
    tags,
  })
  .meta({ roles: MAY_READ })
  .input(z.object({ /** Part of a name or number. */ search: z.string().max(100).optional(), ...pageInput }))
  .output(pageOf(smsThreadSchema));

const thread = route
  .route({ method: 'GET', path: '/sms/threads/{key}', summary: 'The messages with one number, in short', tags })
  .meta({ roles: MAY_READ })
  .errors(notFound)
  .input(z.object({ key: z.string().regex(/^\d{3,20}$/) }))
  .output(smsThreadSchema);

/** What follows is what a lead's own text message would do; STOP takes consent away. */
const reply = route
  .route({ method: 'POST', path: '/sms/replies', summary: 'Answer as a lead, from its number', tags })
  .meta({ roles: MAY_TEST })
  .errors({ 'no-such-number': { status: 404, message: 'No lead has this number.' } })
  .input(z.object({ number: z.string().min(3).max(40), text: z.string().trim().min(1).max(1_530) }))
  .output(
    z.object({
      leads: z.number().int(),
      consent: z.enum(['opted-in', 'opted-out']).nullable(),
      /** What was recorded of it for the first lead; it can be followed by `GET /test-events/{eventId}`. */
      eventId: id.nullable(),
    }),
  );

export const sms = { list, threads, thread, reply };
export type Sms = z.infer<typeof smsSchema>;
export type SmsThread = z.infer<typeof smsThreadSchema>;
