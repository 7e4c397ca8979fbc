import type { Membership } from '@trellis/shared/api/session.ts';
import { sql } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import type { SystemTx } from '../client.ts';

/*
 * The short list of questions that stand before the workspace is known (whose session, whose key), or that concern users, who belong to none.
 */

/** A transaction-long lock that lets one process at a time set up the first owner. */
const SETUP_LOCK = 7_423_002;

/** The workspaces of a user with the role in each, by name. */
export async function membershipsOf(tx: SystemTx, userId: string): Promise<Membership[]> {
  return tx.execute<Membership & Record<string, unknown>>(sql`
    select w.id, w.name, m.role, w.time_zone as "timeZone", (w.clock_factor <> 1) as sandbox
    from members m join workspaces w on w.id = m.workspace_id where m.user_id = ${userId} order by w.name, w.id`);
}

/** True while nobody is a member of anything: the first-run page comes first. */
export async function isFirstRun(tx: SystemTx): Promise<boolean> {
  const [row] = await tx.execute<{ first: boolean }>(sql`select not exists (select 1 from members) as first`);
  return row?.first ?? true;
}

/** Waits for other set-ups to finish, then says whether this one may go on; held until the transaction ends. */
export async function lockSetup(tx: SystemTx): Promise<boolean> {
  await tx.execute(sql`select pg_advisory_xact_lock(${SETUP_LOCK})`);
  return isFirstRun(tx);
}

/** Users that a set-up left behind which died before it made a workspace: nobody could ever sign in anywhere with them. */
export async function removeUsersWithoutWorkspace(tx: SystemTx): Promise<void> {
  await tx.execute(sql`delete from auth."user" u where not exists (select 1 from members m where m.user_id = u.id)`);
}

/** Creates a workspace with its owner; answers its id. `clockFactor` other than 1 makes it a sandbox. */
export async function insertWorkspace(
  tx: SystemTx,
  workspace: {
    name: string;
    timeZone: string;
    clockFactor: number;
    ownerId: string;
    senderName: string;
    senderAddress: string;
  },
): Promise<string> {
  const id = uuidv7();
  await tx.execute(sql`insert into workspaces (id, name, time_zone, clock_factor, sender_name, sender_address)
    values (${id}, ${workspace.name}, ${workspace.timeZone}, ${workspace.clockFactor}, ${workspace.senderName}, ${workspace.senderAddress})`);
  await tx.execute(
    sql`insert into members (workspace_id, user_id, role) values (${id}, ${workspace.ownerId}, 'owner')`,
  );
  return id;
}

/** The workspace a write key belongs to, unless it was revoked; notes the use at most once a minute. */
export async function resolveWriteKey(
  tx: SystemTx,
  key: string,
): Promise<{ keyId: string; workspaceId: string } | null> {
  const [row] = await tx.execute<{ keyId: string; workspaceId: string; stale: boolean }>(sql`
    select id as "keyId", workspace_id as "workspaceId", (last_used_at is null or last_used_at < now() - interval '1 minute') as stale
    from api_keys where key = ${key} and kind = 'write' and revoked_at is null`);
  if (!row) return null;
  if (row.stale) await tx.execute(sql`update api_keys set last_used_at = now() where id = ${row.keyId}`);
  return { keyId: row.keyId, workspaceId: row.workspaceId };
}

/** Names of the users with these ids, for "published by"; unknown ids (a former user, `trellis`) are absent. */
export async function userNames(tx: SystemTx, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.execute<{ id: string; name: string }>(sql`select id, name from auth."user" where id in ${ids}`);
  return new Map(rows.map(({ id, name }) => [id, name]));
}
