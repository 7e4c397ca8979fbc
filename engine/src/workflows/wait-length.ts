import type { LeadSnapshot } from '@trellis/shared/lead/lead.ts';
import type { Plan } from '@trellis/shared/plan/plan.ts';
import type { RunState, Token } from '@trellis/shared/runtime/state.ts';
import type { WorkspaceTx } from '../db/client.ts';
import { toWorkspaceTime } from '../db/queries/clock.ts';
import type { LockedRun } from '../db/queries/run-locks.ts';
import { NOWHERE } from '../moves/move-run.ts';
import type { DecideDeps } from '../runs/decide-once.ts';
import { advanceLoaded, worldOf } from '../runs/run-world.ts';

/** Workspace time of the moment a run was looked at, epoch ms. */
export const worldNow = ({ clock, real }: LockedRun): number => toWorkspaceTime(clock, real);

/**
 * How long the wait at a token's node lasts by a plan (ms), where that is the same whenever it began; null: it has no limit; undefined: it
 * depends (on the time of day, a date of the lead, what happened).
 */
export async function lengthOf(
  tx: WorkspaceTx,
  deps: DecideDeps,
  ask: { plan: Plan; run: LockedRun; lead: LeadSnapshot; token: Token & { at: 'waiting' } },
): Promise<number | null | undefined> {
  const now = worldNow(ask.run);
  const begun = await deadlineOf(tx, deps, ask, now);
  if (begun === undefined || begun === null) return begun;
  const length = begun - now;
  // A length of time is the same for one that began a while ago; what ends at a time of day is not.
  const earlier = now - Math.floor(length / 3);
  const other = await deadlineOf(tx, deps, ask, earlier);
  return other === earlier + length ? length : undefined;
}

/** When the wait would end if it had begun at `since`; null: never by time; undefined: it would not wait. */
async function deadlineOf(
  tx: WorkspaceTx,
  deps: DecideDeps,
  { plan, run, lead, token }: { plan: Plan; run: LockedRun; lead: LeadSnapshot; token: Token & { at: 'waiting' } },
  since: number,
): Promise<number | null | undefined> {
  const asked: Token = { ...token, since, wait: { kind: 'wait', doors: [], anew: since } };
  const state: RunState = { ...run.state, tokens: [asked] };
  const { frozen: _, ...world } = worldOf(run, lead, plan);
  const bare: Plan = { ...plan, listens: [] };
  const { decided } = await advanceLoaded(
    tx,
    { plan: bare, catalog: deps.catalog, state, cause: 'control', place: NOWHERE, world },
    run.leadId,
  );
  const [rests] = decided.state.tokens;
  if (decided.stop.kind !== 'wait' || rests?.at !== 'waiting' || rests.node !== token.node) return undefined;
  return rests.wait.until ?? null;
}
