import { z } from 'zod';
import { id, instant, leadRefSchema, notFound, pageInput, pageOf, route } from './base.ts';
import { MAY_READ, MAY_TEST } from './roles.ts';

const tags = ['Mailbox'];

/** A mail in the sandbox mailbox. Times are real time: it is what the mail server saw. */
export const mailRowSchema = z.object({
  id,
  subject: z.string(),
  recipient: z.string(),
  sender: z.string(),
  receivedAt: instant,
  seen: z.boolean(),
  lead: leadRefSchema.nullable(),
  /** The step that sent it; null for mail from elsewhere. */
  from: z.object({ workflow: z.object({ id, name: z.string() }), nodeId: z.string(), nodeName: z.string() }).nullable(),
  openedAt: instant.nullable(),
  clickedAt: instant.nullable(),
  repliedAt: instant.nullable(),
  bouncedAt: instant.nullable(),
  complainedAt: instant.nullable(),
});

export const mailSchema = mailRowSchema.extend({
  html: z.string().nullable(),
  text: z.string(),
  /** The message as received. */
  raw: z.string(),
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
  size: z.number().int(),
  runId: id.nullable(),
  version: z.number().int().nullable(),
  sendId: id.nullable(),
  sendKey: z.string().nullable(),
  /** Tracked links, in order. `clickedAt`: the first recorded click. */
  links: z.array(z.object({ tag: z.string(), text: z.string(), url: z.string(), clickedAt: instant.nullable() })),
  canUnsubscribe: z.boolean(),
});

const list = route
  .route({ method: 'GET', path: '/mailbox', summary: 'Mails of the sandbox, newest first', tags })
  .meta({ roles: MAY_READ })
  .input(z.object({ search: z.string().max(100).optional(), leadId: id.optional(), ...pageInput }))
  .output(pageOf(mailRowSchema).extend({ unseen: z.number().int() }));

const get = route
  .route({ method: 'GET', path: '/mailbox/{mailId}', summary: 'A mail', tags })
  .meta({ roles: MAY_READ })
  .errors(notFound)
  .input(z.object({ mailId: id }))
  .output(mailSchema);

const seen = route
  .route({ method: 'POST', path: '/mailbox/{mailId}/seen', summary: 'Mark a mail as seen', tags })
  .meta({ roles: MAY_READ })
  .errors(notFound)
  .input(z.object({ mailId: id }))
  .output(z.object({ id, seen: z.literal(true), unseen: z.number().int() }));

/**
 * Open, click and unsubscribe call the very address that stands in the mail: what follows is what a lead's click would do. A reply, a bounce and a
 * complaint are taken in as those of a mail server would be.
 */
const act = route
  .route({
    method: 'POST',
    path: '/mailbox/{mailId}/act',
    summary: 'Open, click, reply, bounce, complain or unsubscribe as the lead',
    tags,
  })
  .meta({ roles: MAY_TEST })
  .errors({
    ...notFound,
    'act-not-possible': { status: 409, message: 'The mail holds nothing to do that with.' },
  })
  .input(
    z.discriminatedUnion('act', [
      z.object({ mailId: id, act: z.literal('open') }),
      z.object({ mailId: id, act: z.literal('click'), tag: z.string().max(120) }),
      z.object({ mailId: id, act: z.literal('unsubscribe') }),
      z.object({ mailId: id, act: z.literal('reply'), text: z.string().trim().min(1).max(10_000) }),
      z.object({ mailId: id, act: z.literal('bounce'), kind: z.enum(['hard', 'soft']) }),
      z.object({ mailId: id, act: z.literal('complain') }),
    ]),
  )
  .output(
    z.object({
      /** The address called, its answer, and for a click where the lead would be led; null where none was called. */
      called: z.object({ url: z.string(), status: z.number().int(), location: z.string().nullable() }).nullable(),
      /** What was recorded of it; null where nothing was. What it does can be followed by `GET /test-events/{eventId}`. */
      eventId: id.nullable(),
    }),
  );

export const mailbox = { list, get, seen, act };
export type MailRow = z.infer<typeof mailRowSchema>;
export type Mail = z.infer<typeof mailSchema>;
