import { sql } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import type { SystemTx, WorkspaceTx } from '../client.ts';

/** Something the intake could not take, for the person who has to mend the sender. */
export interface RejectedEvent {
  source: string;
  code: string;
  message: string;
  excerpt: string;
}

/** Keeps what was refused; one statement. */
export async function insertRejected(tx: WorkspaceTx, rejected: readonly RejectedEvent[]): Promise<void> {
  if (rejected.length === 0) return;
  const rows = JSON.stringify(rejected.map((one) => ({ ...one, id: uuidv7() })));
  await tx.execute(sql`insert into rejected_events (id, workspace_id, source, code, message, excerpt)
    select x.id, ${tx.workspaceId}::uuid, x.source, x.code, x.message, x.excerpt
    from jsonb_to_recordset(${rows}::jsonb) as x(id uuid, source text, code text, message text, excerpt text)`);
}

/** Removes what was kept for longer than `days`; answers how many rows went. */
export async function pruneRejected(tx: SystemTx, days: number): Promise<number> {
  const rows = await tx.execute(
    sql`delete from rejected_events where created_at < now() - make_interval(days => ${days}) returning 1`,
  );
  return rows.length;
}
