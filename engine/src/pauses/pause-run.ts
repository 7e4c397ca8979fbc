import { uuidv7 } from 'uuidv7';
import type { WorkspaceTx } from '../db/client.ts';
import { toWorkspaceTime } from '../db/queries/clock.ts';
import { endPause, insertPause, lockPause } from '../db/queries/pauses.ts';
import type { LockedRun } from '../db/queries/run-locks.ts';

/** Puts the pause of a single locked run on; the caller changes its status in the same transaction. */
export async function pauseRun(
  tx: WorkspaceTx,
  run: LockedRun,
  { actor, durations = 'stop' }: { actor: string; durations?: 'stop' | 'run' },
): Promise<void> {
  await insertPause(tx, {
    id: uuidv7(),
    level: 'run',
    subjectId: run.id,
    name: '',
    durations,
    entrants: 'queue',
    actor,
    reason: null,
    since: toWorkspaceTime(run.clock, run.real),
  });
}

/** Ends it, at the moment at which the run was locked. */
export async function endRunPause(tx: WorkspaceTx, run: LockedRun, by: string): Promise<void> {
  const pause = await lockPause(tx, { level: 'run', subjectId: run.id, name: '' });
  if (!pause) return;
  const until = toWorkspaceTime(run.clock, run.real);
  await endPause(tx, pause.id, { until, durations: pause.durations, spreadSeconds: 0, by });
}
