import { sql } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import type { SystemTx, WorkspaceTx } from '../client.ts';
import { iso } from './iso.ts';

export interface KeyRow {
  id: string;
  name: string;
  key: string;
  createdBy: string;
  createdAt: string;
  lastUsedAt: string | null;
  revokedAt: string | null;
}

const columns = sql`id, name, key, created_by as "createdBy", ${iso('created_at')} as "createdAt", ${iso('last_used_at')} as "lastUsedAt",
  ${iso('revoked_at')} as "revokedAt"`;

/** All write keys, those in force first, newest first. */
export async function listKeys(tx: WorkspaceTx): Promise<KeyRow[]> {
  return tx.execute<KeyRow & Record<string, unknown>>(
    sql`select ${columns} from api_keys where workspace_id = ${tx.workspaceId} and kind = 'write' order by (revoked_at is not null), id desc`,
  );
}

export async function insertKey(
  tx: WorkspaceTx | (SystemTx & { workspaceId: string }),
  { name, key, createdBy }: { name: string; key: string; createdBy: string },
): Promise<KeyRow> {
  const [row] = await tx.execute<KeyRow & Record<string, unknown>>(sql`
    insert into api_keys (id, workspace_id, kind, name, key, created_by)
    values (${uuidv7()}, ${tx.workspaceId}, 'write', ${name}, ${key}, ${createdBy}) returning ${columns}`);
  if (!row) throw new Error('The insert of a key answered no row.');
  return row;
}

/** Takes a key out of force; null where there is none with this id. A key revoked before keeps its time. */
export async function revokeKey(tx: WorkspaceTx, keyId: string): Promise<KeyRow | null> {
  const [row] = await tx.execute<KeyRow & Record<string, unknown>>(sql`
    update api_keys set revoked_at = coalesce(revoked_at, now()) where id = ${keyId} and kind = 'write' and workspace_id = ${tx.workspaceId} returning ${columns}`);
  return row ?? null;
}

/** A key in force, for test events; null where all are revoked. */
export async function anyWriteKey(tx: WorkspaceTx): Promise<string | null> {
  const [row] = await tx.execute<{ key: string }>(
    sql`select key from api_keys where workspace_id = ${tx.workspaceId} and kind = 'write' and revoked_at is null order by id limit 1`,
  );
  return row?.key ?? null;
}
