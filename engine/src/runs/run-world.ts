import { accountZoneOf } from '@trellis/shared/lead/lead.ts';
import { NOTHING_LOADED } from '@trellis/shared/node/lookup.ts';
import type { Plan } from '@trellis/shared/plan/plan.ts';
import { type AdvanceInput, advance } from '@trellis/shared/runtime/advance.ts';
import type { Advance } from '@trellis/shared/runtime/answer.ts';
import type { World } from '@trellis/shared/runtime/world.ts';
import type { WorkspaceTx } from '../db/client.ts';
import { toWorkspaceTime } from '../db/queries/clock.ts';
import { loadLookups } from '../db/queries/lookups.ts';
import type { LockedRun } from '../db/queries/run-locks.ts';
import type { RecordedRow } from '../db/queries/run-writes.ts';
import { frozenBy } from '../pauses/frozen.ts';

/** More rounds than this of asking for look-ups is a node that asks for new ones for ever. */
const LOOKUP_ROUNDS = 20;

/** Calls `advance` until it has all look-ups it asks for; each round is one statement under the lock. */
export async function advanceLoaded(
  tx: WorkspaceTx,
  input: AdvanceInput,
  leadId: string,
): Promise<{ decided: Advance; saw: RecordedRow }> {
  let { world } = input;
  for (let round = 0; round < LOOKUP_ROUNDS; round++) {
    const result = advance({ ...input, world });
    if (result.stop.kind !== 'load') {
      const { cause, place, settled, untilLeft } = input;
      const how = { ...(settled ? { settled } : {}), ...(untilLeft ? { untilLeft } : {}) };
      return { decided: result, saw: { kind: 'asked', cause, place, world, ...how } };
    }
    world = { ...world, loaded: await loadLookups(tx, leadId, result.stop.lookups, world.loaded) };
  }
  throw new Error(
    `Run ${input.world.runId} asked for look-ups ${LOOKUP_ROUNDS} times in one stretch: one of its nodes asks for new ones for ever.`,
  );
}

/** Everything a decision about a locked run may look at, but for look-ups. */
export function worldOf(run: LockedRun, lead: World['lead'], plan: Plan): World {
  const frozen = frozenBy(run);
  const accountTimeZone = accountZoneOf(lead);
  const optedOut = lead.consent.email === 'opted-out' ? 'unsubscribed' : undefined;
  const email = run.suppressed ?? optedOut;
  // A text message needs a yes, not only the absence of a no.
  const sms = lead.consent.sms === 'opted-in' ? undefined : lead.consent.sms === 'opted-out' ? 'stopped' : 'no consent';
  return {
    now: toWorkspaceTime(run.clock, run.real),
    clockFactor: run.clock.factor,
    runId: run.id,
    lead,
    trigger: run.trigger,
    blocked: { ...(email ? { email } : {}), ...(sms ? { sms } : {}) },
    ...(accountTimeZone ? { accountTimeZone } : {}),
    ...(plan.settings.timeZone ? { workflowTimeZone: plan.settings.timeZone } : {}),
    workspaceTimeZone: run.workspaceTimeZone,
    loaded: NOTHING_LOADED,
    ...(frozen ? { frozen } : {}),
  };
}
