import { sql } from 'drizzle-orm';
import type { SystemTx } from '../client.ts';
import { iso } from './iso.ts';

export interface DeviceRow {
  id: string;
  userAgent: string | null;
  signedInAt: string;
  lastSeenAt: string;
  expiresAt: string;
}

/** The sessions of a user that are in force, last used first. */
export async function listDevices(tx: SystemTx, userId: string): Promise<DeviceRow[]> {
  return tx.execute<DeviceRow & Record<string, unknown>>(sql`
    select id, user_agent as "userAgent", ${iso('created_at')} as "signedInAt", ${iso('updated_at')} as "lastSeenAt", ${iso('expires_at')} as "expiresAt"
    from auth.session where user_id = ${userId} and expires_at > now() order by updated_at desc, id desc limit 200`);
}

/** Ends one session of a user; false where it is not theirs. */
export async function endDevice(tx: SystemTx, userId: string, sessionId: string): Promise<boolean> {
  const rows = await tx.execute(
    sql`delete from auth.session where id = ${sessionId} and user_id = ${userId} returning id`,
  );
  return rows.length > 0;
}

/** Ends all sessions of a user but one; answers how many. */
export async function endOtherDevices(tx: SystemTx, userId: string, sessionId: string): Promise<number> {
  const rows = await tx.execute(
    sql`delete from auth.session where user_id = ${userId} and id <> ${sessionId} returning id`,
  );
  return rows.length;
}
