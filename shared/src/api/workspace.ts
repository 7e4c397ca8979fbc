import { z } from 'zod';
import { id, instant, route } from './base.ts';
import { MAY_GOVERN, MAY_READ } from './roles.ts';

const tags = ['Workspace'];

/** Workspace time = anchor + (real − anchorReal) × factor. */
export const clockSchema = z.object({
  version: z.number().int(),
  /** 1: workspace time passes as real time. 8640: a day in 10 s. */
  factor: z.number(),
  anchor: instant,
  anchorReal: instant,
  /** Workspace time and real time of this answer. */
  now: instant,
  real: instant,
});

export const senderSchema = z.object({
  name: z.string().max(80),
  address: z.union([z.literal(''), z.email().max(254)]),
  replyTo: z.email().max(254).nullable(),
  /** Stands at the foot of every marketing mail. */
  postalAddress: z.string().max(300),
});

export const workspaceSchema = z.object({
  id,
  name: z.string(),
  /** IANA name. */
  timeZone: z.string(),
  sender: senderSchema,
  sandbox: z.boolean(),
  pausedAt: instant.nullable(),
  clock: clockSchema,
  /** Counts of the navigation; leads are counted up to 100,000. */
  leads: z.number().int(),
  unseenMails: z.number().int(),
  parkedRuns: z.number().int(),
});

const get = route
  .route({ method: 'GET', path: '/workspace', summary: 'The workspace, its sender and its clock', tags })
  .meta({ roles: MAY_READ })
  .output(workspaceSchema);

const update = route
  .route({ method: 'PATCH', path: '/workspace', summary: 'Change name, time zone or sender', tags })
  .meta({ roles: MAY_GOVERN })
  .input(
    z.object({
      name: z.string().trim().min(1).max(80).optional(),
      timeZone: z.string().max(60).optional(),
      sender: senderSchema.partial().optional(),
    }),
  )
  .output(workspaceSchema);

const clock = route
  .route({ method: 'GET', path: '/workspace/clock', summary: 'Workspace time and how fast it passes', tags })
  .meta({ roles: MAY_READ })
  .output(clockSchema);

/** Time never goes backwards: the new factor starts at the present workspace time. Audited. */
const setClock = route
  .route({ method: 'PUT', path: '/workspace/clock', summary: 'Change how fast workspace time passes', tags })
  .meta({ roles: MAY_GOVERN })
  .errors({
    'clock-changed': {
      status: 409,
      message: 'Somebody changed the clock meanwhile.',
      data: z.object({ clock: clockSchema }),
    },
  })
  .input(
    z.object({
      /** The version the person saw. */
      version: z.number().int(),
      factor: z.number().min(1).max(1_000_000),
      reason: z.string().max(500).optional(),
    }),
  )
  .output(clockSchema);

/** Real mail to your own address, from the sender of the workspace; nothing is tracked. */
const testMail = route
  .route({ method: 'POST', path: '/workspace/test-mail', summary: 'Send a test mail to yourself', tags })
  .meta({ roles: MAY_GOVERN })
  .errors({
    'mail-refused': {
      status: 409,
      message: 'The mail server did not take the mail: check the sender’s address, SMTP_URL, and the log.',
      data: z.object({ code: z.string() }),
    },
  })
  .output(z.object({ to: z.string() }));

export const workspace = { get, update, clock, setClock, testMail };
export type Workspace = z.infer<typeof workspaceSchema>;
export type Clock = z.infer<typeof clockSchema>;
