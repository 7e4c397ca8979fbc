import { readField } from '@trellis/shared/condition/fields.ts';
import type { EventRecord } from '@trellis/shared/event/event.ts';
import type { WorkflowSettings } from '@trellis/shared/graph/graph.ts';
import type { LeadSnapshot } from '@trellis/shared/lead/lead.ts';
import { canonicalJson } from '@trellis/shared/plan/canonical.ts';
import { initialState } from '@trellis/shared/runtime/state.ts';
import { uuidv7 } from 'uuidv7';
import type { WorkspaceTx } from '../db/client.ts';
import {
  countEntries,
  findTriggerAt,
  insertRun,
  lockEntries,
  queueEntry,
  type TriggerCandidate,
} from '../db/queries/routing.ts';
import { lockRun } from '../db/queries/run-locks.ts';
import { dueScan } from '../db/queries/scans.ts';
import { endRun } from '../runs/control.ts';
import { recordRunStarted } from '../runs/run-events.ts';

export interface Entry {
  candidate: TriggerCandidate;
  lead: LeadSnapshot;
  /** Null where a person enters the lead. */
  event: EventRecord | null;
  /** Workspace time, epoch ms. */
  now: number;
  /** Re-entry is counted by it; '' where the lead alone counts. */
  key: string;
}

export type Entered =
  | { kind: 'started'; runId: string }
  | { kind: 'no'; code: 'queued' | 'cap' | 'already-active' | 'paused' | 'stale'; text: string };

/** What re-entry of this workflow is counted by, as a text of at most 200 characters. */
export function entryKeyOf(
  { reEntryKey }: Pick<WorkflowSettings, 'reEntryKey'>,
  world: { event: EventRecord | null; lead: LeadSnapshot; now: number },
): string {
  if (!reEntryKey) return '';
  const { event, lead, now } = world;
  const value = readField(reEntryKey, { lead, now, ...(event ? { event, trigger: event } : {}) });
  return (
    value === undefined || value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value)
  ).slice(0, 200);
}

/** The lead's runs of the workflow that re-entry with this key looks at. */
export const formerOf = ({ former }: TriggerCandidate, key: string): TriggerCandidate['former'] =>
  former.filter((run) => run.key === key);

/**
 * Starts the run of a lead that was judged to enter, under its lock: the cap is counted under a lock of the workflow, an active run makes way
 * where the workflow says so, and the unique index has the last word.
 */
export async function enter(tx: WorkspaceTx, entry: Entry, options: { capped: boolean }): Promise<Entered> {
  const { candidate, lead, event, now, key } = entry;
  const { workflowId, versionId, node, settings } = candidate;
  const closed = await heldOutside(tx, entry);
  if (closed) return closed;
  const over = options.capped ? await overCap(tx, entry) : undefined;
  if (over) return over;
  const active = formerOf(candidate, key).filter((run) => run.active);
  const { whileActive = 'ignore' } = settings;
  if (whileActive === 'restart')
    for (const { id } of active) await endRun(tx, await lockRun(tx, id, null), 'superseded');
  const id = uuidv7();
  const state = initialState({
    trigger: node,
    enteredAt: now,
    ...(event ? { eventId: event.id } : {}),
    ...(key ? { entryKey: key } : {}),
  });
  const added = await insertRun(tx, {
    id,
    leadId: lead.id,
    workflowId,
    versionId,
    state,
    triggerEventId: event?.id ?? null,
    activeKey: whileActive === 'parallel' ? `${key}#${id}` : key,
    startedAt: now,
  });
  if (!added) return again(tx, entry, options);
  await recordRunStarted(tx, { id, leadId: lead.id, workflowId }, now);
  return { kind: 'started', runId: id };
}

/**
 * Another version became current since the trigger was read: the lead enters that one by the same trigger, or whoever reads triggers looks again
 * (`stale`). Else a run of the lead is there already.
 */
async function again(tx: WorkspaceTx, entry: Entry, options: { capped: boolean }): Promise<Entered> {
  const { candidate, lead } = entry;
  const present = await findTriggerAt(tx, lead.id, candidate);
  if (present?.versionId === candidate.versionId)
    return { kind: 'no', code: 'already-active', text: 'The lead is in this workflow already' };
  if (present && canonicalJson(present.config) === canonicalJson(candidate.config))
    return enter(tx, { ...entry, candidate: present }, options);
  return { kind: 'no', code: 'stale', text: 'The version that came at this moment is not started by this' };
}

/** A pause lets nobody in (3.A2): whoever comes waits for its end, or is left out, as was chosen. A person's hand is simply refused. */
async function heldOutside(tx: WorkspaceTx, { candidate, lead, event }: Entry): Promise<Entered | undefined> {
  const { held, workflowId, node, settings } = candidate;
  if (!held) return undefined;
  if (held === 'drop' || !event)
    return { kind: 'no', code: 'paused', text: 'Paused, and whoever would enter meanwhile is left out' };
  await queueEntry(tx, { workflowId, leadId: lead.id, node, eventId: event.id, priority: settings.priority ?? 3 });
  await dueScan(tx, { kind: 'entries', subjectId: workflowId, node: '' });
  return { kind: 'no', code: 'queued', text: 'Paused; the lead enters when it goes on' };
}

async function overCap(tx: WorkspaceTx, { candidate, lead, event, now }: Entry): Promise<Entered | undefined> {
  const { workflowId, node, settings } = candidate;
  const { entryCap: cap, priority = 3 } = settings;
  if (!cap || !event) return undefined;
  await lockEntries(tx, workflowId);
  const { hour, day } = await countEntries(tx, workflowId, now);
  const full =
    cap.perHour !== undefined && hour >= cap.perHour
      ? `${cap.perHour} an hour`
      : cap.perDay !== undefined && day >= cap.perDay
        ? `${cap.perDay} a day`
        : undefined;
  if (!full) return undefined;
  if (cap.over === 'drop') return { kind: 'no', code: 'cap', text: `The workflow lets in ${full}, and they are in` };
  await queueEntry(tx, { workflowId, leadId: lead.id, node, eventId: event.id, priority });
  await dueScan(tx, { kind: 'entries', subjectId: workflowId, node: '' });
  return { kind: 'no', code: 'queued', text: `The workflow lets in ${full}; the lead waits for its turn` };
}
