import type { SinkMailbox } from '@trellis/engine/channels/email/smtp-sink-mailbox.ts';
import type { Database } from '@trellis/engine/db/client.ts';
import { findViolations } from '@trellis/engine/testing/invariants.ts';
import { eventually } from '@trellis/engine/testing/stage.ts';
import { sql } from 'drizzle-orm';

export interface Outcome {
  /** One sentence per violation of the invariants or run that has not ended; empty when all holds. */
  violations: string[];
  runs: number;
  /** Sends by their final state: `accepted`, `unknown`… */
  sends: Record<string, number>;
  /** How late the latest wait ended, ms of workspace time. */
  latest: number;
}

/** What a fault test ends with, once all is healthy again and every run was given its time: the invariants, and that no run is left. */
export async function checkEnded(db: Pick<Database, 'asSystem'>, mailbox: SinkMailbox): Promise<Outcome> {
  // The last steps owe events to routing, and deliveries that were cut off come again.
  const owed = () => db.asSystem((tx) => tx.execute(sql`select kind, due_at, attempts, last_error from outbox`));
  await eventually(owed, (rows) => rows.length === 0, 60_000);
  const violations = await findViolations({ db, arrived: (messageId) => mailbox.count(messageId) });
  return db.asSystem(async (tx) => {
    const runs = await tx.execute<{ id: string; status: string; tokens: unknown }>(
      sql`select id, status, state -> 'tokens' as tokens from runs order by id`,
    );
    const sends = await tx.execute<{ state: string; count: number }>(
      sql`select x.state, count(*)::int as count from sends s join effects x on x.key = s.key group by x.state`,
    );
    const [late] = await tx.execute<{ latest: number }>(sql`
      select coalesce(max(extract(epoch from l.at)::float8 * 1000 - (r.inputs ->> 'until')::float8), 0)::float8 as latest
      from run_steps r join run_steps l on l.run_id = r.run_id and l.node = r.node and l.visit = r.visit and l.kind = 'left' and l.cause = 'time'
      where r.kind = 'rest' and r.inputs ? 'until'`);
    const left = runs.filter(({ status }) => status !== 'ended');
    return {
      violations: [
        ...violations,
        ...left.map(({ id, status, tokens }) => `run ${id} is ${status} at ${JSON.stringify(tokens)}`),
      ],
      runs: runs.length,
      sends: Object.fromEntries(sends.map(({ state, count }) => [state, count])),
      latest: late?.latest ?? 0,
    };
  });
}
