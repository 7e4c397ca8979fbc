import type { Condition } from '@trellis/shared/condition/condition.ts';
import { evaluate } from '@trellis/shared/condition/evaluate.ts';
import type { LeadSnapshot } from '@trellis/shared/lead/lead.ts';
import { type Loaded, type Lookup, lookupKey, missingFrom, NOTHING_LOADED } from '@trellis/shared/node/lookup.ts';
import { conditionWorld, type Reading } from '@trellis/shared/runtime/decide-context.ts';
import type { World } from '@trellis/shared/runtime/world.ts';
import type { WorkspaceTx } from '../db/client.ts';
import { loadLookupOfLeads } from '../db/queries/lookups.ts';
import { NO_RUN_STATE } from './follow-segments.ts';

/** Leads whose look-ups are read together. */
const BATCH = 500;

/**
 * How many of these leads meet a condition in a world (whose own lead is not looked at), by the very evaluation that segments use. What they need to
 * have looked up is read for many at once: one statement a look-up and batch, not one a lead.
 */
export async function countMeeting(
  tx: WorkspaceTx,
  leads: readonly LeadSnapshot[],
  world: Omit<World, 'lead' | 'loaded'>,
  condition: Condition,
): Promise<number> {
  let met = 0;
  for (let from = 0; from < leads.length; from += BATCH)
    met += await countBatch(tx, leads.slice(from, from + BATCH), (lead, loaded) => {
      const reading: Reading = { world: { ...world, lead, loaded }, state: NO_RUN_STATE, missing: [] };
      return { met: evaluate(condition, conditionWorld(reading)).value === true, asked: reading.missing };
    });
  return met;
}

type Ask = (lead: LeadSnapshot, loaded: Loaded) => { met: boolean; asked: readonly Lookup[] };

/** Asks each lead; what some of them need to have looked up is read together, then those are asked again. */
async function countBatch(tx: WorkspaceTx, leads: readonly LeadSnapshot[], ask: Ask): Promise<number> {
  let met = 0;
  let open = leads.map((lead) => ({ lead, loaded: NOTHING_LOADED }));
  while (open.length > 0) {
    const needed = new Map<string, { lookup: Lookup; leadIds: string[] }>();
    const again: typeof open = [];
    for (const one of open) {
      const answer = ask(one.lead, one.loaded);
      const missing = missingFrom(one.loaded, answer.asked);
      if (missing.length === 0) {
        if (answer.met) met += 1;
        continue;
      }
      again.push(one);
      for (const lookup of missing) {
        const key = `${lookup.kind} ${lookupKey(lookup)}`;
        const entry = needed.get(key) ?? { lookup, leadIds: [] };
        entry.leadIds.push(one.lead.id);
        needed.set(key, entry);
      }
    }
    const found = await lookUp(tx, [...needed.values()]);
    // A lead without an answer is gone meanwhile: it would be asked for ever.
    open = again.flatMap(({ lead, loaded }) => {
      const more = found.get(lead.id);
      if (!more) return [];
      const events = { ...loaded.events, ...more.events };
      return [{ lead, loaded: { events, counts: { ...loaded.counts, ...more.counts } } }];
    });
  }
  return met;
}

/** What was found, by lead. */
async function lookUp(
  tx: WorkspaceTx,
  needed: readonly { lookup: Lookup; leadIds: readonly string[] }[],
): Promise<Map<string, Loaded>> {
  const found = new Map<string, Loaded>();
  for (const { lookup, leadIds } of needed) {
    for (const [leadId, value] of await loadLookupOfLeads(tx, leadIds, lookup)) {
      const loaded = found.get(leadId) ?? { events: {}, counts: {} };
      if (typeof value === 'number') loaded.counts[lookupKey(lookup)] = value;
      else loaded.events[lookupKey(lookup)] = value;
      found.set(leadId, loaded);
    }
  }
  return found;
}
