import type { LeadFilterInput } from '@trellis/shared/api/enrol-jobs.ts';
import type { Graph } from '@trellis/shared/graph/graph.ts';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { finishEnrolJob, insertEnrolJob, listEnrolJobs } from '../../db/queries/enrol-jobs.ts';
import { dueScan } from '../../db/queries/scans.ts';
import { enterSegment, insertSegment } from '../../db/queries/segments.ts';
import { clickWithin, HandRun, straight } from '../../testing/hand-run.ts';
import { settle } from '../../testing/settle.ts';
import { createStage, type Stage } from '../../testing/stage.ts';
import { changeStatus } from '../../workflows/status.ts';
import { previewEnrolment } from '../preview-enrolment.ts';
import { scanOnce } from './scanner.ts';

let stage: Stage;
let hand: HandRun;
beforeEach(async () => {
  stage = await createStage();
  hand = new HandRun(stage);
});
afterEach(async () => {
  await stage?.close();
});

const by = (type: string, config: Record<string, unknown> = {}): Graph => {
  const graph = straight(clickWithin());
  return {
    ...graph,
    nodes: graph.nodes.map((node) => (node.id === 'n0' ? { ...node, type, config } : node)),
    settings: { reEntry: { mode: 'never' } },
  };
};

const lead = async (user: string) => (await stage.track({ user, email: `${user}@lead.example`, name: 'seen' })).leadId;

/** Begins a job of two leads a batch. */
const begin = (workflowId: string, filter: LeadFilterInput = {}) =>
  hand.inWorkspace(async (tx) => {
    const job = { workflowId, filter, perMinute: 120, actor: 'ann', actorName: 'Ann', reason: null };
    const id = await insertEnrolJob(tx, job, 99);
    await dueScan(tx, { kind: 'enrol', subjectId: id, node: '' });
    return id;
  });

/** One look of the scanner, at once. */
async function batch(): Promise<void> {
  await hand.inWorkspace((tx) => tx.execute(sql`update scans set due_at = now() - interval '1 second'`));
  await scanOnce({ db: stage.db, onError: (error) => expect(error).toBeUndefined() });
}

async function jobOf(id: string) {
  const [row] = await hand.inWorkspace((tx) => listEnrolJobs(tx, { id, limit: 1 }));
  if (!row) throw new Error(`There is no job ${id}.`);
  return row;
}

async function finish(id: string) {
  for (let round = 0; round < 20; round++) {
    await batch();
    const job = await jobOf(id);
    if (job.status !== 'running') return job;
  }
  throw new Error(`The job ${id} still runs after 20 batches.`);
}

const inWorkflow = async (workflowId: string) =>
  (
    await hand.inWorkspace((tx) =>
      tx.execute<{ id: string }>(
        sql`select lead_id as id from runs where workflow_id = ${workflowId} order by lead_id`,
      ),
    )
  ).map(({ id }) => id);

it('lets in by the manual trigger all who match when it begins, batch by batch, and says why others did not enter', async () => {
  const leads = [await lead('anna-1'), await lead('anna-2'), await lead('anna-3'), await lead('bert')];
  const { workflowId } = await stage.publish(by('trigger-manual'));
  const first = await begin(workflowId, { search: 'anna-1' });
  expect(await finish(first)).toMatchObject({ status: 'done', entered: 1, refused: {} });

  const preview = await hand.inWorkspace((tx) => previewEnrolment(tx, { filter: { search: 'anna' }, workflowId }));
  expect(preview).toMatchObject({ matching: 3, looked: 3, entering: 2, refused: { 'already-active': { n: 1 } } });
  expect(await inWorkflow(workflowId)).toHaveLength(1);

  const second = await begin(workflowId, { search: 'anna' });
  await lead('anna-4');
  await batch();
  expect(await jobOf(second)).toMatchObject({ status: 'running', looked: 2 });
  expect(await finish(second)).toMatchObject({ looked: 3, entered: 2, refused: { 'already-active': { n: 1 } } });
  await settle(stage, hand);
  expect(await inWorkflow(workflowId)).toEqual(leads.slice(0, 3).sort());
});

it('lets the members of a segment in by the trigger on that segment, and no lead beside them', async () => {
  const members = [await lead('a'), await lead('b'), await lead('c')];
  await lead('d');
  const segmentId = await hand.inWorkspace(async (tx) => {
    const id = await insertSegment(tx, { name: 'Chosen', condition: null, createdBy: 'ann' });
    for (const leadId of members) await enterSegment(tx, { segmentId: id, leadId, at: Date.now(), byHand: true });
    return id;
  });
  const { workflowId } = await stage.publish(by('trigger-segment', { segment: segmentId }));
  const other = await stage.publish(by('trigger-segment', { segment: segmentId }), 'Other');
  const filter = { segmentId };
  expect(await hand.inWorkspace((tx) => previewEnrolment(tx, { filter: {}, workflowId }))).toBeNull();
  expect(await hand.inWorkspace((tx) => previewEnrolment(tx, { filter, workflowId }))).toMatchObject({
    by: 'segment',
    matching: 3,
    entering: 3,
  });
  expect(await finish(await begin(workflowId, filter))).toMatchObject({ status: 'done', entered: 3, refused: {} });
  await settle(stage, hand);
  expect(await inWorkflow(workflowId)).toEqual([...members].sort());
  expect(await inWorkflow(other.workflowId)).toEqual([]);
  expect(await finish(await begin(workflowId, filter))).toMatchObject({
    entered: 0,
    refused: { 'already-active': { n: 3 } },
  });
});

it('rests while the workflow is paused, goes on afterwards, and ends when the workflow is stopped', async () => {
  for (const user of ['a', 'b', 'c', 'd', 'e']) await lead(user);
  const { workflowId } = await stage.publish(by('trigger-manual'));
  const set = (status: 'live' | 'paused') =>
    hand.inWorkspace((tx) => changeStatus(tx, { workflowId, status, actor: 'ann' }));
  const id = await begin(workflowId);
  await batch();
  await set('paused');
  await batch();
  expect(await jobOf(id)).toMatchObject({ status: 'running', entered: 2 });
  await set('live');
  await batch();
  expect(await jobOf(id)).toMatchObject({ status: 'running', entered: 4 });
  await hand.inWorkspace((tx) => changeStatus(tx, { workflowId, status: 'stopped', actor: 'ann', runs: 'finish' }));
  expect(await finish(id)).toMatchObject({ status: 'cancelled', entered: 4 });
});

it('lets nobody in after it was cancelled', async () => {
  for (const user of ['a', 'b', 'c']) await lead(user);
  const { workflowId } = await stage.publish(by('trigger-manual'));
  const id = await begin(workflowId);
  await batch();
  expect(await hand.inWorkspace((tx) => finishEnrolJob(tx, id, 'cancelled'))).toBe(true);
  await batch();
  await batch();
  expect(await jobOf(id)).toMatchObject({ status: 'cancelled', entered: 2 });
  expect(await inWorkflow(workflowId)).toHaveLength(2);
  expect(await hand.inWorkspace((tx) => tx.execute(sql`select 1 from scans where kind = 'enrol'`))).toHaveLength(0);
});
