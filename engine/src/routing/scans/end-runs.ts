import type { WorkspaceTx } from '../../db/client.ts';
import { lockLeads, lockRun } from '../../db/queries/run-locks.ts';
import { type DueScan, keepScan, openRunsOf, removeScan } from '../../db/queries/scans.ts';
import { endRun } from '../../runs/control.ts';

const BATCH = 100;

/** Ends the runs of a workflow that was stopped for good, batch by batch. */
export async function endRunsBatch(tx: WorkspaceTx, scan: DueScan): Promise<void> {
  const open = await openRunsOf(tx, scan.subjectId, BATCH);
  await lockLeads(tx, [...new Set(open.map(({ leadId }) => leadId))]);
  for (const { id, leadId } of open) {
    const run = await lockRun(tx, id, null);
    // A merge may have moved it between the two statements: the next batch finds it again.
    if (run.leadId === leadId) await endRun(tx, run, 'workflow-stopped');
  }
  if (open.length < BATCH) await removeScan(tx, scan);
  else await keepScan(tx, { ...scan, inMs: 0, seen: open.length });
}
