import type { LeadSnapshot } from '@trellis/shared/lead/lead.ts';
import type { WorkspaceTx } from '../db/client.ts';
import { markMoveRun, readNextMove, setNextMove } from '../db/queries/moves.ts';
import type { LockedRun } from '../db/queries/run-locks.ts';
import type { DecideDeps } from '../runs/decide-once.ts';
import { moveRun } from './move-run.ts';

/**
 * For a run that is to move when it leaves its node (`runs.next_move`), asked in the transaction of each of its decisions.
 * stay: decide as ever · wait: decide, but only until a token has left its node · moved: it has, and stands in the other version now.
 */
export type NextStep = { kind: 'stay' } | { kind: 'wait' } | { kind: 'moved'; stepNo: number };

/** Moves a locked run that has left its node; the mark is taken away where its move was cancelled or cannot be made. */
export async function takeNextStep(
  tx: WorkspaceTx,
  deps: DecideDeps,
  { run, lead }: { run: LockedRun; lead: LeadSnapshot },
): Promise<NextStep> {
  const next = await readNextMove(tx, run.id);
  if (!next || next.versionId === run.versionId) {
    await setNextMove(tx, run.id, null);
    return { kind: 'stay' };
  }
  if (!run.state.tokens.some(({ at }) => at === 'ready')) return { kind: 'wait' };
  const { moveId, versionId, versionNumber, actorName, target } = next;
  const moved = await moveRun(tx, deps, {
    run,
    lead,
    order: { versionId, versionNumber, actorName, target, goesOn: true },
  });
  // A branch beside it is at an effect: it moves when that has been settled and another token leaves its node.
  if (moved.kind === 'settle-first') return { kind: 'stay' };
  await setNextMove(tx, run.id, null);
  if (moved.kind === 'refused') {
    await markMoveRun(tx, { moveId, runId: run.id, state: 'refused', code: moved.code });
    return { kind: 'stay' };
  }
  await markMoveRun(tx, {
    moveId,
    runId: run.id,
    state: 'moved',
    before: moved.before,
    stepNo: moved.stepNo,
    fromVersionId: run.versionId,
  });
  return { kind: 'moved', stepNo: moved.stepNo };
}
