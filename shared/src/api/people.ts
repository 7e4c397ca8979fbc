import { z } from 'zod';
import { id, instant, notFound, personSchema, route } from './base.ts';
import { MAX_PASSWORD } from './password.ts';
import { MAY_GOVERN, MAY_READ, ROLES } from './roles.ts';
import { sessionSchema } from './session.ts';

const tags = ['People'];
const email = z.email().max(254);
const role = z.enum(ROLES);

export const memberSchema = z.object({
  /** Of the user. */
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role,
  since: instant,
  /** The reader. */
  you: z.boolean(),
});

export const invitationSchema = z.object({
  id,
  email: z.string(),
  role,
  invitedBy: personSchema,
  createdAt: instant,
  expiresAt: instant,
  expired: z.boolean(),
});

const governed = {
  'owner-only': { status: 403, message: 'Only an owner makes, changes or removes owners.' },
  'last-owner': { status: 409, message: 'A workspace keeps at least one owner: make somebody else owner first.' },
} as const;
const whom = z.object({ userId: z.string().min(1).max(100) });

const list = route
  .route({ method: 'GET', path: '/people', summary: 'Members, and open invitations', tags })
  .meta({ roles: MAY_READ })
  .output(z.object({ members: z.array(memberSchema), invitations: z.array(invitationSchema) }));

/** A newer invitation of the same address takes the place of the older one. */
const invite = route
  .route({ method: 'POST', path: '/people/invitations', summary: 'Invite somebody', tags, successStatus: 201 })
  .meta({ roles: MAY_GOVERN })
  .errors({
    'owner-only': governed['owner-only'],
    'member-already': { status: 409, message: 'Somebody with this address is a member already.' },
  })
  .input(z.object({ email, role }))
  .output(
    z.object({
      invitation: invitationSchema,
      /** Shown once: only its hash is kept. Good for one use, within 7 days. */
      link: z.string(),
      /** The mail server took the mail with the link. */
      mailed: z.boolean(),
    }),
  );

const withdraw = route
  .route({ method: 'DELETE', path: '/people/invitations/{invitationId}', summary: 'Withdraw an invitation', tags })
  .meta({ roles: MAY_GOVERN })
  .errors(notFound)
  .input(z.object({ invitationId: id }))
  .output(z.object({ withdrawn: z.literal(true) }));

const setRole = route
  .route({ method: 'PATCH', path: '/people/{userId}', summary: 'Change the role of a member', tags })
  .meta({ roles: MAY_GOVERN })
  .errors({ ...notFound, ...governed })
  .input(whom.extend({ role, reason: z.string().trim().max(500).optional() }))
  .output(memberSchema);

/** Their sessions stay, for other workspaces; nothing here is open to them from then on. */
const remove = route
  .route({ method: 'DELETE', path: '/people/{userId}', summary: 'Remove a member', tags })
  .meta({ roles: MAY_GOVERN })
  .errors({ ...notFound, ...governed })
  .input(whom)
  .output(z.object({ removed: z.literal(true) }));

const leave = route
  .route({ method: 'POST', path: '/people/leave', summary: 'Leave the workspace', tags })
  .meta({ roles: MAY_READ })
  .errors({ 'last-owner': governed['last-owner'] })
  .output(z.object({ left: z.literal(true) }));

const token = z.string().min(20).max(200);
const invalid = {
  'invitation-invalid': {
    status: 410,
    message: 'This invitation was used, withdrawn, or is older than 7 days. Ask for a new one.',
  },
} as const;

/** By POST, so that the token stands in no log. */
const look = route
  .route({ method: 'POST', path: '/invitations/look', summary: 'What an invitation says', tags })
  .meta({ roles: 'anyone' })
  .errors(invalid)
  .input(z.object({ token }))
  .output(
    z.object({
      workspace: z.string(),
      email: z.string(),
      role,
      invitedBy: z.string(),
      /** There is an account with this address: its password is asked for, not a new one. */
      hasAccount: z.boolean(),
    }),
  );

/** Makes the account where there is none, joins, signs in. */
const accept = route
  .route({ method: 'POST', path: '/invitations/accept', summary: 'Accept an invitation', tags })
  .meta({ roles: 'anyone' })
  .errors({
    ...invalid,
    'wrong-credentials': { status: 401, message: 'This is not the password of your account.' },
  })
  .input(
    z.object({
      token,
      name: z.string().trim().min(1).max(80).optional(),
      /** A new one (as strong as `passwordFault` asks), or that of the account. */
      password: z.string().min(1).max(MAX_PASSWORD),
    }),
  )
  .output(sessionSchema);

export const people = { list, invite, withdraw, setRole, remove, leave, look, accept };
export type Member = z.infer<typeof memberSchema>;
export type Invitation = z.infer<typeof invitationSchema>;
