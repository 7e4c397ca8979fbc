import { sql } from 'drizzle-orm';
import type { WorkspaceTx } from '../client.ts';

/** What `identify` events of these leads told after these instants (epoch ms, workspace time); only where one did. One statement, none for none. */
export async function traitsToldAfter(
  tx: WorkspaceTx,
  asked: readonly { index: number; leadId: string; at: number }[],
): Promise<{ index: number; traits: Record<string, unknown> }[]> {
  if (asked.length === 0) return [];
  return tx.execute<{ index: number; traits: Record<string, unknown> }>(sql`
    select x.index, jsonb_object_agg(p.key, p.value) as traits
    from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as x(index int, "leadId" uuid, at float8)
      join events e on e.workspace_id = ${tx.workspaceId} and e.lead_id = x."leadId" and e.name = 'identify' and e.occurred_at > to_timestamp(x.at / 1000)
      cross join lateral jsonb_each(e.properties) p group by x.index`);
}
