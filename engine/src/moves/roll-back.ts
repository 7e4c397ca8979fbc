import type { WorkspaceTx } from '../db/client.ts';
import { toWorkspaceTime } from '../db/queries/clock.ts';
import { type LockedMove, type MoveRun, markMoveRun, wentOn } from '../db/queries/moves.ts';
import { lockLeadOfRun, lockRun } from '../db/queries/run-locks.ts';
import { versionNumber } from '../db/queries/versions.ts';
import { earliest, writeMove } from './move-run.ts';

/**
 * Returns a run to the version and the wait it came from, if it has not gone on since it was moved; what it does not return stays where it is.
 * It is woken where its former deadline is earlier than its present one.
 */
export async function returnRun(tx: WorkspaceTx, move: LockedMove, one: MoveRun): Promise<void> {
  const { runId, before, stepNo, fromVersionId } = one;
  const keep = () => markMoveRun(tx, { moveId: move.id, runId, state: 'kept' });
  const lead = await lockLeadOfRun(tx, runId);
  if (!lead || !before || stepNo === null) return keep();
  const run = await lockRun(tx, runId, null);
  if (run.status === 'ended' || run.versionId !== move.versionId) return keep();
  // A try that is under way has no row of its own yet.
  if (run.state.tokens.some(({ at }) => at === 'performing') !== before.tokens.some(({ at }) => at === 'performing'))
    return keep();
  if (await wentOn(tx, runId, stepNo)) return keep();
  const at = toWorkspaceTime(run.clock, run.real);
  const [token] = before.tokens;
  const [stands] = run.state.tokens;
  const text = `Moved back to v${await versionNumber(tx, fromVersionId)} by ${move.actorName}`;
  await writeMove(tx, run, {
    versionId: fromVersionId,
    state: before,
    steps: [
      {
        token: stands?.id ?? token?.id ?? 0,
        node: stands?.node ?? token?.node ?? '',
        visit: 1,
        openedAt: at,
        at,
        kind: 'control',
        cause: 'migrate',
        text,
        ...(token && stands && token.node !== stands.node ? { to: token.node } : {}),
      },
    ],
    ...(run.status === 'active' && earliest(before) < earliest(run.state) ? { wakeInMs: 0 } : {}),
    dueNoLater: null,
  });
  await markMoveRun(tx, { moveId: move.id, runId, state: 'moved-back' });
}
