import { ORPCError } from '@orpc/server';
import { passwordFault } from '@trellis/shared/api/password.ts';
import type { Invitation, Member } from '@trellis/shared/api/people.ts';
import { fromNodeHeaders } from 'better-auth/node';
import type { WorkspaceTx } from '../../db/client.ts';
import { writeAudit } from '../../db/queries/audit.ts';
import {
  findInvitation,
  type InvitationRow,
  insertInvitation,
  openInvitations,
  revokeInvitation,
  useInvitation,
} from '../../db/queries/invitations.ts';
import {
  deleteMember,
  insertMember,
  listMembers,
  lockMembers,
  type MemberRow,
  type UserRow,
  updateRole,
  userByEmail,
  usersById,
} from '../../db/queries/members.ts';
import { readWorkspace } from '../../db/queries/workspaces.ts';
import { invitationLink, mailInvitation } from '../account-mails.ts';
import { anyone, type MemberContext, member, type RequestContext } from '../context.ts';
import { invalidInput } from '../invalid-input.ts';
import { INVITATION_DAYS, newInvitationToken, readInvitationToken } from '../invitation-token.ts';
import { peopleOf } from '../people.ts';
import { sessionAnswer } from './session.ts';

type Context = RequestContext & MemberContext;

const list = member.people.list.handler(async ({ context }) => {
  const { db } = context.services;
  const { members, invitations } = await db.inWorkspace(context.workspaceId, async (tx) => ({
    members: await listMembers(tx),
    // Addresses of people who are not here yet are of no concern to those who cannot invite.
    invitations: ['owner', 'admin'].includes(context.role) ? await openInvitations(tx) : [],
  }));
  const users = await db.asSystem((tx) =>
    usersById(
      tx,
      members.map(({ userId }) => userId),
    ),
  );
  return {
    members: members.map((row) => toMember(row, users.get(row.userId), context.user.id)),
    invitations: await toInvitations(context, invitations),
  };
});

const invite = member.people.invite.handler(async ({ context, input, errors }) => {
  const { services, workspaceId, user } = context;
  const email = input.email.toLowerCase();
  if (input.role === 'owner' && context.role !== 'owner') throw errors['owner-only']();
  const known = await services.db.asSystem((tx) => userByEmail(tx, email));
  const { token, hash } = newInvitationToken(workspaceId);
  const made = await services.db.inWorkspace(workspaceId, async (tx) => {
    const members = await listMembers(tx);
    if (known && members.some(({ userId }) => userId === known.id)) return null;
    const row = await insertInvitation(tx, {
      email,
      role: input.role,
      tokenHash: hash,
      invitedBy: user.id,
      days: INVITATION_DAYS,
    });
    await audit(tx, { context, action: 'member.invite', change: { role: input.role, invitation: row.id } });
    return { row, workspace: (await readWorkspace(tx)).name };
  });
  if (!made) throw errors['member-already']();
  const mail = { to: email, token, workspace: made.workspace, by: user.name, role: input.role };
  const { accepted } = await mailInvitation(services, mail);
  services.announcer.announce(workspaceId, ['people']);
  const [invitation] = await toInvitations(context, [made.row]);
  if (!invitation) throw new Error('An invitation was described as nothing.');
  return { invitation, link: invitationLink(services.publicUrl, token), mailed: accepted };
});

const withdraw = member.people.withdraw.handler(async ({ context, input, errors }) => {
  const done = await context.services.db.inWorkspace(context.workspaceId, async (tx) => {
    const revoked = await revokeInvitation(tx, input.invitationId);
    if (revoked) await audit(tx, { context, action: 'member.uninvite', change: { invitation: input.invitationId } });
    return revoked;
  });
  if (!done) throw errors['not-found']();
  context.services.announcer.announce(context.workspaceId, ['people']);
  return { withdrawn: true as const };
});

const setRole = member.people.setRole.handler(async ({ context, input }) => {
  const { userId, role, reason } = input;
  const row = await changeMembers(context, userId, async (tx, target) => {
    if (role === 'owner' && context.role !== 'owner') throw ownerOnly();
    await updateRole(tx, userId, role);
    await audit(tx, { context, action: 'member.role', reason, change: { user: userId, from: target.role, to: role } });
    return { keepsOwner: role === 'owner', row: { ...target, role } };
  });
  const users = await context.services.db.asSystem((tx) => usersById(tx, [userId]));
  return toMember(row, users.get(userId), context.user.id);
});

const remove = member.people.remove.handler(async ({ context, input }) => {
  await changeMembers(context, input.userId, async (tx, target) => {
    await deleteMember(tx, input.userId);
    await audit(tx, { context, action: 'member.remove', change: { user: input.userId, role: target.role } });
    return { keepsOwner: false, row: target };
  });
  return { removed: true as const };
});

const leave = member.people.leave.handler(async ({ context }) => {
  await changeMembers(context, context.user.id, async (tx, target) => {
    await deleteMember(tx, target.userId);
    await audit(tx, { context, action: 'member.leave', change: { user: target.userId, role: target.role } });
    return { keepsOwner: false, row: target };
  });
  return { left: true as const };
});

const look = anyone.people.look.handler(async ({ context, input, errors }) => {
  const found = await findByToken(context, input.token);
  if (!found) throw errors['invitation-invalid']();
  const { db } = context.services;
  const people = await peopleOf(db, [found.invitedBy]);
  const hasAccount = (await db.asSystem((tx) => userByEmail(tx, found.email))) !== null;
  const { workspace, email, role } = found;
  return { workspace, email, role, invitedBy: people(found.invitedBy).name, hasAccount };
});

const accept = anyone.people.accept.handler(async ({ context, input, errors }) => {
  const { services, request } = context;
  const found = await findByToken(context, input.token);
  if (!found) throw errors['invitation-invalid']();
  const headers = fromNodeHeaders(request.headers);
  const signedIn = await signInAs(context, { ...input, email: found.email, workspace: found.workspace, headers });
  if (!signedIn) throw errors['wrong-credentials']();
  const joined = await services.db.inWorkspace(found.workspaceId, async (tx) => {
    if (!(await useInvitation(tx, found.id))) return false;
    const { id } = signedIn.user;
    await insertMember(tx, id, found.role);
    const change = { role: found.role, invitation: found.id };
    await writeAudit(tx, { actor: id, action: 'member.join', subjectKind: 'member', subjectId: null, change });
    return true;
  });
  if (!joined) throw errors['invitation-invalid']();
  services.announcer.announce(found.workspaceId, ['people']);
  return sessionAnswer(context, signedIn);
});

export const people = { list, invite, withdraw, setRole, remove, leave, look, accept };

/** Signs in the account with the address, or makes it; null for a wrong password. */
async function signInAs(
  { services, auth, signIns }: RequestContext,
  request: { email: string; password: string; name?: string | undefined; workspace: string; headers: Headers },
) {
  const { email, password, name, workspace, headers } = request;
  if (!(await services.db.asSystem((tx) => userByEmail(tx, email)))) {
    if (!name) throw invalidInput(['name'], 'Say your name');
    const fault =
      password.length < 10
        ? 'A password has at least 10 characters'
        : passwordFault(password, [email, name, workspace]);
    if (fault) throw invalidInput(['password'], fault);
    try {
      return await auth.signUp({ name, email, password, headers });
    } catch (error) {
      // Somebody used the same link at the same moment: then the account is there, and the password decides.
      if (!(await services.db.asSystem((tx) => userByEmail(tx, email)))) throw error;
    }
  }
  const now = Date.now();
  if (signIns.left(email, now) === 0) return null;
  const found = await auth.signIn({ email, password, stay: false, headers });
  if (!found) signIns.failed(email, now);
  return found;
}

async function findByToken({ services }: RequestContext, token: string) {
  const read = readInvitationToken(token);
  return read ? services.db.asSystem((tx) => findInvitation(tx, read)) : null;
}

/** Changes one member while all are locked; only owners touch owners, and one owner stays. */
async function changeMembers(
  context: Context,
  userId: string,
  change: (tx: WorkspaceTx, target: MemberRow) => Promise<{ keepsOwner: boolean; row: MemberRow }>,
): Promise<MemberRow> {
  const { services, workspaceId, role, user } = context;
  const row = await services.db.inWorkspace(workspaceId, async (tx) => {
    const members = await lockMembers(tx);
    const target = members.find((one) => one.userId === userId);
    if (!target) throw new ORPCError('not-found', { status: 404, message: 'There is no such member.' });
    if (target.role === 'owner' && role !== 'owner' && user.id !== userId) throw ownerOnly();
    const changed = await change(tx, target);
    const others = members.filter((one) => one.role === 'owner' && one.userId !== userId).length;
    if (target.role === 'owner' && !changed.keepsOwner && others === 0) throw lastOwner();
    return changed.row;
  });
  services.announcer.announce(workspaceId, ['people']);
  return row;
}

const ownerOnly = () =>
  new ORPCError('owner-only', { status: 403, message: 'Only an owner makes, changes or removes owners.' });
const lastOwner = () =>
  new ORPCError('last-owner', {
    status: 409,
    message: 'A workspace keeps at least one owner: make somebody else owner first.',
  });

function audit(
  tx: WorkspaceTx,
  entry: { context: Context; action: string; reason?: string | undefined; change: Record<string, unknown> },
): Promise<void> {
  const { context, action, reason, change } = entry;
  return writeAudit(tx, { actor: context.user.id, action, subjectKind: 'member', subjectId: null, reason, change });
}

function toMember({ userId, role, since }: MemberRow, user: UserRow | undefined, reader: string): Member {
  return {
    id: userId,
    name: user?.name ?? 'A former user',
    email: user?.email ?? '',
    role,
    since,
    you: userId === reader,
  };
}

async function toInvitations({ services }: Context, rows: readonly InvitationRow[]): Promise<Invitation[]> {
  const people = await peopleOf(
    services.db,
    rows.map(({ invitedBy }) => invitedBy),
  );
  return rows.map((row) => ({ ...row, invitedBy: people(row.invitedBy) }));
}
