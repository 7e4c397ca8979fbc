import type { LeadSnapshot } from '@trellis/shared/lead/lead.ts';
import { sql } from 'drizzle-orm';
import type { WorkspaceTx } from '../client.ts';
import { leadColumns } from './run-locks.ts';

const present = (tx: WorkspaceTx) =>
  sql`l.workspace_id = ${tx.workspaceId} and l.merged_into is null and l.erased_at is null`;

/** How many leads the workspace has. */
export async function countLeads(tx: WorkspaceTx): Promise<number> {
  const [row] = await tx.execute<{ count: number }>(
    sql`select count(*)::int as count from leads l where ${present(tx)}`,
  );
  return row?.count ?? 0;
}

/** About that share (0 to 1) of the leads, by pages of the table, the same ones each time; all of them for 1. */
export async function sampleLeads(
  tx: WorkspaceTx,
  { share, limit }: { share: number; limit: number },
): Promise<LeadSnapshot[]> {
  const sample = share < 1 ? sql`tablesample system (${share * 100}::float4) repeatable (1)` : sql``;
  return tx.execute<LeadSnapshot & Record<string, unknown>>(
    sql`select ${leadColumns} from leads l ${sample} where ${present(tx)} limit ${limit}`,
  );
}
