import type { Condition } from '@trellis/shared/condition/condition.ts';
import { evaluate } from '@trellis/shared/condition/evaluate.ts';
import { missingFrom } from '@trellis/shared/node/lookup.ts';
import { conditionWorld, type Reading } from '@trellis/shared/runtime/decide-context.ts';
import type { World } from '@trellis/shared/runtime/world.ts';
import type { WorkspaceTx } from '../db/client.ts';
import { loadLookups } from '../db/queries/lookups.ts';
import { enterSegment, leaveSegment, segmentsOfLead } from '../db/queries/segments.ts';
import { type OwnEvent, recordOwnEvents } from '../intake/own-events.ts';

/** Rules look at what a run knows; before there is one, that is nothing. */
export const NO_RUN_STATE: Reading['state'] = {
  stateVersion: 1,
  tokens: [],
  visits: {},
  variables: {},
  outputs: {},
  consumed: [],
  enteredAt: 0,
};

/**
 * Lets a (locked) lead enter and leave segments by their rules as they are met now; each change is an event of the lead. `by` makes the message
 * ids: what set it off. Who was put in by hand stays.
 */
export async function followSegments(
  tx: WorkspaceTx,
  world: World,
  by: string,
  only?: string,
): Promise<{ entered: string[]; left: string[] }> {
  const changed = { entered: [] as string[], left: [] as string[] };
  const events: OwnEvent[] = [];
  let present = world;
  for (const { id, condition, member, byHand } of await segmentsOfLead(tx, world.lead.id)) {
    if (only !== undefined && only !== id) continue;
    const asked = await meets(tx, present, condition);
    present = asked.world;
    if (asked.met === member || (!asked.met && byHand)) continue;
    if (asked.met) await enterSegment(tx, { segmentId: id, leadId: world.lead.id, at: world.now, byHand: false });
    else await leaveSegment(tx, { segmentId: id, leadId: world.lead.id });
    changed[asked.met ? 'entered' : 'left'].push(id);
    const name = asked.met ? 'segment.entered' : 'segment.left';
    events.push({ leadId: world.lead.id, name, properties: { segment: id }, messageId: `${name}:${id}:${by}` });
  }
  await recordOwnEvents(tx, world.now, events);
  return changed;
}

/** Whether the lead of a world meets a condition now; answers the world with what had to be looked up. */
export async function meets(
  tx: WorkspaceTx,
  world: World,
  condition: Condition,
): Promise<{ met: boolean; world: World }> {
  let present = world;
  for (;;) {
    const reading: Reading = { world: present, state: NO_RUN_STATE, missing: [] };
    const met = evaluate(condition, conditionWorld(reading)).value === true;
    const lookups = missingFrom(present.loaded, reading.missing);
    if (lookups.length === 0) return { met, world: present };
    present = { ...present, loaded: await loadLookups(tx, world.lead.id, lookups, present.loaded) };
  }
}
