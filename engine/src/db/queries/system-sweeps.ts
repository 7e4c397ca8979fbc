import { sql } from 'drizzle-orm';
import type { SystemTx } from '../client.ts';
import { partHeld, runHeld } from './pauses.ts';

/** Any number, one per kind of sweep: only one process sweeps at a time. */
const SWEEP_LOCK = 7_423_002;
const MOST = 1_000;

/** True when no other process sweeps now; held until the transaction ends. */
export async function maySweep(tx: SystemTx): Promise<boolean> {
  const [row] = await tx.execute<{ mine: boolean }>(sql`select pg_try_advisory_xact_lock(${SWEEP_LOCK}) as mine`);
  return row?.mine === true;
}

/**
 * Owes a wake-up to each active run that should have moved so long ago (its deadline is over, or it stands ready or at an effect), and to each
 * whose timer was set by a clock that was changed since. Answers how many. A needless one costs the run one call. What is paused from above
 * rests until that lifts.
 */
export async function wakeOverdue(tx: SystemTx, seconds: number): Promise<number> {
  const rows = await tx.execute(sql`
    with found as (
      select r.id from runs r join workspaces w on w.id = r.workspace_id
      where r.status = 'active' and not ${runHeld}
        and not exists (select 1 from outbox o where o.subject_id = r.id)
        and (r.due_at < now() - make_interval(secs => ${seconds})
          or (r.due_at is null and r.moved_at < now() - make_interval(secs => ${seconds})
            and not exists (select 1 from run_waits x where x.run_id = r.id) and not ${partHeld})
          or exists (select 1 from run_waits x where x.run_id = r.id and x.clock_version < w.clock_version))
      order by r.id limit ${MOST} for no key update of r skip locked
    ), marked as (
      update runs set woken_n = step_no from found where runs.id = found.id returning runs.workspace_id, runs.id, runs.step_no
    )
    insert into outbox (workspace_id, kind, subject_id, n) select workspace_id, 'wake', id, step_no from marked returning id`);
  return rows.length;
}

/** Starts the workflow of every run that has not ended anew, at its cursor with its remaining time: after the Temporal server was replaced. */
export async function rehydrateAll(tx: SystemTx): Promise<number> {
  const rows = await tx.execute(sql`
    insert into outbox (workspace_id, kind, subject_id, place, again)
    select workspace_id, 'start', id, 'local', true from runs where status <> 'ended' returning id`);
  return rows.length;
}

/** The workspaces of those of these runs that have not ended. */
export async function openRuns(
  tx: SystemTx,
  runIds: readonly string[],
): Promise<{ id: string; workspaceId: string }[]> {
  if (runIds.length === 0) return [];
  return tx.execute<{ id: string; workspaceId: string }>(
    sql`select id, workspace_id as "workspaceId" from runs where id in ${runIds} and status <> 'ended'`,
  );
}

/** Owes each of these runs a fresh start. */
export async function restartRuns(tx: SystemTx, runs: readonly { id: string; workspaceId: string }[]): Promise<void> {
  for (const { id, workspaceId } of runs) {
    await tx.execute(
      sql`insert into outbox (workspace_id, kind, subject_id, place, again) values (${workspaceId}, 'start', ${id}, 'local', true)`,
    );
  }
}

/** Keeps which Temporal server runs are started on; true when it is another one than before. */
export async function noteTemporalServer(tx: SystemTx, identity: string): Promise<boolean> {
  const [before] = await tx.execute<{ value: string }>(
    sql`select value from installation where key = 'temporal-server' for update`,
  );
  if (before?.value === identity) return false;
  await tx.execute(sql`insert into installation (key, value) values ('temporal-server', ${identity})
    on conflict (key) do update set value = excluded.value, at = now()`);
  return before !== undefined;
}
