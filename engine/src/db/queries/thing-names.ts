import { sql } from 'drizzle-orm';
import type { WorkspaceTx } from '../client.ts';

/** Names of the workflows, segments and forms of a workspace by their ids: what configs name. */
export async function thingNames(tx: WorkspaceTx): Promise<Map<string, string>> {
  const rows = await tx.execute<{ id: string; name: string }>(sql`
    select id::text, name from workflows where workspace_id = ${tx.workspaceId}
    union all select id::text, name from segments where workspace_id = ${tx.workspaceId}
    union all select id::text, name from forms where workspace_id = ${tx.workspaceId}`);
  return new Map(rows.map(({ id, name }) => [id, name]));
}
