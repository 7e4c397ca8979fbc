import { type SQL, sql } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import type { WorkspaceTx } from '../client.ts';
import { list } from './list.ts';

/** Ids of the leads with this address (case does not matter), in lock order. */
export const leadsWithAddress = (tx: WorkspaceTx, address: string): Promise<string[]> =>
  leadsWithAddresses(tx, [address]);

/** Ids of the leads with any of these addresses, in lock order. */
export async function leadsWithAddresses(tx: WorkspaceTx, addresses: readonly string[]): Promise<string[]> {
  const keys = list(
    addresses.map((address) => address.trim().toLowerCase()),
    'text',
  );
  const rows = await tx.execute<{ id: string }>(
    sql`select id from leads where workspace_id = ${tx.workspaceId} and email_key = any(${keys}) and merged_into is null order by id`,
  );
  return rows.map(({ id }) => id);
}

/** The addresses that these leads have. */
export async function addressesOf(tx: WorkspaceTx, leadIds: readonly string[]): Promise<string[]> {
  if (leadIds.length === 0) return [];
  const rows = await tx.execute<{ email: string }>(
    sql`select email from leads where workspace_id = ${tx.workspaceId} and id = any(${list(leadIds, 'uuid')}) and email is not null`,
  );
  return rows.map(({ email }) => email);
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

/** The same for many, in one order: the list's lock is that of each of its addresses. */
export async function lockAddresses(tx: WorkspaceTx, addressHashes: readonly string[]): Promise<void> {
  if (addressHashes.length === 0) return;
  await tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended('address:' || x, 0)) from (select x from unnest(${list(addressHashes, 'text')}) x order by x) x`,
  );
}

/** Enters an address into the list of those that must not be mailed; an earlier entry stands. */
export const addSuppression = (
  tx: WorkspaceTx,
  { addressHash, ...entry }: { addressHash: string; reason: string; sendKey: string | null },
): Promise<void> => addSuppressions(tx, { addressHashes: [addressHash], ...entry });

/** Enters addresses, in one order, so that two calls cannot wait for each other in a circle. */
export async function addSuppressions(
  tx: WorkspaceTx,
  { addressHashes, reason, sendKey }: { addressHashes: readonly string[]; reason: string; sendKey: string | null },
): Promise<void> {
  if (addressHashes.length === 0) return;
  await tx.execute(sql`insert into suppressions (workspace_id, channel, address_hash, reason, send_key)
    select ${tx.workspaceId}::uuid, 'email', x, ${reason}::text, ${sendKey}::text from unnest(${list(addressHashes, 'text')}) x order by x on conflict do nothing`);
}

/** Opts the (locked) leads out of email; answers those for whom that is new. */
export async function markOptedOut(tx: WorkspaceTx, leadIds: readonly string[]): Promise<string[]> {
  if (leadIds.length === 0) return [];
  const rows = await tx.execute<{ id: string }>(
    sql`update leads set consent_email = 'opted-out', updated_at = now() where id = any(${list(leadIds, 'uuid')}) and consent_email <> 'opted-out' returning id`,
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
