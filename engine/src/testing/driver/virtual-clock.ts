import { sql } from 'drizzle-orm';
import type { Database } from '../../db/client.ts';

/**
 * The clock of a workspace, moved by leaps: between leaps it goes as fast as real time, so that nothing in the engine can tell. A leap moves
 * what is kept in real time with it (`due_at`, `moved_at`, the resume of a pause, what the outbox owes later), as if that much real time had passed. Leap only while no step runs.
 */
export interface VirtualClock {
  /** Workspace time, epoch ms. */
  now(): number;
  /** Leaps to an instant that has not passed yet; does nothing where it has. */
  leapTo(at: number): Promise<void>;
}

export async function createVirtualClock(
  db: Pick<Database, 'asSystem'>,
  workspaceId: string,
  start: number,
): Promise<VirtualClock> {
  let anchor = start;
  let anchorReal = Date.now();
  const now = () => anchor + Date.now() - anchorReal;
  const set = (at: number) =>
    db.asSystem((tx) =>
      tx.execute(
        sql`update workspaces set clock_anchor = to_timestamp(${at}::float8 / 1000), clock_anchor_real = clock_timestamp() where id = ${workspaceId}`,
      ),
    );
  await set(start);
  return {
    now,
    async leapTo(at) {
      const by = at - now();
      if (by <= 0) return;
      anchor = at;
      anchorReal = Date.now();
      await db.asSystem(async (tx) => {
        await tx.execute(sql`update workspaces set clock_anchor = clock_anchor + (clock_timestamp() - clock_anchor_real) + make_interval(secs => ${by}::float8 / 1000),
          clock_anchor_real = clock_timestamp() where id = ${workspaceId}`);
        await tx.execute(sql`update runs set due_at = due_at - make_interval(secs => ${by}::float8 / 1000), moved_at = moved_at - make_interval(secs => ${by}::float8 / 1000)
          where workspace_id = ${workspaceId} and status <> 'ended'`);
        await tx.execute(
          sql`update pauses set resumed_at = resumed_at - make_interval(secs => ${by}::float8 / 1000) where workspace_id = ${workspaceId}`,
        );
        await tx.execute(
          sql`update outbox set due_at = due_at - make_interval(secs => ${by}::float8 / 1000) where workspace_id = ${workspaceId} and due_at > now()`,
        );
      });
    },
  };
}
