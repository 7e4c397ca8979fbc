import type { Role } from '@trellis/shared/api/roles.ts';
import { sql } from 'drizzle-orm';
import type { SystemTx, WorkspaceTx } from '../client.ts';
import { iso } from './iso.ts';

export interface MemberRow {
  userId: string;
  role: Role;
  since: string;
}

/** The members of the workspace, first ones first. */
export async function listMembers(tx: WorkspaceTx): Promise<MemberRow[]> {
  return tx.execute<MemberRow & Record<string, unknown>>(sql`
    select user_id as "userId", role, ${iso('created_at')} as since from members where workspace_id = ${tx.workspaceId} order by created_at, user_id`);
}

/** All members, locked until the transaction ends: whether an owner is left is decided by one change at a time. */
export async function lockMembers(tx: WorkspaceTx): Promise<MemberRow[]> {
  return tx.execute<MemberRow & Record<string, unknown>>(sql`
    select user_id as "userId", role, ${iso('created_at')} as since from members where workspace_id = ${tx.workspaceId} order by user_id for update`);
}

export async function updateRole(tx: WorkspaceTx, userId: string, role: Role): Promise<void> {
  await tx.execute(
    sql`update members set role = ${role} where workspace_id = ${tx.workspaceId} and user_id = ${userId}`,
  );
}

export async function deleteMember(tx: WorkspaceTx, userId: string): Promise<void> {
  await tx.execute(sql`delete from members where workspace_id = ${tx.workspaceId} and user_id = ${userId}`);
}

/** Adds a member; one that is there keeps the role. */
export async function insertMember(tx: WorkspaceTx, userId: string, role: Role): Promise<void> {
  await tx.execute(sql`insert into members (workspace_id, user_id, role) values (${tx.workspaceId}, ${userId}, ${role})
    on conflict do nothing`);
}

export interface UserRow {
  id: string;
  name: string;
  email: string;
}

/** Users with these ids. */
export async function usersById(tx: SystemTx, ids: readonly string[]): Promise<Map<string, UserRow>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.execute<UserRow & Record<string, unknown>>(
    sql`select id, name, email from auth."user" where id in ${ids}`,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** The user with this address; null where nobody has it. */
export async function userByEmail(tx: SystemTx, email: string): Promise<UserRow | null> {
  const [row] = await tx.execute<UserRow & Record<string, unknown>>(
    sql`select id, name, email from auth."user" where email = ${email.toLowerCase()}`,
  );
  return row ?? null;
}

export async function renameUser(tx: SystemTx, userId: string, name: string): Promise<void> {
  await tx.execute(sql`update auth."user" set name = ${name}, updated_at = now() where id = ${userId}`);
}
