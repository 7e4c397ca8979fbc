import type { WorkspaceTx } from '../../db/client.ts';
import { readClock } from '../../db/queries/clock.ts';
import { countEntries, countQueued, takeQueued } from '../../db/queries/routing.ts';
import { type DueScan, keepScan, readEntryCap, removeScan } from '../../db/queries/scans.ts';
import { routeQueued } from '../route-event.ts';

const BATCH = 50;
const MINUTE = 60_000;

/** Lets leads in that wait before a cap, first come first served, as many as it allows now; each is judged again, for much may have changed. */
export async function releaseEntries(tx: WorkspaceTx, scan: DueScan): Promise<void> {
  const { subjectId: workflowId } = scan;
  const { clock, now } = await readClock(tx, tx.workspaceId);
  const cap = await readEntryCap(tx, workflowId);
  const { hour, day } = await countEntries(tx, workflowId, now);
  const free = Math.min(
    BATCH,
    (cap?.perHour ?? Number.POSITIVE_INFINITY) - hour,
    (cap?.perDay ?? Number.POSITIVE_INFINITY) - day,
  );
  if (free > 0) {
    // Leads are locked in the order of their ids, as everywhere.
    const queued = await takeQueued(tx, workflowId, free);
    for (const one of queued.sort((a, b) => (a.leadId < b.leadId ? -1 : 1)))
      await routeQueued(tx, { workflowId, ...one });
  }
  if ((await countQueued(tx, workflowId)) === 0) await removeScan(tx, scan);
  else await keepScan(tx, { ...scan, inMs: Math.max(1_000, MINUTE / clock.factor), seen: Math.max(0, free) });
}
