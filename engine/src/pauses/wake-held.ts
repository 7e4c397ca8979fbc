import type { WorkspaceTx } from '../db/client.ts';
import { wakeHeld } from '../db/queries/held-runs.ts';
import { readEndedPause } from '../db/queries/pauses.ts';
import { type DueScan, keepScan, removeScan } from '../db/queries/scans.ts';

/** Runs called in one transaction, and so in a second: more would only wait in the outbox. */
const BATCH = 1_000;

/** Calls the runs that a pause held and that was ended, batch by batch; `subjectId` is the pause. */
export async function wakeHeldBatch(tx: WorkspaceTx, scan: DueScan): Promise<void> {
  const id = scan.subjectId;
  const pause = await readEndedPause(tx, id);
  if (!pause) {
    await removeScan(tx, scan);
    return;
  }
  const { last, woken } = await wakeHeld(tx, { ...pause, id }, { cursor: scan.cursor, limit: BATCH });
  if (woken < BATCH) await removeScan(tx, scan);
  else await keepScan(tx, { ...scan, cursor: last, inMs: 0, seen: woken });
}
