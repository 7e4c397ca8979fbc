import type { Database, WorkspaceTx } from '../db/client.ts';
import { writeAudit } from '../db/queries/audit.ts';
import {
  enqueueMove,
  type LockedMove,
  lockMove,
  type MoveRun,
  markMoveRun,
  nextMoved,
  nextPending,
  setMoveStatus,
  setNextMove,
  stayAll,
} from '../db/queries/moves.ts';
import { type LockedRun, lockLeadOfRun, lockRun } from '../db/queries/run-locks.ts';
import { controlRun } from '../runs/control.ts';
import type { DecideDeps } from '../runs/decide-once.ts';
import type { Plans } from '../runs/plans.ts';
import { whyStop } from './canary.ts';
import { moveRun } from './move-run.ts';
import { returnRun } from './roll-back.ts';

const MINUTE = 60_000;
/** One delivery treats at most so many runs: it holds its outbox row for so long. */
const AT_ONCE = 25;
/** While a canary is watched it is looked at so often, real time. */
const LOOK_EVERY = 15_000;

/*
 * The states of a move stand in shared/src/api/publish-views.ts. Its list is fixed when it begins; each run is treated in a transaction of its
 * own together with the mark that it was, and the outbox carries it from batch to batch: whoever dies in between loses nothing and repeats nothing.
 */

export interface MoveDeps {
  db: Pick<Database, 'inWorkspace'>;
  plans: Plans;
  decide: DecideDeps;
}

/** Treats the next runs of a move and owes the rest. Answers how many were treated. */
export async function workMove(
  { db, plans, decide }: MoveDeps,
  { workspaceId, moveId, outboxId }: { workspaceId: string; moveId: string; outboxId: number },
): Promise<number> {
  for (let treated = 0; ; ) {
    const next = await db.inWorkspace(workspaceId, (tx) => workOne(tx, plans, decide, moveId));
    if (next.kind === 'over') return treated;
    if (next.kind === 'treated') treated++;
    if (next.kind === 'treated' && treated < AT_ONCE) continue;
    const inMs = next.kind === 'later' ? next.inMs : 0;
    await db.inWorkspace(workspaceId, (tx) => enqueueMove(tx, moveId, inMs, outboxId));
    return treated;
  }
}

type Worked = { kind: 'treated' } | { kind: 'later'; inMs: number } | { kind: 'over' };

/** One run, or one change of the move's state, in one transaction. */
async function workOne(tx: WorkspaceTx, plans: Plans, decide: DecideDeps, moveId: string): Promise<Worked> {
  const move = await lockMove(tx, moveId);
  if (!move) return { kind: 'over' };
  switch (move.status) {
    case 'waiting':
      await setMoveStatus(tx, { id: moveId, status: 'moving' });
      return { kind: 'treated' };
    case 'moving': {
      const watched = move.canaryMinutes === null || move.goesOnInMs !== null;
      const one = await nextPending(tx, moveId, !watched);
      if (one) {
        await treat(tx, plans, decide, move, one);
        return { kind: 'treated' };
      }
      if (watched) {
        await setMoveStatus(tx, { id: moveId, status: 'done' });
        return { kind: 'over' };
      }
      const goesOnInMs = (move.canaryMinutes ?? 0) * MINUTE;
      await setMoveStatus(tx, { id: moveId, status: 'watching', goesOnInMs });
      return { kind: 'later', inMs: Math.min(goesOnInMs, LOOK_EVERY) };
    }
    case 'watching':
      return watch(tx, move);
    case 'rolling-back': {
      const one = await nextMoved(tx, moveId);
      if (one) await returnRun(tx, move, one);
      else await setMoveStatus(tx, { id: moveId, status: 'rolled-back' });
      return one ? { kind: 'treated' } : { kind: 'over' };
    }
    case 'done':
    case 'cancelled':
    case 'rolled-back':
      return { kind: 'over' };
    default:
      return move.status satisfies never;
  }
}

/** Looks at how the moved runs fare: the move stops by itself, goes on, or is watched further. */
async function watch(tx: WorkspaceTx, move: LockedMove): Promise<Worked> {
  const stopped = await whyStop(tx, move.id);
  if (stopped) {
    await setMoveStatus(tx, { id: move.id, status: 'cancelled', stopped });
    await stayAll(tx, move.id);
    await writeAudit(tx, {
      actor: 'trellis',
      action: 'workflow.move-stopped',
      subjectKind: 'workflow',
      subjectId: move.workflowId,
      reason: stopped,
      change: { move: move.id },
    });
    return { kind: 'over' };
  }
  const left = move.goesOnInMs ?? 0;
  if (left > 0) return { kind: 'later', inMs: Math.min(left, LOOK_EVERY) };
  await setMoveStatus(tx, { id: move.id, status: 'moving' });
  return { kind: 'treated' };
}

async function treat(tx: WorkspaceTx, plans: Plans, decide: DecideDeps, move: LockedMove, one: MoveRun): Promise<void> {
  const { runId } = one;
  const mark = (state: Parameters<typeof markMoveRun>[1]['state'], code?: string) =>
    markMoveRun(tx, { moveId: move.id, runId, state, ...(code ? { code } : {}) });
  const lead = await lockLeadOfRun(tx, runId);
  if (!lead) return mark('refused', 'gone');
  const run = await lockRun(tx, runId, decide.addressHash(tx.workspaceId, lead.email));
  if (run.status === 'ended') return mark('refused', 'ended');
  // Another move, or a person, took it elsewhere since the list was fixed.
  if (run.versionId !== one.fromVersionId) return mark('refused', 'moved');
  const chosen = chosenFor(move, one, run);
  if (!chosen) return mark('refused', 'went-on');
  const { choice, target } = chosen;
  if (choice === 'restart' || choice === 'exit') {
    const { actor, actorName } = move;
    const reason = `Moved to v${move.versionNumber}`;
    const action = { kind: choice };
    const result = await controlRun(tx, plans, { runId, action, seen: run.stepNo, actor, actorName, reason });
    if (result.kind === 'done') return mark(choice === 'restart' ? 'restarted' : 'exited');
    return mark('refused', result.kind === 'refused' ? result.code : 'gone');
  }
  const { versionId, versionNumber, actorName } = move;
  const order = { versionId, versionNumber, target, actorName, afterMs: spreadOf(runId, move.spreadMinutes) };
  const moved = choice === 'now' ? await moveRun(tx, decide, { run, lead, order }) : undefined;
  if (moved?.kind === 'refused') return mark('refused', moved.code);
  if (moved?.kind !== 'moved') {
    await setNextMove(tx, runId, move.id);
    return mark('next-step');
  }
  await writeAudit(tx, {
    actor: move.actor,
    action: 'run.migrate',
    subjectKind: 'run',
    subjectId: runId,
    change: { move: move.id, from: run.versionId, to: versionId, step: run.stepNo },
  });
  const { before, stepNo } = moved;
  await markMoveRun(tx, { moveId: move.id, runId, state: 'moved', before, stepNo });
}

/** What was chosen for the run: for the node it rests at now, where it has gone on since the list was fixed. Undefined where it stays. */
function chosenFor(
  { choices }: LockedMove,
  one: MoveRun,
  { state, versionId }: LockedRun,
): Pick<MoveRun, 'choice' | 'target'> | undefined {
  const node = state.tokens[0]?.node;
  if (node === one.node) return one;
  const other = choices.find((choice) => choice.versionId === versionId && choice.nodeId === node);
  return other && other.choice !== 'stay' ? { choice: other.choice, target: other.target ?? null } : undefined;
}

/** When in the time of a spread a run's turn is, real ms; the same for the same run, evenly over all. */
export function spreadOf(runId: string, minutes: number): number {
  // The last 48 bits of a UUIDv7 are random.
  const share = Number.parseInt(runId.replaceAll('-', '').slice(-12), 16) / 2 ** 48;
  return Math.floor(share * minutes * MINUTE);
}
