import type { ArmRequest, EffectOutcome, SlotRequest } from '@trellis/shared/node/perform.ts';
import type { Database } from '../db/client.ts';
import { insertArm, insertSlot, lockNode, readArms, readSlots } from '../db/queries/pacing.ts';
import type { ToPerform } from './decide-once.ts';

/**
 * Gives the visit the next moment at which at most `count` runs pass in any period; the same one whenever it is asked. Runs that come together
 * are let through at once up to the count, then as the period allows.
 */
export async function takeSlot(
  db: Pick<Database, 'inWorkspace'>,
  { run, effect, world }: Pick<ToPerform, 'run' | 'effect' | 'world'>,
  { count, periodMs, port }: SlotRequest,
): Promise<EffectOutcome> {
  const { workflowId, workspaceId } = run;
  const { node, key } = effect;
  const until = await db.inWorkspace(workspaceId, async (tx) => {
    await lockNode(tx, { workflowId, node });
    const { own, before } = await readSlots(tx, { workflowId, node, key, count });
    if (own !== null) return own;
    const at = Math.max(world.now, before === null ? 0 : before + periodMs);
    await insertSlot(tx, { workflowId, node, key, at });
    return at;
  });
  return until <= world.now
    ? { kind: 'done', port, text: 'Passed at once' }
    : { kind: 'hold', until, port, text: `Held back: ${count} at a time are let through` };
}

/** Gives the lead the arm that lacks most to its share; the one it has already, where it came before. */
export async function takeArm(
  db: Pick<Database, 'inWorkspace'>,
  { run, effect }: Pick<ToPerform, 'run' | 'effect'>,
  { arms }: ArmRequest,
): Promise<EffectOutcome> {
  const { workflowId, workspaceId, leadId } = run;
  const { node } = effect;
  return db.inWorkspace(workspaceId, async (tx) => {
    await lockNode(tx, { workflowId, node });
    const { own, counts } = await readArms(tx, { workflowId, node, leadId });
    const former = arms.find(({ id }) => id === own);
    if (former) return { kind: 'done', port: former.id, text: 'The arm it had before' };
    const arm = furthestBehind(arms, counts);
    if (!arm) return { kind: 'failed', code: 'split.no-arm', text: 'No arm has a share' };
    // An arm that is no longer drawn loses its leads, should they come again.
    if (own === null) {
      const next = { ...counts, [arm.id]: (counts[arm.id] ?? 0) + 1 };
      await insertArm(tx, { workflowId, node, leadId, arm: arm.id, counts: next });
    }
    return { kind: 'done', port: arm.id, text: `One of ${arm.percent} %, by turns` };
  });
}

/** The arm whose count lies furthest below its share of all leads, this one included. */
export function furthestBehind(
  arms: ArmRequest['arms'],
  counts: Readonly<Record<string, number>>,
): ArmRequest['arms'][number] | undefined {
  const total = arms.reduce((sum, { id }) => sum + (counts[id] ?? 0), 0) + 1;
  const lack = ({ id, percent }: ArmRequest['arms'][number]) => (percent / 100) * total - (counts[id] ?? 0);
  const open = arms.filter(({ percent }) => percent > 0);
  return open.reduce<ArmRequest['arms'][number] | undefined>(
    (best, arm) => (best && lack(best) >= lack(arm) ? best : arm),
    undefined,
  );
}
