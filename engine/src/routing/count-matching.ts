import type { Condition } from '@trellis/shared/condition/condition.ts';
import { evaluate } from '@trellis/shared/condition/evaluate.ts';
import type { LeadSnapshot } from '@trellis/shared/lead/lead.ts';
import { type Loaded, type Lookup, lookupKey, missingFrom, NOTHING_LOADED } from '@trellis/shared/node/lookup.ts';
import { conditionWorld, type Reading } from '@trellis/shared/runtime/decide-context.ts';
import { uuidv7 } from 'uuidv7';
import type { WorkspaceTx } from '../db/client.ts';
import { toWorkspaceTime } from '../db/queries/clock.ts';
import { countLeads } from '../db/queries/lead-list.ts';
import { loadLookupOfLeads } from '../db/queries/lookups.ts';
import { readWorkspaceTimes } from '../db/queries/routing.ts';
import { newestLeads } from '../db/queries/segments.ts';
import { NO_RUN_STATE } from './follow-segments.ts';

const BATCH = 500;
const MOST_COUNTED = 100_000;
/** How long people wait for a number while they build a rule. */
const PATIENCE_MS = 1_500;

export interface Matching {
  matching: number;
  /** The newest leads that were asked; all of them where there are few enough. */
  looked: number;
  total: number;
}

/**
 * How many leads meet a condition now, asked as a segment would ask, the newest first, until all were asked or `patienceMs` is over. Look-ups of
 * events are read for a batch at a time. Nothing is locked or written.
 */
export async function countMatching(
  tx: WorkspaceTx,
  condition: Condition,
  { patienceMs = PATIENCE_MS }: { patienceMs?: number } = {},
): Promise<Matching> {
  const { clock, real, timeZone } = await readWorkspaceTimes(tx);
  const now = toWorkspaceTime(clock, real);
  const counted: Matching = { matching: 0, looked: 0, total: await countLeads(tx, {}, MOST_COUNTED) };
  const worldOf = (lead: LeadSnapshot, loaded: Loaded): Reading['world'] => ({
    now,
    clockFactor: clock.factor,
    runId: '',
    lead,
    trigger: null,
    blocked: {},
    workspaceTimeZone: timeZone,
    loaded,
  });
  const until = Date.now() + patienceMs;
  let before = uuidv7();
  do {
    const leads = await newestLeads(tx, { before, limit: BATCH });
    counted.matching += await countBatch(tx, leads, (lead, loaded) => {
      const reading: Reading = { world: worldOf(lead, loaded), state: NO_RUN_STATE, missing: [] };
      return { met: evaluate(condition, conditionWorld(reading)).value === true, asked: reading.missing };
    });
    counted.looked += leads.length;
    const last = leads.at(-1);
    if (!last || leads.length < BATCH) break;
    before = last.id;
  } while (Date.now() < until);
  return counted;
}

/** Asks each lead of a batch; what some of them need to have looked up is read together, then they are asked again. */
async function countBatch(
  tx: WorkspaceTx,
  leads: readonly LeadSnapshot[],
  ask: (lead: LeadSnapshot, loaded: Loaded) => { met: boolean; asked: readonly Lookup[] },
): Promise<number> {
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
    const found = new Map<string, Loaded>();
    for (const { lookup, leadIds } of needed.values()) {
      for (const [leadId, value] of await loadLookupOfLeads(tx, leadIds, lookup)) {
        const loaded = found.get(leadId) ?? { events: {}, counts: {} };
        if (typeof value === 'number') loaded.counts[lookupKey(lookup)] = value;
        else loaded.events[lookupKey(lookup)] = value;
        found.set(leadId, loaded);
      }
    }
    // A lead without an answer is gone meanwhile: it would be asked for ever.
    open = again.flatMap(({ lead, loaded }) => {
      const more = found.get(lead.id);
      if (!more) return [];
      return [
        {
          lead,
          loaded: { events: { ...loaded.events, ...more.events }, counts: { ...loaded.counts, ...more.counts } },
        },
      ];
    });
  }
  return met;
}
