import { z } from 'zod';
import { id, route } from './base.ts';
import { newPasswordSchema } from './password.ts';
import { ROLES } from './roles.ts';

const tags = ['Session'];

export const userSchema = z.object({ id: z.string(), name: z.string(), email: z.string() });

export const membershipSchema = z.object({
  id,
  name: z.string(),
  role: z.enum(ROLES),
  timeZone: z.string(),
  /** The sandbox clock is on: waits run faster, the Mailbox and Test event pages are there. */
  sandbox: z.boolean(),
});

export const sessionSchema = z.object({
  /** Null: nobody is signed in. */
  user: userSchema.nullable(),
  workspaces: z.array(membershipSchema),
  /** No user exists yet: the set-up page comes first. */
  firstRun: z.boolean(),
  /** First run on an address others can reach: set-up asks for the token printed in the console. */
  setupNeedsToken: z.boolean(),
});

const email = z.email().max(254);

/** Who is here, what they may see; also without a session. */
const get = route
  .route({ method: 'GET', path: '/session', summary: 'Who is signed in, and to which workspaces they belong', tags })
  .meta({ roles: 'anyone' })
  .output(sessionSchema);

/** Sets the session cookie. */
const signIn = route
  .route({ method: 'POST', path: '/session', summary: 'Sign in with email and password', tags })
  .meta({ roles: 'anyone' })
  .errors({
    'wrong-credentials': {
      status: 401,
      message: 'Email and password do not match.',
      /** How many tries are left before a pause of 15 minutes. */
      data: z.object({ triesLeft: z.number().int() }),
    },
  })
  .input(z.object({ email, password: z.string().min(1).max(128), stay: z.boolean().default(false) }))
  .output(sessionSchema);

const signOut = route
  .route({ method: 'DELETE', path: '/session', summary: 'Sign out of this browser', tags })
  .meta({ roles: 'anyone' })
  .output(z.object({ signedOut: z.literal(true) }));

/** First run only: makes the owner account, names the demo workspace after the company, signs in. */
const setUp = route
  .route({ method: 'POST', path: '/setup', summary: 'Create the owner account (first run only)', tags })
  .meta({ roles: 'anyone' })
  .errors({
    'already-set-up': {
      status: 409,
      message: 'There is an owner account already. Sign in, or ask the owner to invite you.',
    },
    'setup-token-wrong': {
      status: 403,
      message: 'The token does not match the one printed in the console where Trellis was started.',
    },
  })
  .input(
    z.object({
      company: z.string().trim().min(1, 'Name your company').max(80),
      name: z.string().trim().min(1, 'Say your name').max(80),
      email,
      password: newPasswordSchema,
      timeZone: z.string().max(60).optional(),
      token: z.string().max(200).optional(),
    }),
  )
  .output(sessionSchema);

export const session = { get, signIn, signOut, setUp };
export type Session = z.infer<typeof sessionSchema>;
export type Membership = z.infer<typeof membershipSchema>;
