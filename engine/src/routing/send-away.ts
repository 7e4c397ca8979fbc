import { uuidv7 } from 'uuidv7';
import type { WorkspaceTx } from '../db/client.ts';
import { readClock } from '../db/queries/clock.ts';
import { dropQueued } from '../db/queries/held-entries.ts';
import { insertNearMisses } from '../db/queries/routing.ts';

/** Whoever waits to enter a workflow that was stopped never enters; each keeps the reason. */
export async function sendAway(tx: WorkspaceTx, workflowId: string): Promise<void> {
  const queued = await dropQueued(tx, workflowId);
  if (queued.length === 0) return;
  const { now } = await readClock(tx, tx.workspaceId);
  const why = { code: 'stopped', text: 'Waited to enter when the workflow was stopped' };
  await insertNearMisses(
    tx,
    queued.map((one) => ({ ...one, ...why, id: uuidv7(), workflowId, runId: null, at: now })),
  );
}
