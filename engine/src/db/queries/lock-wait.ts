import { sql } from 'drizzle-orm';
import type { WorkspaceTx } from '../client.ts';

/** From here on a statement of this transaction that waits so long for a lock fails (55P03), ms. */
export async function waitForLocksAtMost(tx: WorkspaceTx, ms: number): Promise<void> {
  await tx.execute(sql`select set_config('lock_timeout', ${String(ms)}, true)`);
}
