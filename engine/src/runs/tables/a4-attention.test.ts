import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listCauses } from '../../db/queries/attention.ts';
import { clickWithin, HandRun, MAIL, straight } from '../../testing/hand-run.ts';
import { createStage, type Stage } from '../../testing/stage.ts';
import { changeStatus } from '../../workflows/status.ts';
import { startJob, workJob } from '../control-job.ts';

/*
 * Which runs need a person (3.A4): given where a run stands and since when → the cause it is listed under, or none.
 */

let stage: Stage;
let hand: HandRun;
let workflowId = '';
beforeAll(async () => {
  stage = await createStage();
  hand = new HandRun(stage);
});
afterAll(() => stage?.close());

let users = 0;
beforeEach(async () => {
  await hand.inWorkspace((tx) => tx.execute(sql`update workflows set status = 'stopped'`));
  await hand.inWorkspace((tx) =>
    tx.execute(sql`update runs set status = 'ended', reason = 'workflow-stopped' where status <> 'ended'`),
  );
  ({ workflowId } = await stage.publish(straight(MAIL, clickWithin(3))));
});

const listed = async () =>
  (await hand.inWorkspace(listCauses)).map(({ kind, code, runs, parked }) => [`${kind} ${code}`, runs, parked]);
const age = (run: string, minutes: number) =>
  hand.inWorkspace((tx) =>
    tx.execute(
      sql`update runs set moved_at = now() - make_interval(mins => ${minutes}), due_at = case when due_at is null then null else now() - make_interval(mins => ${minutes}) end where id = ${run}`,
    ),
  );
const enter = () => hand.enter(`lead${++users}`);

const given: Record<string, (run: string) => Promise<unknown>> = {
  'waits within its time': (run) => hand.call(run),
  'is due since a minute': async (run) => {
    await hand.call(run);
    await age(run, 1);
  },
  'is due since four minutes': async (run) => {
    await hand.call(run);
    await age(run, 4);
  },
  'waits for an event without a time, for ever so long': async (run) => {
    await hand.call(run);
    await hand.inWorkspace((tx) => tx.execute(sql`update runs set due_at = null where id = ${run}`));
    await age(run, 9_000);
  },
  'stands ready since a minute': (run) => age(run, 1),
  'stands ready since four minutes': (run) => age(run, 4),
  'tries again': (run) => hand.call(run, { fate: { fortune: 'retry-before-gate' } }),
  'is parked by an error': (run) => hand.call(run, { fate: { fortune: 'fail-before-gate' } }),
  'is paused by a person, and long due': async (run) => {
    await hand.call(run);
    await hand.control(run, { kind: 'pause' });
    await age(run, 60);
  },
  'is long due while its workflow is paused': async (run) => {
    await hand.call(run);
    await age(run, 60);
    await hand.inWorkspace((tx) => changeStatus(tx, { workflowId, status: 'paused', actor: 'a' }));
  },
  'has ended': async (run) => {
    await hand.control(run, { kind: 'exit' });
    await age(run, 60);
  },
};

describe('A4 a run that', () => {
  it.each<[string, string | null, number?]>([
    ['waits within its time', null],
    ['is due since a minute', null],
    ['is due since four minutes', 'stuck no-progress', 0],
    ['waits for an event without a time, for ever so long', null],
    ['stands ready since a minute', null],
    ['stands ready since four minutes', 'stuck no-progress', 0],
    ['tries again', 'failing deferred', 0],
    ['is parked by an error', 'failing policy_refused', 1],
    ['is paused by a person, and long due', null],
    ['is long due while its workflow is paused', null],
    ['has ended', null],
  ])('%s is listed under: %s', async (name, cause, parked) => {
    await given[name]?.(await enter());
    expect(await listed()).toEqual(cause === null ? [] : [[cause, 1, parked]]);
  });

  it('shares its cause with others is listed with them, with places and leads, and one job mends them all', async () => {
    const runs = [await enter(), await enter(), await enter()];
    for (const run of runs.slice(0, 2)) await given['is parked by an error']?.(run);
    await given['tries again']?.(runs[2] ?? '');
    const causes = await hand.inWorkspace(listCauses);
    const failed = causes.find(({ code }) => code === 'policy_refused');
    expect(failed).toMatchObject({ runs: 2, parked: 2, places: [{ nodeId: 'n1', type: 'send-email', runs: 2 }] });
    expect(failed?.who.map(({ runId }) => runId).sort()).toEqual(runs.slice(0, 2).sort());
    const jobId = await hand.inWorkspace((tx) =>
      startJob(tx, {
        filter: { workflowId, code: 'policy_refused' },
        action: { kind: 'retry' },
        perMinute: null,
        actor: 'a',
        actorName: 'Ann',
        reason: 'Mended',
      }),
    );
    if (!jobId) throw new Error('No job was begun.');
    await workJob(
      { db: stage.db, plans: stage.services.plans },
      { workspaceId: stage.workspaceId, jobId, outboxId: 0 },
    );
    expect(await listed()).toEqual([['failing deferred', 1, 0]]);
    for (const run of runs.slice(0, 2)) {
      await hand.call(run);
      expect(await hand.row(run)).toMatchObject({ status: 'active', at: 'waiting n2' });
    }
  });
});
