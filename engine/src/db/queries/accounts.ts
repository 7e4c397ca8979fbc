import { sql } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import type { WorkspaceTx } from '../client.ts';

export interface AccountPatch {
  key: string;
  name?: string;
  /** Merged into what is known; null removes. */
  attributes: Record<string, unknown>;
}

/** Makes or changes accounts by their keys, one patch a key; answers their ids. Rows go by key, so that two calls cannot wait for each other in a circle. */
export async function upsertAccounts(tx: WorkspaceTx, patches: readonly AccountPatch[]): Promise<Map<string, string>> {
  if (patches.length === 0) return new Map();
  const rows = JSON.stringify(patches.map((patch) => ({ ...patch, id: uuidv7() })));
  const found = await tx.execute<{ key: string; id: string }>(sql`
    insert into accounts as a (id, workspace_id, key, name, attributes)
    select x.id, ${tx.workspaceId}::uuid, x.key, x.name, jsonb_strip_nulls(x.attributes)
    from jsonb_to_recordset(${rows}::jsonb) as x(id uuid, key text, name text, attributes jsonb) order by x.key
    on conflict (workspace_id, key) do update set name = coalesce(excluded.name, a.name), updated_at = now(),
      attributes = jsonb_strip_nulls(a.attributes || (select y.attributes from jsonb_to_recordset(${rows}::jsonb) as y(key text, attributes jsonb) where y.key = excluded.key))
    returning a.key, a.id`);
  return new Map(found.map(({ key, id }) => [key, id]));
}
