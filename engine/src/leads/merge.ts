import { standingAt } from '@trellis/shared/runtime/control.ts';
import type { WorkspaceTx } from '../db/client.ts';
import { writeAudit } from '../db/queries/audit.ts';
import type { IdentityKind } from '../db/queries/identities.ts';
import { moveBelongings, readActiveKeys, readMergeSides } from '../db/queries/merge.ts';
import { lockNode, moveArm, readArmsOf, takeArmBack } from '../db/queries/pacing.ts';
import { openRunIds } from '../db/queries/run-control.ts';
import { type LockedRun, lockRun } from '../db/queries/run-locks.ts';
import { countedUpTo } from '../pauses/frozen.ts';
import { unitePauses } from '../pauses/unite-pauses.ts';
import { endRun, writeControl } from '../runs/control.ts';

export interface MergeRequest {
  loser: string;
  survivor: string;
  /** What the loser must not be known by. */
  unless: readonly IdentityKind[];
  /** User id, or `intake`. */
  actor: string;
}

/**
 * Makes one lead of two (3.D3), both locked by the caller, in the caller's transaction: the survivor gets identities, events, sends, consents and
 * runs. Of two runs of one workflow and key the furthest stays, the other ends `merged`. An opt-out of either holds for both, and ends what the
 * other still had running. A run that moved gets a new step number, so that nothing claimed for the former lead begins without being asked again.
 * False where the loser was merged before, or is known by more than allowed.
 */
export async function mergeLeads(tx: WorkspaceTx, request: MergeRequest): Promise<boolean> {
  const { loser, survivor, unless, actor } = request;
  const sides = await readMergeSides(tx, [loser, survivor]);
  const from = sides.find(({ id }) => id === loser);
  const into = sides.find(({ id }) => id === survivor);
  if (!from || !into || from.kinds.some((kind) => unless.includes(kind))) return false;
  const runs: LockedRun[] = [];
  for (const runId of await openRunIds(tx, [loser, survivor])) runs.push(await lockRun(tx, runId, null));
  const ended = new Set<string>();
  const end = async (run: LockedRun, reason: 'merged' | 'unsubscribed') => {
    ended.add(run.id);
    await endRun(tx, run, reason);
  };
  const outs = sides.filter(({ consentEmail }) => consentEmail === 'opted-out').map(({ id }) => id);
  if (outs.length === 1) for (const run of runs) if (!outs.includes(run.leadId)) await end(run, 'unsubscribed');
  const open = runs.filter(({ id }) => !ended.has(id));
  const keys = await readActiveKeys(
    tx,
    open.map(({ id }) => id),
  );
  for (const run of passedOver(open, keys)) await end(run, 'merged');
  const moved = runs.filter((run) => run.leadId === loser && !ended.has(run.id));
  await moveBelongings(tx, { loser, survivor });
  await unitePauses(tx, { loser, survivor });
  await uniteArms(tx, { loser, survivor, stay: new Set(moved.map(({ workflowId }) => workflowId)) });
  for (const run of moved) await goOnWithSurvivor(tx, run);
  await writeAudit(tx, {
    actor,
    action: 'lead.merge',
    subjectKind: 'lead',
    subjectId: survivor,
    change: { merged: loser, runsMoved: moved.map(({ id }) => id), runsEnded: [...ended] },
  });
  return true;
}

/** Runs that stand behind another open run of the same workflow and key. */
function passedOver(runs: readonly LockedRun[], keys: ReadonlyMap<string, string>): LockedRun[] {
  const furthest = new Map<string, LockedRun>();
  const behind: LockedRun[] = [];
  for (const run of runs) {
    const key = keys.get(run.id) ?? run.id;
    const best = furthest.get(key);
    if (!best || isFurther(run, best)) furthest.set(key, run);
    if (best) behind.push(isFurther(run, best) ? best : run);
  }
  return behind;
}

/** Who visited more steps; of equals, who entered first. */
function isFurther(one: LockedRun, other: LockedRun): boolean {
  const visits = ({ state }: LockedRun) => Object.values(state.visits).reduce((sum, count) => sum + count, 0);
  return visits(one) === visits(other) ? one.state.enteredAt < other.state.enteredAt : visits(one) > visits(other);
}

/**
 * One person has one arm at a split: where both had one, the arm of the run that stays, else the survivor's own. What was given twice is taken
 * back from the levels, so that the next lead gets its place.
 */
async function uniteArms(
  tx: WorkspaceTx,
  { loser, survivor, stay }: { loser: string; survivor: string; stay: ReadonlySet<string> },
): Promise<void> {
  for (const { workflowId, node, lost, own } of await readArmsOf(tx, { loser, survivor })) {
    await lockNode(tx, { workflowId, node });
    if (own === null) {
      await moveArm(tx, { workflowId, node, loser, survivor });
      continue;
    }
    const [kept, back] = stay.has(workflowId) ? [lost, own] : [own, lost];
    await takeArmBack(tx, { workflowId, node, loser, survivor, kept, back });
  }
}

async function goOnWithSurvivor(tx: WorkspaceTx, run: LockedRun): Promise<void> {
  // A parked run keeps its cause, and has nothing claimed.
  if (run.status === 'parked') return;
  await writeControl(tx, run, {
    status: run.status,
    // The former lead's pauses are not read any more.
    state: countedUpTo(run.state, run),
    step: standingAt(run.state),
    cause: 'merged',
    text: 'Two leads turned out to be one person; the run goes on with that lead',
  });
}
