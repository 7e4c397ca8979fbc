import { uuidv7 } from 'uuidv7';
import type { WorkspaceTx } from '../db/client.ts';
import { readClock } from '../db/queries/clock.ts';
import { endPause, insertPause, lockPause } from '../db/queries/pauses.ts';

/** Of two leads that become one the stricter holds: the survivor is paused from now on where the other one was. */
export async function unitePauses(
  tx: WorkspaceTx,
  { loser, survivor }: { loser: string; survivor: string },
): Promise<void> {
  const open = await lockPause(tx, { level: 'lead', subjectId: loser, name: '' });
  if (!open) return;
  const { now } = await readClock(tx, tx.workspaceId);
  await endPause(tx, open.id, { until: now, durations: open.durations, spreadSeconds: 0, by: open.actor });
  await insertPause(tx, { ...open, id: uuidv7(), subjectId: survivor, since: now });
}
