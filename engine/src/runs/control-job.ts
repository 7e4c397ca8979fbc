import type { Database, WorkspaceTx } from '../db/client.ts';
import { writeAudit } from '../db/queries/audit.ts';
import {
  enqueueJob,
  finishJob,
  insertJob,
  lockRunningJob,
  markTreated,
  type NewJob,
  nextRunOf,
  stillMatches,
} from '../db/queries/control-jobs.ts';
import { enqueue } from '../db/queries/outbox.ts';
import { lockLeadOfRun, lockRun } from '../db/queries/run-locks.ts';
import { controlRun } from './control.ts';
import { auditedPart } from './control-actions.ts';
import type { Plans } from './plans.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** One delivery treats at most so many runs: it holds its outbox row for so long. */
const AT_ONCE = 25;

/*
 * An action on many runs. Its list is fixed when it begins; each run is treated in a transaction of its own, together with the mark that it was:
 * whoever dies in between loses nothing and repeats nothing. The outbox carries it from batch to batch.
 *
 *   start ──▶ running ──batch, wait, batch …──▶ done
 *                └──a person──▶ cancelled (runs treated stay as they are)
 */

/** Begins a job, audited. Null where no run matches. */
export async function startJob(tx: WorkspaceTx, job: NewJob): Promise<string | null> {
  const { id, total } = await insertJob(tx, job);
  const { actor, action, reason, filter, perMinute } = job;
  await writeAudit(tx, {
    actor,
    action: `runs.${action.kind}`,
    subjectKind: 'job',
    subjectId: id,
    ...(reason ? { reason } : {}),
    change: { ...auditedPart(action), filter, total, ...(perMinute ? { perMinute } : {}) },
  });
  if (total === 0) return null;
  await enqueue(tx, [{ kind: 'control', jobId: id, inMs: 0 }]);
  return id;
}

/** Stops a job before its next run, audited; false where it was over. */
export async function cancelJob(tx: WorkspaceTx, jobId: string, actor: string): Promise<boolean> {
  const cancelled = await finishJob(tx, jobId, 'cancelled');
  if (cancelled) await writeAudit(tx, { actor, action: 'job.cancel', subjectKind: 'job', subjectId: jobId });
  return cancelled;
}

export interface JobDeps {
  db: Pick<Database, 'inWorkspace'>;
  plans: Plans;
}

/** Treats the next runs of a job and owes the rest. Answers how many were treated. */
export async function workJob(
  { db, plans }: JobDeps,
  { workspaceId, jobId, outboxId }: { workspaceId: string; jobId: string; outboxId: number },
): Promise<number> {
  let treated = 0;
  let pace: Pace = { runs: 1, everyMs: 0 };
  do {
    const job = await db.inWorkspace(workspaceId, (tx) => treatNext(tx, plans, jobId));
    if (!job) return treated;
    pace = paceOf(job.perMinute);
    treated++;
  } while (treated < pace.runs);
  await db.inWorkspace(workspaceId, (tx) => enqueueJob(tx, jobId, pace.everyMs, outboxId));
  return treated;
}

interface Pace {
  runs: number;
  everyMs: number;
}

/** So many runs at once, so often; at least a second apart where it is throttled. */
export function paceOf(perMinute: number | null): Pace {
  if (perMinute === null) return { runs: AT_ONCE, everyMs: 0 };
  const runs = Math.min(AT_ONCE, Math.max(1, Math.round(perMinute / 60)));
  return { runs, everyMs: (runs * MINUTE) / perMinute };
}

/** One run in one transaction; null where the job is over (and marks it done when it just was). */
async function treatNext(tx: WorkspaceTx, plans: Plans, jobId: string): Promise<NewJob | null> {
  const job = await lockRunningJob(tx, jobId);
  if (!job) return null;
  const runId = await nextRunOf(tx, jobId);
  if (!runId) {
    await finishJob(tx, jobId, 'done');
    return null;
  }
  await markTreated(tx, jobId, runId, await treat(tx, plans, job, runId));
  return job;
}

async function treat(
  tx: WorkspaceTx,
  plans: Plans,
  { id: jobId, action, filter, actor, actorName, reason }: NewJob & { id: string },
  runId: string,
): Promise<string | null> {
  // Locked before it is looked at: what the person chose it by must still hold.
  const lead = await lockLeadOfRun(tx, runId);
  if (!lead) return 'gone';
  const { stepNo } = await lockRun(tx, runId, null);
  if (!(await stillMatches(tx, runId, filter))) return 'moved';
  const why = reason ? { reason } : {};
  const result = await controlRun(tx, plans, { runId, action, seen: stepNo, actor, actorName, jobId, ...why });
  if (result.kind === 'done') return null;
  return result.kind === 'refused' ? result.code : 'gone';
}
