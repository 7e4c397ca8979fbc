import type { Role } from '@trellis/shared/api/roles.ts';
import { sql } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import type { SystemTx, WorkspaceTx } from '../client.ts';
import { iso } from './iso.ts';

export interface InvitationRow {
  id: string;
  email: string;
  role: Role;
  invitedBy: string;
  createdAt: string;
  expiresAt: string;
  expired: boolean;
}

const columns = sql`id, email, role, invited_by as "invitedBy", ${iso('created_at')} as "createdAt", ${iso('expires_at')} as "expiresAt",
  (expires_at <= now()) as expired`;

/** Invitations neither accepted nor withdrawn, newest first; old ones too, so that they can be renewed. */
export async function openInvitations(tx: WorkspaceTx): Promise<InvitationRow[]> {
  return tx.execute<InvitationRow & Record<string, unknown>>(sql`
    select ${columns} from invitations where workspace_id = ${tx.workspaceId} and accepted_at is null and revoked_at is null order by id desc limit 200`);
}

/** Adds an invitation, and takes those before it of the same address out of force. */
export async function insertInvitation(
  tx: WorkspaceTx,
  invitation: { email: string; role: Role; tokenHash: string; invitedBy: string; days: number },
): Promise<InvitationRow> {
  const { email, role, tokenHash, invitedBy, days } = invitation;
  await tx.execute(sql`update invitations set revoked_at = now()
    where workspace_id = ${tx.workspaceId} and email = ${email} and accepted_at is null and revoked_at is null`);
  const [row] = await tx.execute<InvitationRow & Record<string, unknown>>(sql`
    insert into invitations (id, workspace_id, email, role, token_hash, invited_by, expires_at)
    values (${uuidv7()}, ${tx.workspaceId}, ${email}, ${role}, ${tokenHash}, ${invitedBy}, now() + make_interval(days => ${days}))
    returning ${columns}`);
  if (!row) throw new Error('The insert of an invitation answered no row.');
  return row;
}

/** Withdraws an open invitation; false where there is none with this id. */
export async function revokeInvitation(tx: WorkspaceTx, invitationId: string): Promise<boolean> {
  const rows = await tx.execute(sql`update invitations set revoked_at = now()
    where id = ${invitationId} and workspace_id = ${tx.workspaceId} and accepted_at is null and revoked_at is null returning id`);
  return rows.length > 0;
}

export interface FoundInvitation {
  id: string;
  workspaceId: string;
  workspace: string;
  email: string;
  role: Role;
  invitedBy: string;
}

/** The usable invitation of this token and workspace. */
export async function findInvitation(
  tx: SystemTx,
  { tokenHash, workspaceId }: { tokenHash: string; workspaceId: string },
): Promise<FoundInvitation | null> {
  const [row] = await tx.execute<FoundInvitation & Record<string, unknown>>(sql`
    select i.id, i.workspace_id as "workspaceId", w.name as workspace, i.email, i.role, i.invited_by as "invitedBy"
    from invitations i join workspaces w on w.id = i.workspace_id
    where i.token_hash = ${tokenHash} and i.workspace_id = ${workspaceId} and i.accepted_at is null and i.revoked_at is null and i.expires_at > now()`);
  return row ?? null;
}

/** Uses an invitation up; false where somebody else did, or it is no longer good. */
export async function useInvitation(tx: WorkspaceTx, invitationId: string): Promise<boolean> {
  const rows = await tx.execute(sql`update invitations set accepted_at = now()
    where id = ${invitationId} and accepted_at is null and revoked_at is null and expires_at > now() returning id`);
  return rows.length > 0;
}
