import type { Condition } from '@trellis/shared/condition/condition.ts';
import { needs } from '@trellis/shared/condition/needs.ts';
import { NOTHING_LOADED } from '@trellis/shared/node/lookup.ts';
import type { WorkspaceTx } from '../db/client.ts';
import { toWorkspaceTime } from '../db/queries/clock.ts';
import { countLeads, sampleLeads } from '../db/queries/matching.ts';
import { readWorkspaceTimes } from '../db/queries/routing.ts';
import { meets } from '../routing/follow-segments.ts';

/** Leads asked one by one: what their row says costs microseconds, what their events say costs a statement each. */
const MOST = 5_000;
const MOST_WITH_EVENTS = 400;

export interface Matching {
  matching: number;
  of: number;
  sampled: number | null;
}

/** How many leads meet a condition now, by the very evaluation that runs use; reckoned from a sample where there are too many to ask. */
export async function matchingLeads(tx: WorkspaceTx, condition: Condition): Promise<Matching> {
  const of = await countLeads(tx);
  const most = needs(condition).length > 0 ? MOST_WITH_EVENTS : MOST;
  const leads = await sampleLeads(tx, { share: of <= most ? 1 : most / of, limit: most });
  const { clock, real, timeZone } = await readWorkspaceTimes(tx);
  const base = {
    now: toWorkspaceTime(clock, real),
    clockFactor: clock.factor,
    runId: '',
    trigger: null,
    blocked: {},
    workspaceTimeZone: timeZone,
    loaded: NOTHING_LOADED,
  };
  let matching = 0;
  for (const lead of leads) if ((await meets(tx, { ...base, lead }, condition)).met) matching += 1;
  if (of <= most) return { matching, of, sampled: null };
  return {
    matching: leads.length === 0 ? 0 : Math.round((matching / leads.length) * of),
    of,
    sampled: leads.length,
  };
}
