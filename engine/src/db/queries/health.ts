import { sql } from 'drizzle-orm';
import type { SystemTx } from '../client.ts';

/** Answers when the database does. */
export async function ping(tx: SystemTx): Promise<void> {
  await tx.execute(sql`select 1`);
}

/** How much the outbox owes, and for how long (seconds); what stays there is delayed work. */
export async function outboxBacklog(tx: SystemTx): Promise<{ rows: number; oldestSeconds: number }> {
  const [row] = await tx.execute<{ rows: number; oldestSeconds: number }>(sql`
    select count(*)::int as rows, coalesce(extract(epoch from now() - min(due_at)), 0)::float8 as "oldestSeconds" from (select due_at from outbox order by due_at, id limit 10000) o`);
  return row ?? { rows: 0, oldestSeconds: 0 };
}
