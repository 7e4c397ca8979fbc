import type { END_REASONS } from '@trellis/shared/node/decision.ts';
import type { WorkspaceTx } from '../db/client.ts';
import { type MoveHealth, readHealth } from '../db/queries/moves.ts';

/*
 * Why a canary stops by itself. A send failed: a message of a moved run failed for another cause than the lead's own address, or nobody knows
 * whether it arrived; or the run was parked. Drop-off jumped: at least three moved runs left early since they were moved, and their share is more
 * than twice that of the runs which still wait to be moved, and at least ten points higher.
 */

/** Ends that are not leaving early. */
const FINISHED: readonly (keyof typeof END_REASONS)[] = [
  'completed',
  'no-next-step',
  'goal-reached',
  'converted',
  'handed-over',
  'merged',
  'superseded',
  'restarted',
  'exited-by-person',
];
/** Codes of failed sends that lie with the lead, not with the version. */
const HARMLESS = [
  'suppressed',
  'no-address',
  'no-number',
  'address_invalid',
  'recipient_unknown',
  'recipient_disabled',
  'recipient_refused',
  'mailbox_full',
];
const JUMP = { atLeast: 3, times: 2, points: 0.1 } as const;

/** Why a canary's move must not go on, as a sentence; null where all is well. */
export async function whyStop(tx: WorkspaceTx, moveId: string): Promise<string | null> {
  return judgeHealth(await readHealth(tx, moveId, { finished: FINISHED, harmless: HARMLESS }));
}

/** See above; pure. */
export function judgeHealth(health: MoveHealth): string | null {
  const { moved, failedSends, parked, leftEarly, pending, pendingLeftEarly } = health;
  if (failedSends > 0) return `Of the ${moved} moved, ${failedSends} had a send that failed.`;
  if (parked > 0) return `Of the ${moved} moved, ${parked} came to a step that failed and wait for a person.`;
  const share = moved === 0 ? 0 : leftEarly / moved;
  const usual = pending === 0 ? 0 : pendingLeftEarly / pending;
  if (leftEarly >= JUMP.atLeast && share > usual * JUMP.times && share >= usual + JUMP.points)
    return `Drop-off jumped: ${percent(share)} of the moved left early, ${percent(usual)} of the others.`;
  return null;
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;
