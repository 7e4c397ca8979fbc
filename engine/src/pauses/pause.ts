import { uuidv7 } from 'uuidv7';
import type { WorkspaceTx } from '../db/client.ts';
import { writeAudit } from '../db/queries/audit.ts';
import { readClock } from '../db/queries/clock.ts';
import { queuedWorkflows } from '../db/queries/held-entries.ts';
import {
  endPause,
  insertPause,
  lockPause,
  type OpenPause,
  type PauseSubject,
  workflowOfVersion,
} from '../db/queries/pauses.ts';
import { lockLeads } from '../db/queries/run-locks.ts';
import { dueScan } from '../db/queries/scans.ts';

/*
 * A pause above a run: a row put on, and ended. No run is touched by either; those that were asked meanwhile, and rest without a timer, are called
 * batch by batch afterwards (wake-held.ts), each at its turn where the resume is spread.
 */

export interface PauseRequest extends PauseSubject {
  /** stop, where left out: the time of waits does not count meanwhile. */
  durations?: 'stop' | 'run' | undefined;
  /** queue, where left out. */
  entrants?: 'queue' | 'drop' | undefined;
  actor: string;
  reason?: string | undefined;
}

/** Pauses something above runs, audited; undefined where it is paused already. */
export async function pause(tx: WorkspaceTx, request: PauseRequest): Promise<string | undefined> {
  const { level, subjectId, name, durations = 'stop', entrants = 'queue', actor, reason } = request;
  // A lead is locked by whoever moves or sends to it: none of them is under way when the pause stands.
  if (level === 'lead') await lockLeads(tx, [subjectId]);
  const { now } = await readClock(tx, tx.workspaceId);
  const id = uuidv7();
  const choices = { durations, entrants };
  const added = await insertPause(tx, {
    ...{ id, level, subjectId, name, actor, since: now, reason: reason ?? null },
    ...choices,
  });
  if (!added) return undefined;
  await writeAudit(tx, {
    ...{ actor, action: `pause.${level}`, ...(await subjectOf(tx, request)), reason },
    change: { pause: id, ...(name ? { name } : {}), ...choices },
  });
  return id;
}

export interface ResumeRequest {
  actor: string;
  reason?: string | undefined;
  /** As was decided at the pause, where left out. */
  durations?: 'stop' | 'run' | undefined;
  /** Real time over which what is due goes on; all at once where left out. */
  spreadMinutes?: number | undefined;
}

/** Ends a pause that is on, audited; undefined where there is none. */
export async function resume(
  tx: WorkspaceTx,
  which: { id: string } | PauseSubject,
  request: ResumeRequest,
): Promise<OpenPause | undefined> {
  const found = await lockPause(tx, which);
  if (!found) return undefined;
  const { id, level, subjectId, name } = found;
  const { actor, reason, durations = found.durations, spreadMinutes = 0 } = request;
  if (level === 'lead') await lockLeads(tx, [subjectId]);
  const { now } = await readClock(tx, tx.workspaceId);
  await endPause(tx, id, { until: now, durations, spreadSeconds: spreadMinutes * 60, by: actor });
  await dueScan(tx, { kind: 'resume', subjectId: id, node: '' });
  for (const workflowId of await queuedWorkflows(tx))
    await dueScan(tx, { kind: 'entries', subjectId: workflowId, node: '' });
  await writeAudit(tx, {
    ...{ actor, action: `resume.${level}`, ...(await subjectOf(tx, found)), reason },
    change: { pause: id, ...(name ? { name } : {}), durations, spreadMinutes },
  });
  return found;
}

/** What the audit names: steps and versions are their workflow's, channels the workspace's. */
async function subjectOf(
  tx: WorkspaceTx,
  { level, subjectId }: PauseSubject,
): Promise<{ subjectKind: 'workspace' | 'workflow' | 'lead' | 'run'; subjectId: string | null }> {
  switch (level) {
    case 'workspace':
    case 'channel':
      return { subjectKind: 'workspace', subjectId };
    case 'workflow':
    case 'node':
      return { subjectKind: 'workflow', subjectId };
    case 'version':
      return { subjectKind: 'workflow', subjectId: await workflowOfVersion(tx, subjectId) };
    case 'lead':
    case 'run':
      return { subjectKind: level, subjectId };
    default:
      return level satisfies never;
  }
}
