import { type MoveOptions, TAKE_BACK_MS } from '@trellis/shared/api/publish-views.ts';
import type { WorkspaceTx } from '../db/client.ts';
import { writeAudit } from '../db/queries/audit.ts';
import { enqueueMove, insertMove, lockMove, openMoves, setMoveStatus, stayAll } from '../db/queries/moves.ts';

/** Those that come due by a move are spread over so many minutes where nothing else was said. */
export const SPREAD_MINUTES = 60;

/** Begins a move, audited; it treats nobody before the publish can no longer be taken back. Null where nobody is to be moved. */
export async function startMove(
  tx: WorkspaceTx,
  move: {
    workflowId: string;
    versionId: string;
    options: MoveOptions;
    actor: string;
    actorName: string;
    /** Nothing was published, so there is nothing to take back. */
    atOnce?: boolean;
  },
): Promise<string | null> {
  const { workflowId, versionId, options, actor, actorName } = move;
  if (options.choices.every(({ choice }) => choice === 'stay')) return null;
  const { id, total } = await insertMove(tx, {
    workflowId,
    versionId,
    options,
    spreadMinutes: SPREAD_MINUTES,
    actor,
    actorName,
  });
  await writeAudit(tx, {
    actor,
    action: 'workflow.move',
    subjectKind: 'workflow',
    subjectId: workflowId,
    change: { move: id, versionId, total, ...options },
  });
  if (total === 0) {
    await setMoveStatus(tx, { id, status: 'done' });
    return null;
  }
  await enqueueMove(tx, id, move.atOnce ? 0 : TAKE_BACK_MS);
  return id;
}

export type MoveChanged = { kind: 'done' } | { kind: 'not-found' } | { kind: 'still-moving' };

/** Moves no further runs, audited; those that were to move at their next step stay. A move that is over altogether stays as it is. */
export async function cancelMove(tx: WorkspaceTx, moveId: string, actor: string): Promise<MoveChanged> {
  const move = await lockMove(tx, moveId);
  if (!move) return { kind: 'not-found' };
  if (move.status === 'cancelled' || move.status === 'rolled-back' || move.status === 'rolling-back')
    return { kind: 'done' };
  await setMoveStatus(tx, { id: moveId, status: 'cancelled' });
  await stayAll(tx, moveId);
  await audit(tx, 'workflow.move-cancel', move, actor);
  return { kind: 'done' };
}

/** Begins to return the runs that a move moved, audited. */
export async function rollBackMove(tx: WorkspaceTx, moveId: string, actor: string): Promise<MoveChanged> {
  const move = await lockMove(tx, moveId);
  if (!move) return { kind: 'not-found' };
  if (move.status === 'rolling-back' || move.status === 'rolled-back') return { kind: 'done' };
  if (move.status !== 'done' && move.status !== 'cancelled') return { kind: 'still-moving' };
  await stayAll(tx, moveId);
  await setMoveStatus(tx, { id: moveId, status: 'rolling-back' });
  await enqueueMove(tx, moveId, 0);
  await audit(tx, 'workflow.move-back', move, actor);
  return { kind: 'done' };
}

/** Puts an end to every move of a workflow that has still something to do: another publish, or the taking back of one, decides anew. */
export async function cancelMovesOf(tx: WorkspaceTx, workflowId: string, actor: string): Promise<void> {
  for (const { id, status } of await openMoves(tx, workflowId)) {
    if (status === 'done') await stayAll(tx, id);
    else if (status !== 'rolling-back') await cancelMove(tx, id, actor);
  }
}

function audit(
  tx: WorkspaceTx,
  action: string,
  { id, workflowId }: { id: string; workflowId: string },
  actor: string,
): Promise<void> {
  return writeAudit(tx, { actor, action, subjectKind: 'workflow', subjectId: workflowId, change: { move: id } });
}
