import type { LeadSnapshot } from '@trellis/shared/lead/lead.ts';
import { NOTHING_LOADED } from '@trellis/shared/node/lookup.ts';
import type { World } from '@trellis/shared/runtime/world.ts';
import type { WorkspaceTx } from '../../db/client.ts';
import { readClock, type WorkspaceClock } from '../../db/queries/clock.ts';
import { readWorkspaceTimes } from '../../db/queries/routing.ts';
import { lockLeads } from '../../db/queries/run-locks.ts';
import { type DueScan, keepScan, leadsAfter, readScanRule, removeScan } from '../../db/queries/scans.ts';
import { recordOwnEvents } from '../../intake/own-events.ts';
import { meets } from '../follow-segments.ts';
import { candidatesOf, type Found, nextOccurrence, occurrenceOf } from './occurrences.ts';

/** Leads looked at in one transaction. */
const BATCH = 500;
const MINUTE = 60_000;
/** Workspace time between two looks at dates and silences. */
const LOOK_EVERY = 15 * MINUTE;

/*
 * One pass covers the time from where the last pass ended (`doneUntil`) to when this one began (`occurrence`, as text), lead by lead in the order of
 * their ids. A lead whose moment lies in that time gets one event `trigger.due`, addressed to the trigger; its message id names the moment, so
 * that neither a repeated batch nor an overlapping pass starts it twice. Routing then judges it like any other event.
 */
export async function scanTrigger(tx: WorkspaceTx, scan: DueScan): Promise<void> {
  const { subjectId: workflowId, node } = scan;
  const found = await readScanRule(tx, workflowId, node);
  if (!found) {
    await removeScan(tx, scan);
    return;
  }
  const { rule, timeZone } = found;
  const { clock, now } = await readClock(tx, tx.workspaceId);
  const { timeZone: workspaceZone } = await readWorkspaceTimes(tx);
  const zone = timeZone ?? workspaceZone;
  // The first time nothing lies behind: what came due before it was published is past.
  const from = scan.doneUntil ?? now;
  const until = scan.occurrence === null ? now : Number(scan.occurrence);
  const span = { from, until, zone };
  const due = occurrenceOf(rule.scan, span);
  if (!due) {
    await rest(
      tx,
      { ...scan, occurrence: null, cursor: null, doneUntil: until },
      clock,
      nextOccurrence(rule.scan, until, zone, LOOK_EVERY) - now,
    );
    return;
  }
  const leads = await leadsAfter(tx, { cursor: scan.cursor, limit: BATCH, ...candidatesOf(rule.scan, span) });
  const hits: (Found & { leadId: string })[] = [];
  for (const lead of leads) {
    const hit = due(lead);
    if (!hit) continue;
    const world = worldOf(lead, { now, factor: clock.factor, zone: workspaceZone });
    if (!rule.who || (await meets(tx, world, rule.who)).met) hits.push({ ...hit, leadId: lead.id });
  }
  // The lead is locked by routing; here only its row is read, and a merge moves the event with the lead.
  await lockLeads(
    tx,
    hits.map(({ leadId }) => leadId),
  );
  await recordOwnEvents(
    tx,
    now,
    hits.map(({ leadId, occurrence }) => ({
      leadId,
      name: 'trigger.due',
      properties: { workflow: workflowId, node, occurrence },
      messageId: `due:${workflowId}:${node}:${leadId}:${occurrence}`,
    })),
  );
  const last = leads.at(-1);
  if (last && leads.length === BATCH) {
    await keepScan(tx, {
      ...scan,
      occurrence: String(until),
      cursor: last.id,
      doneUntil: from,
      inMs: 0,
      seen: leads.length,
    });
    return;
  }
  const next = nextOccurrence(rule.scan, until, zone, LOOK_EVERY);
  await rest(tx, { ...scan, occurrence: null, cursor: null, doneUntil: until }, clock, next - now, leads.length);
}

function worldOf(lead: LeadSnapshot, { now, factor, zone }: { now: number; factor: number; zone: string }): World {
  return {
    now,
    clockFactor: factor,
    runId: '',
    lead,
    trigger: null,
    blocked: {},
    workspaceTimeZone: zone,
    loaded: NOTHING_LOADED,
  };
}

/** Until the next occurrence; a day at most, for zones and clocks may change. `ms`: workspace time. */
async function rest(tx: WorkspaceTx, scan: DueScan, clock: WorkspaceClock, ms: number, seen = 0): Promise<void> {
  const inMs = Math.max(1_000, Math.min(ms / clock.factor, 24 * 60 * MINUTE));
  await keepScan(tx, { ...scan, inMs, seen });
}
