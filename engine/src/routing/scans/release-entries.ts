import type { WorkspaceTx } from '../../db/client.ts';
import { readClock } from '../../db/queries/clock.ts';
import { spreadLeft, takeQueued } from '../../db/queries/held-entries.ts';
import { countEntries, countQueued } from '../../db/queries/routing.ts';
import { lockLeads } from '../../db/queries/run-locks.ts';
import { type DueScan, keepScan, readEntryCap, removeScan } from '../../db/queries/scans.ts';
import { routeQueued } from '../route-event.ts';

const BATCH = 50;
const MINUTE = 60_000;
/** How often the scanner looks, real ms. */
const TICK = 1_000;

/**
 * Lets leads in that wait before a cap, or waited for the end of a pause, first come first served: as many as the cap allows now, and no faster than
 * a resume is spread. Each is judged again, for much may have changed.
 */
export async function releaseEntries(tx: WorkspaceTx, scan: DueScan): Promise<void> {
  const { subjectId: workflowId } = scan;
  const { clock, now } = await readClock(tx, tx.workspaceId);
  const cap = await readEntryCap(tx, workflowId);
  const { hour, day } = await countEntries(tx, workflowId, now);
  const queued = await countQueued(tx, workflowId);
  const spread = await spreadLeft(tx, workflowId);
  const free = Math.min(
    spread > 0 ? Math.max(1, Math.ceil((queued * TICK) / spread)) : BATCH,
    BATCH,
    (cap?.perHour ?? Number.POSITIVE_INFINITY) - hour,
    (cap?.perDay ?? Number.POSITIVE_INFINITY) - day,
  );
  const taken = free > 0 ? await takeQueued(tx, workflowId, free) : [];
  // Leads are locked in the order of their ids, as everywhere, and let in by the order in which they came.
  await lockLeads(tx, [...new Set(taken.map(({ leadId }) => leadId))]);
  for (const one of taken) await routeQueued(tx, { workflowId, ...one });
  if ((await countQueued(tx, workflowId)) === 0) await removeScan(tx, scan);
  else {
    const more = taken.length > 0 && taken.length === Math.min(free, queued);
    await keepScan(tx, { ...scan, inMs: more ? 0 : Math.max(TICK, MINUTE / clock.factor), seen: taken.length });
  }
}
