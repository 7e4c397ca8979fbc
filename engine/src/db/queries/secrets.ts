import { sql } from 'drizzle-orm';
import type { SystemTx, WorkspaceTx } from '../client.ts';
import { iso } from './iso.ts';

export interface SecretRow {
  id: string;
  name: string;
  createdBy: string;
  createdAt: string;
  changedBy: string;
  changedAt: string;
  lastUsedAt: string | null;
}

/** A secret's value as it is kept. */
export interface SealedSecret {
  id: string;
  workspaceId: string;
  name: string;
  sealed: Buffer;
}

const columns = sql`id, name, created_by as "createdBy", ${iso('created_at')} as "createdAt", changed_by as "changedBy", ${iso('changed_at')} as "changedAt",
  ${iso('last_used_at')} as "lastUsedAt"`;

export async function listSecrets(tx: WorkspaceTx): Promise<SecretRow[]> {
  return tx.execute<SecretRow & Record<string, unknown>>(
    sql`select ${columns} from secrets where workspace_id = ${tx.workspaceId} order by name`,
  );
}

/** Null where the workspace has a secret of this name. */
export async function insertSecret(
  tx: WorkspaceTx,
  { id, name, keyId, sealed, by }: { id: string; name: string; keyId: string; sealed: Buffer; by: string },
): Promise<SecretRow | null> {
  const [row] = await tx.execute<SecretRow & Record<string, unknown>>(sql`
    insert into secrets (id, workspace_id, name, key_id, sealed, created_by, changed_by)
    values (${id}, ${tx.workspaceId}, ${name}, ${keyId}, ${sealed}, ${by}, ${by})
    on conflict (workspace_id, name) do nothing returning ${columns}`);
  return row ?? null;
}

/** Null where there is none with this id. */
export async function replaceSecret(
  tx: WorkspaceTx,
  { id, keyId, sealed, by }: { id: string; keyId: string; sealed: Buffer; by: string },
): Promise<SecretRow | null> {
  const [row] = await tx.execute<SecretRow & Record<string, unknown>>(sql`
    update secrets set key_id = ${keyId}, sealed = ${sealed}, changed_by = ${by}, changed_at = now()
    where id = ${id} and workspace_id = ${tx.workspaceId} returning ${columns}`);
  return row ?? null;
}

/** Null where there is none with this id. */
export async function deleteSecret(tx: WorkspaceTx, id: string): Promise<SecretRow | null> {
  const [row] = await tx.execute<SecretRow & Record<string, unknown>>(
    sql`delete from secrets where id = ${id} and workspace_id = ${tx.workspaceId} returning ${columns}`,
  );
  return row ?? null;
}

/** The secrets of these names, for a use now: it is noted, at most once a minute. */
export async function takeSecrets(tx: WorkspaceTx, names: readonly string[]): Promise<SealedSecret[]> {
  if (names.length === 0) return [];
  return tx.execute<SealedSecret & Record<string, unknown>>(sql`
    with used as (update secrets set last_used_at = now() where workspace_id = ${tx.workspaceId} and name in ${names}
      and (last_used_at is null or last_used_at < now() - interval '1 minute'))
    select id, workspace_id as "workspaceId", name, sealed from secrets where workspace_id = ${tx.workspaceId} and name in ${names}`);
}

/** Secrets of all workspaces that another key than this one sealed; locked, those that somebody holds are passed over. */
export async function secretsOfOtherKeys(tx: SystemTx, keyId: string, limit: number): Promise<SealedSecret[]> {
  return tx.execute<SealedSecret & Record<string, unknown>>(
    sql`select id, workspace_id as "workspaceId", name, sealed from secrets where key_id <> ${keyId} limit ${limit} for update skip locked`,
  );
}

/** The same value, sealed anew. */
export async function resealSecret(
  tx: SystemTx,
  { id, keyId, sealed }: { id: string; keyId: string; sealed: Buffer },
): Promise<void> {
  await tx.execute(sql`update secrets set key_id = ${keyId}, sealed = ${sealed} where id = ${id}`);
}
