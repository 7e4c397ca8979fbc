import { sql } from 'drizzle-orm';
import type { WorkspaceTx } from '../client.ts';

/** Sets or clears the pause of a locked run; answers how long it was paused (real ms, 0 when setting). */
export async function markPaused(tx: WorkspaceTx, runId: string, paused: boolean): Promise<number> {
  const [row] = await tx.execute<{ ms: number }>(sql`
    with before as (select paused_at from runs where id = ${runId})
    update runs set paused_at = ${paused ? sql`clock_timestamp()` : sql`null`} where id = ${runId}
    returning coalesce(extract(epoch from clock_timestamp() - (select paused_at from before)) * 1000, 0)::float8 as ms`);
  return paused ? 0 : (row?.ms ?? 0);
}

/** A claimed effect of a run that was ended or moved never begins. */
export async function withholdClaimed(tx: WorkspaceTx, runId: string, code: string): Promise<void> {
  await tx.execute(
    sql`update effects set state = 'withheld', code = ${code}, settled_at = now() where run_id = ${runId} and state = 'claimed'`,
  );
}

/** Ids of the runs of these (locked) leads that have not ended, in lock order. */
export async function openRunIds(tx: WorkspaceTx, leadIds: readonly string[]): Promise<string[]> {
  if (leadIds.length === 0) return [];
  const rows = await tx.execute<{ id: string }>(
    sql`select id from runs where lead_id in ${leadIds} and status <> 'ended' order by id`,
  );
  return rows.map(({ id }) => id);
}
