import type { WorkspaceTx } from '../../db/client.ts';
import { readClock } from '../../db/queries/clock.ts';
import {
  addToEnrolJob,
  findWayIn,
  finishEnrolJob,
  lockEnrolJob,
  type NewEnrolJob,
  nextLeads,
  type Refusals,
  statusOfWorkflow,
} from '../../db/queries/enrol-jobs.ts';
import { lockLeads } from '../../db/queries/run-locks.ts';
import { type DueScan, keepScan, removeScan } from '../../db/queries/scans.ts';
import { recordOwnEvents } from '../../intake/own-events.ts';
import { enrolLead } from '../enrol.ts';
import { routeEvent } from '../route-event.ts';

/** Leads per transaction. */
const BATCH = 100;
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** A paused workflow is asked again so often. */
const REST_MS = 5 * SECOND;

/**
 * Lets the next leads of a job in, each judged by the workflow's rules; cursor, counts and runs commit together, so that a killed worker's batch is
 * done again as a whole. By the manual trigger a lead enters as by hand; by the trigger on a segment through an event of its own, so that filter,
 * guard and cap hold as for those who enter the segment later.
 */
export async function enrolBatch(tx: WorkspaceTx, scan: DueScan): Promise<void> {
  const job = await lockEnrolJob(tx, scan.subjectId);
  if (!job) {
    await removeScan(tx, scan);
    return;
  }
  const status = await statusOfWorkflow(tx, job.workflowId);
  if (status === 'paused') {
    await keepScan(tx, { ...scan, inMs: REST_MS, seen: 0 });
    return;
  }
  const way = status === 'live' ? await findWayIn(tx, job.workflowId, job.filter.segmentId) : null;
  if (!way) {
    await finishEnrolJob(tx, job.id, 'cancelled');
    await removeScan(tx, scan);
    return;
  }
  const limit = job.perMinute === null ? BATCH : Math.min(BATCH, Math.max(1, Math.round(job.perMinute / 60)));
  const { ids, next, looked } = await nextLeads(tx, job.filter, { before: scan.cursor ?? job.id, limit });
  // By id, as everybody locks leads.
  const chosen = ids.sort();
  const came = way.by === 'manual' ? await byHand(tx, job, chosen) : await bySegment(tx, job, way.node, chosen);
  await addToEnrolJob(tx, job.id, { looked, ...came });
  if (next === null) {
    await finishEnrolJob(tx, job.id, 'done');
    await removeScan(tx, scan);
    return;
  }
  const inMs = job.perMinute === null ? 0 : (limit * MINUTE) / job.perMinute;
  await keepScan(tx, { ...scan, cursor: next, inMs, seen: looked });
}

interface Came {
  entered: number;
  refused: Refusals;
}

async function byHand(tx: WorkspaceTx, job: NewEnrolJob & { id: string }, leadIds: readonly string[]): Promise<Came> {
  const came: Came = { entered: 0, refused: {} };
  const { workflowId, actor, reason } = job;
  for (const leadId of leadIds) {
    const answer = await enrolLead(tx, { leadId, workflowId, actor, ...(reason ? { reason } : {}) });
    if (answer.kind === 'started') came.entered += 1;
    else refuse(came, answer.code, answer.text);
  }
  return came;
}

async function bySegment(
  tx: WorkspaceTx,
  { id: jobId, workflowId, filter: { segmentId } }: NewEnrolJob & { id: string },
  node: string,
  leadIds: readonly string[],
): Promise<Came> {
  const came: Came = { entered: 0, refused: {} };
  const { now } = await readClock(tx, tx.workspaceId);
  await lockLeads(tx, leadIds);
  const occurrence = `job:${jobId}`;
  const eventIds = await recordOwnEvents(
    tx,
    now,
    leadIds.map((leadId) => ({
      leadId,
      name: 'trigger.due',
      properties: { workflow: workflowId, node, occurrence, segment: segmentId },
      messageId: `due:${workflowId}:${node}:${leadId}:${occurrence}`,
    })),
  );
  for (const eventId of eventIds) {
    // Routed here and now, so that the job can tell what came of it; the route that is owed finds it done.
    const { started, missed } = await routeEvent(tx, eventId);
    if (started.some((run) => run.workflowId === workflowId)) came.entered += 1;
    const miss = missed.find((one) => one.workflowId === workflowId);
    if (miss) refuse(came, miss.code, miss.text);
  }
  return came;
}

function refuse({ refused }: Came, code: string, text: string): void {
  // The texts of one code differ by hours and names; the first one stands for all.
  refused[code] = { n: (refused[code]?.n ?? 0) + 1, text: refused[code]?.text ?? text };
}
