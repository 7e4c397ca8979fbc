import { type Heard, interrupt } from '@trellis/shared/runtime/listens.ts';
import type { WorkspaceTx } from '../db/client.ts';
import { toWorkspaceTime } from '../db/queries/clock.ts';
import { withholdClaimed } from '../db/queries/run-control.ts';
import { lockRun } from '../db/queries/run-locks.ts';
import { writeControl } from '../runs/control.ts';

/**
 * Applies an exit rule or a goal to a run that is locked together with its lead: it ends or goes elsewhere at once, from any wait, and a send that
 * was claimed but not begun is withheld. The wake-up only lets the workflow notice.
 */
export async function interruptRun(tx: WorkspaceTx, runId: string, heard: Heard): Promise<void> {
  const run = await lockRun(tx, runId, null);
  const { state, step, ended } = interrupt(run.state, heard, toWorkspaceTime(run.clock, run.real));
  // A goal that only counts leaves a claimed send as it is: it is taken over under the new number.
  if (ended || step.to) await withholdClaimed(tx, runId, step.outcome ?? 'interrupted');
  await writeControl(tx, run, {
    status: ended ? 'ended' : 'active',
    ...(ended ? { endReason: ended } : {}),
    state,
    step,
    cause: step.cause,
    text: step.text,
    ...(step.consumed ? { consumed: step.consumed } : {}),
    ...(step.outcome ? { outcome: step.outcome } : {}),
  });
}
