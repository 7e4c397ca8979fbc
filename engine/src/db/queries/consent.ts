import { type SQL, sql } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import type { WorkspaceTx } from '../client.ts';

/** Ids of the leads with this address (case does not matter), in lock order. */
export async function leadsWithAddress(tx: WorkspaceTx, address: string): Promise<string[]> {
  const rows = await tx.execute<{ id: string }>(
    sql`select id from leads where workspace_id = ${tx.workspaceId} and email_key = ${address.trim().toLowerCase()} and merged_into is null order by id`,
  );
  return rows.map(({ id }) => id);
}

/**
 * The lock of an address (by its keyed hash), beside the locks of its leads: an address may come to a lead, or leave it, while it is opted out.
 * Taken after the leads' rows and before their runs'.
 */
export const addressLock = (addressHash: string, mode: 'shared' | 'exclusive'): SQL =>
  sql`${sql.raw(mode === 'shared' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock')}(hashtextextended(${`address:${addressHash}`}, 0))`;

/** Lets no message to this address begin until the transaction ends; waits for those that are just beginning. */
export async function lockAddress(tx: WorkspaceTx, addressHash: string): Promise<void> {
  await tx.execute(sql`select ${addressLock(addressHash, 'exclusive')}`);
}

/** Enters an address into the list of those that must not be mailed; an earlier entry stands. */
export async function addSuppression(
  tx: WorkspaceTx,
  entry: { addressHash: string; reason: string; sendKey: string | null },
): Promise<void> {
  await tx.execute(sql`insert into suppressions (workspace_id, channel, address_hash, reason, send_key)
    values (${tx.workspaceId}, 'email', ${entry.addressHash}, ${entry.reason}, ${entry.sendKey}) on conflict do nothing`);
}

/** Opts the (locked) leads out of email; answers those for whom that is new. */
export async function markOptedOut(tx: WorkspaceTx, leadIds: readonly string[]): Promise<string[]> {
  if (leadIds.length === 0) return [];
  const rows = await tx.execute<{ id: string }>(
    sql`update leads set consent_email = 'opted-out', updated_at = now() where id in ${leadIds} and consent_email <> 'opted-out' returning id`,
  );
  return rows.map(({ id }) => id);
}

/** Appends what leads said of email; `at` is workspace time, epoch ms. */
export async function recordConsent(
  tx: WorkspaceTx,
  words: readonly { leadId: string; state: 'opted-in' | 'opted-out'; source: string; wording?: string; at: number }[],
): Promise<void> {
  if (words.length === 0) return;
  const rows = JSON.stringify(words.map((word) => ({ ...word, id: uuidv7() })));
  await tx.execute(sql`insert into consents (id, workspace_id, lead_id, channel, state, source, wording, at)
    select x.id, ${tx.workspaceId}::uuid, x."leadId", 'email', x.state, x.source, x.wording, to_timestamp(x.at / 1000)
    from jsonb_to_recordset(${rows}::jsonb) as x(id uuid, "leadId" uuid, state text, source text, wording text, at float8)`);
}
