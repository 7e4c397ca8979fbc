import type { EndReason } from '@trellis/shared/node/decision.ts';
import type { WorkspaceTx } from '../db/client.ts';
import { recordOwnEvents } from '../intake/own-events.ts';

interface RunOf {
  id: string;
  leadId: string;
  workflowId: string;
}

/** Tells of the end of a run, so that triggers and waits of other workflows may follow it. `now`: epoch ms, workspace time. */
export async function recordRunEnded(tx: WorkspaceTx, run: RunOf, reason: EndReason, now: number): Promise<void> {
  const { id, leadId, workflowId } = run;
  const properties = { workflow: workflowId, run: id, reason };
  await recordOwnEvents(tx, now, [{ leadId, name: 'run.ended', properties, messageId: `run.ended:${id}` }]);
}

/** Tells of the start of a run. */
export async function recordRunStarted(tx: WorkspaceTx, run: RunOf, now: number): Promise<void> {
  const { id, leadId, workflowId } = run;
  const properties = { workflow: workflowId, run: id };
  await recordOwnEvents(tx, now, [{ leadId, name: 'run.started', properties, messageId: `run.started:${id}` }]);
}
