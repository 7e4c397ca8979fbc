import type { Catalog } from '@trellis/shared/node/catalog.ts';
import type { Place, Plan } from '@trellis/shared/plan/plan.ts';
import type { Advance, EffectAt, Settled } from '@trellis/shared/runtime/answer.ts';
import { isUntouched } from '@trellis/shared/runtime/state.ts';
import type { World } from '@trellis/shared/runtime/world.ts';
import { uuidv7 } from 'uuidv7';
import type { WorkspaceTx } from '../db/client.ts';
import { toRealTime } from '../db/queries/clock.ts';
import { type LockedRun, lockLeadOfRun, lockRun } from '../db/queries/run-locks.ts';
import {
  markLost,
  type RecordedRow,
  rearm,
  type SettleRow,
  settleLate,
  waitKeys,
  writeDecision,
} from '../db/queries/run-writes.ts';
import { takeNextStep } from '../moves/next-step.ts';
import { frozenBy } from '../pauses/frozen.ts';
import { carryOut } from './changes/carry-out.ts';
import { decisionRow } from './decision-row.ts';
import type { Answer, StepInput } from './isolate/answer.ts';
import { judgeEffect } from './judge-effect.ts';
import { judgedRow, type Performed, settleRow, settleTried } from './performed.ts';
import type { Plans } from './plans.ts';
import { recordRunEnded } from './run-events.ts';
import { advanceLoaded, worldOf } from './run-world.ts';

/** An effect that was claimed by this decision and has to be performed now. */
export interface ToPerform {
  effect: EffectAt;
  fence: string;
  attempt: number;
  run: LockedRun;
  world: World;
  plan: Plan;
}

export type Decided = { kind: 'answer'; answer: Answer } | { kind: 'perform'; todo: ToPerform };

export interface DecideDeps {
  catalog: Catalog;
  plans: Plans;
  /** Keyed hash under which an address is suppressed; null for none. */
  addressHash(workspaceId: string, address: string | null | undefined): string | null;
  messageId(key: string): string;
}

/**
 * One decision of a run, in the caller's transaction: lock, load, settle, decide, write, claim. Whatever the call was made for, the evidence in
 * the rows decides (2-architecture, sentence 5), so it may be repeated, late or stray.
 */
export async function decideOnce(
  tx: WorkspaceTx,
  deps: DecideDeps,
  input: StepInput,
  performed?: Performed,
): Promise<Decided> {
  const lead = await lockLeadOfRun(tx, input.run);
  // No such run in this workspace: nothing will ever be to do for it.
  if (!lead) return answer({ kind: 'end', n: 0 });
  const run = await lockRun(tx, input.run, deps.addressHash(tx.workspaceId, lead.email));
  if (run.leadId !== lead.id) throw new RunMovedError(input.run);

  const row = performed && run.effects.find(({ key }) => key === performed.key);
  const settles =
    performed &&
    row?.fence === performed.fence &&
    row.stepNo === run.stepNo &&
    run.status === 'active' &&
    !isHeld(performed);
  const late =
    performed && !settles && !isHeld(performed)
      ? await settleLate(tx, performed.fence, settleRow(performed), run.status === 'ended')
      : undefined;
  if (row && late) Object.assign(row, late);
  const held = run.effects.filter(({ key }) =>
    run.state.tokens.some((token) => token.at === 'performing' && token.key === key),
  );
  // What is known of first: only then may anything be performed.
  const standing = held.find(({ state }) => state !== 'claimed') ?? held[0];
  // Begun and lost: the run's own is judged below while the run is active; any other is settled here, wherever the run stands.
  const judged = run.status === 'active' ? standing?.key : undefined;
  await markLost(
    tx,
    run.effects.flatMap(({ key, state }) =>
      state === 'transmitting' && key !== performed?.key && key !== judged ? [key] : [],
    ),
  );
  if (run.status === 'ended') return answer({ kind: 'end', n: run.stepNo });
  // Another attempt went on with the effect while this one was away (frozen, cut off): it alone goes on.
  if (row && row.fence !== performed.fence)
    return answer({ kind: 'step', n: run.stepNo, place: 'local', label: 'Taken over' });
  const frozen = frozenBy(run);
  if (run.status !== 'active' || (frozen?.all && !settles))
    return restWithoutTimer(
      tx,
      run,
      run.status === 'active' ? { label: 'Paused', ...frozen?.all } : { label: run.status },
    );

  const next = run.nextMove ? await takeNextStep(tx, deps, { run, lead }) : undefined;
  if (next?.kind === 'moved') return answer({ kind: 'step', n: next.stepNo, place: 'local', label: 'Moved' });
  const plan = await deps.plans.planOf(tx, run.versionId);
  const world = worldOf(run, lead, plan);
  const settled: Settled | undefined = settles ? performed : standing && judgeEffect(plan, deps.catalog, standing);
  const { decided, saw } = await advanceLoaded(
    tx,
    {
      plan,
      catalog: deps.catalog,
      state: run.state,
      cause: settles ? 'settled' : input.cause,
      world,
      // Places of the plan and of the isolate are the same words.
      place: input.place as Place,
      ...(settled ? { settled } : {}),
      ...(next?.kind === 'wait' ? { untilLeft: true } : {}),
    },
    run.leadId,
  );
  return write(tx, deps, {
    run,
    plan,
    world,
    decided,
    saw: isUntouched(run.state) ? { ...saw, from: run.state } : saw,
    settle: settles
      ? settleTried(settleRow(performed), row?.node, decided)
      : settled && standing && judgedRow(standing.state, settled),
  });
}

/** The run's lead was changed by a merge between two statements: the call is simply made again. */
export class RunMovedError extends Error {
  readonly code = 'run-moved';
  constructor(run: string) {
    super(`Run ${run} went to another lead while it was being locked; ask again.`);
  }
}

/** Withheld because of a pause or a move: nothing happened, so nothing settles. */
const isHeld = ({ outcome }: Performed) => outcome.kind === 'withheld' && !outcome.final;

const answer = (given: Answer): Decided => ({ kind: 'answer', answer: given });

interface ToWrite {
  run: LockedRun;
  plan: Plan;
  world: World;
  decided: Advance;
  saw: RecordedRow;
  settle: SettleRow | undefined;
}

async function write(
  tx: WorkspaceTx,
  deps: DecideDeps,
  { run, plan, world, decided, saw, settle }: ToWrite,
): Promise<Decided> {
  const { stop, steps } = decided;
  // A pause that is over moved its waits: rows that others read by must say so.
  const moved = decided.state.tokens.some((token, index) => token !== run.state.tokens[index]);
  const used = stop.kind === 'wait' && steps.length === 0 && (moved || run.wokenN >= run.stepNo);
  const stepNo = run.stepNo + steps.length + (used ? 1 : 0);
  const fence = uuidv7();
  const takesOver = stop.kind === 'effect' && !stop.effect.fresh;
  if (stepNo !== run.stepNo || settle || takesOver) {
    const row = decisionRow({
      run,
      decided,
      stepNo,
      messageId: deps.messageId,
      fence,
      ...(settle ? { settle } : {}),
    });
    await writeDecision(tx, { ...row, saw });
    const waitsAt = waitKeys(run.id, decided.state);
    const { id: runId, leadId, workflowId } = run;
    await carryOut(tx, { runId, leadId, workflowId, stepNo, now: world.now, waitsAt }, world.lead, decided.changes);
    if (stop.kind === 'end') await recordRunEnded(tx, run, stop.reason, world.now);
  }
  switch (stop.kind) {
    case 'effect': {
      const { effect } = stop;
      const row = effect.fresh ? undefined : run.effects.find(({ key }) => key === effect.key);
      // Begun or done already: the next call judges it from its row. Never performed twice.
      if (row && row.state !== 'claimed')
        return answer({ kind: 'step', n: stepNo, place: effect.place, label: 'Judged next' });
      const attempt = (row?.attempts ?? 0) + 1;
      return {
        kind: 'perform',
        todo: { effect, fence, attempt, run: { ...run, stepNo, state: decided.state }, world, plan },
      };
    }
    case 'step':
      return answer({ kind: 'step', n: stepNo, place: stop.place, label: stop.label });
    case 'wait': {
      const { until, onTimer, onWake, label } = stop;
      return answer({ kind: 'wait', n: stepNo, ...msUntil(run, until), onTimer, onWake, label });
    }
    case 'end':
      return answer({ kind: 'end', n: stepNo });
    case 'parked':
      return answer({ kind: 'wait', n: stepNo, onTimer: 'local', onWake: 'local', label: 'Parked' });
    case 'load':
      throw new Error('A look-up is still missing after all were loaded.');
    default:
      return stop satisfies never;
  }
}

/** Paused or parked: only a person goes on, or its turn in a resume that is spread (`until`). A wake-up that was used is armed anew under the next number. */
async function restWithoutTimer(
  tx: WorkspaceTx,
  run: LockedRun,
  { label, until }: { label: string; until?: number },
): Promise<Decided> {
  const n = run.wokenN >= run.stepNo ? run.stepNo + 1 : run.stepNo;
  if (n !== run.stepNo) await rearm(tx, run.id, n);
  return answer({ kind: 'wait', n, ...msUntil(run, until), onTimer: 'local', onWake: 'local', label });
}

/** For an answer's timer: real time until an instant of workspace time. */
function msUntil({ clock, real }: LockedRun, until: number | undefined): { ms?: number } {
  return until === undefined ? {} : { ms: Math.max(1, Math.ceil(toRealTime(clock, until) - real)) };
}
