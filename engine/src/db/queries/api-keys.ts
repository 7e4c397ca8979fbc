import type { KeyScope } from '@trellis/shared/api/keys.ts';
import { sql } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import type { SystemTx, WorkspaceTx } from '../client.ts';
import { iso } from './iso.ts';

export interface ApiKeyRow {
  id: string;
  name: string;
  scope: KeyScope;
  hint: string;
  createdBy: string;
  createdAt: string;
  lastUsedAt: string | null;
  revokedAt: string | null;
}

const columns = sql`id, name, scope, hint, created_by as "createdBy", ${iso('created_at')} as "createdAt", ${iso('last_used_at')} as "lastUsedAt",
  ${iso('revoked_at')} as "revokedAt"`;

/** All API keys, those in force first, newest first. */
export async function listApiKeys(tx: WorkspaceTx): Promise<ApiKeyRow[]> {
  return tx.execute<ApiKeyRow & Record<string, unknown>>(sql`
    select ${columns} from api_keys where workspace_id = ${tx.workspaceId} and kind = 'api' order by (revoked_at is not null), id desc`);
}

export async function insertApiKey(
  tx: WorkspaceTx,
  key: { name: string; scope: KeyScope; hash: string; hint: string; createdBy: string },
): Promise<ApiKeyRow> {
  const [row] = await tx.execute<ApiKeyRow & Record<string, unknown>>(sql`
    insert into api_keys (id, workspace_id, kind, scope, name, key, hint, created_by)
    values (${uuidv7()}, ${tx.workspaceId}, 'api', ${key.scope}, ${key.name}, ${key.hash}, ${key.hint}, ${key.createdBy}) returning ${columns}`);
  if (!row) throw new Error('The insert of an API key answered no row.');
  return row;
}

/** Takes an API key out of force; null where there is none with this id. */
export async function revokeApiKey(tx: WorkspaceTx, keyId: string): Promise<ApiKeyRow | null> {
  const [row] = await tx.execute<ApiKeyRow & Record<string, unknown>>(sql`
    update api_keys set revoked_at = coalesce(revoked_at, now())
    where id = ${keyId} and kind = 'api' and workspace_id = ${tx.workspaceId} returning ${columns}`);
  return row ?? null;
}

/** Whose API key has this hash, unless it was revoked; notes the use at most once a minute. */
export async function resolveApiKey(
  tx: SystemTx,
  hash: string,
): Promise<{ id: string; name: string; scope: KeyScope; workspaceId: string } | null> {
  const [row] = await tx.execute<{
    id: string;
    name: string;
    scope: KeyScope;
    workspaceId: string;
    stale: boolean;
  }>(sql`
    select id, name, scope, workspace_id as "workspaceId", (last_used_at is null or last_used_at < now() - interval '1 minute') as stale
    from api_keys where key = ${hash} and kind = 'api' and revoked_at is null`);
  if (!row) return null;
  if (row.stale) await tx.execute(sql`update api_keys set last_used_at = now() where id = ${row.id}`);
  return row;
}

/** Names of API keys, for "done by". */
export async function apiKeyNames(tx: SystemTx, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.execute<{ id: string; name: string }>(sql`select id, name from api_keys where id in ${ids}`);
  return new Map(rows.map(({ id, name }) => [id, name]));
}
