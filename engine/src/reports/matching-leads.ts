import type { Condition } from '@trellis/shared/condition/condition.ts';
import { needs } from '@trellis/shared/condition/needs.ts';
import type { WorkspaceTx } from '../db/client.ts';
import { toWorkspaceTime } from '../db/queries/clock.ts';
import { countLeads, sampleLeads } from '../db/queries/matching.ts';
import { readWorkspaceTimes } from '../db/queries/routing.ts';
import { countMeeting } from '../routing/count-meeting.ts';

/** Leads that are asked: what their row says costs microseconds, what their events say is read for some hundreds at once. */
const MOST = 20_000;
const MOST_WITH_EVENTS = 5_000;

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
  };
  const matching = await countMeeting(tx, leads, base, condition);
  if (of <= most) return { matching, of, sampled: null };
  return {
    matching: leads.length === 0 ? 0 : Math.round((matching / leads.length) * of),
    of,
    sampled: leads.length,
  };
}
