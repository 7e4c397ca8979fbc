import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listJobs, previewRuns } from '../db/queries/control-jobs.ts';
import { HandRun, MAIL, straight } from '../testing/hand-run.ts';
import { createStage, type Stage } from '../testing/stage.ts';
import { cancelJob, paceOf, startJob, workJob } from './control-job.ts';

let stage: Stage;
let hand: HandRun;
let workflowId = '';
beforeAll(async () => {
  stage = await createStage();
  hand = new HandRun(stage);
  ({ workflowId } = await stage.publish(straight(MAIL, { type: 'wait' })));
}, 60_000);
afterAll(() => stage?.close());

let users = 0;
async function parked(): Promise<string> {
  const run = await hand.enter(`lead${users++}`);
  await hand.call(run, { fate: { fortune: 'fail-before-gate' } });
  return run;
}
const codeOf = async (run: string) => (await hand.row(run)).reason ?? '';
const begin = (code: string, perMinute: number | null = null) =>
  hand.inWorkspace((tx) =>
    startJob(tx, {
      filter: { workflowId, code },
      action: { kind: 'retry' },
      perMinute,
      actor: 'a',
      actorName: 'Ann',
      reason: 'Key renewed',
    }),
  );
const work = (jobId: string, outboxId = 0) =>
  workJob({ db: stage.db, plans: stage.services.plans }, { workspaceId: stage.workspaceId, jobId, outboxId });
const jobOf = async (id: string) => (await hand.inWorkspace((tx) => listJobs(tx, { id, limit: 1 })))[0];
const clean = () => hand.inWorkspace((tx) => tx.execute(sql`delete from outbox`));

describe('a job over many runs', () => {
  it('says beforehand whom it concerns, does it to each once, audits job and runs, and is then done', async () => {
    const runs = [await parked(), await parked(), await parked()];
    const code = await codeOf(runs[0] ?? '');
    const seen = await hand.inWorkspace((tx) => previewRuns(tx, { workflowId, code }, 2));
    expect(seen).toMatchObject({ statuses: { parked: 3 } });
    expect(seen.ids).toEqual(runs.slice(0, 2));
    const id = (await begin(code)) ?? '';
    expect(await work(id)).toBe(3);
    expect(await jobOf(id)).toMatchObject({ status: 'done', total: 3, done: 3, refused: {} });
    for (const run of runs) expect(await hand.row(run)).toMatchObject({ status: 'active', reason: null });
    const audit = await hand.inWorkspace((tx) =>
      tx.execute<{ action: string; n: number }>(
        sql`select action, count(*)::int as n from audit_log where subject_id = ${id} or change ->> 'job' = ${id} group by action order by action`,
      ),
    );
    expect(audit).toMatchObject([
      { action: 'run.retry', n: 3 },
      { action: 'runs.retry', n: 1 },
    ]);
    for (const run of runs) await hand.control(run, { kind: 'exit' });
  });

  it('goes on after a death between two runs, and treats none twice', async () => {
    const runs = [await parked(), await parked(), await parked()];
    const id = (await begin(await codeOf(runs[0] ?? ''))) ?? '';
    let treated = 0;
    const dying: Stage['db']['inWorkspace'] = (workspaceId, task) =>
      stage.db.inWorkspace(workspaceId, async (tx) => {
        const answer = await task(tx);
        // The second run's transaction is never committed.
        if (++treated === 2) throw new Error('killed');
        return answer;
      });
    const dead = workJob(
      { db: { inWorkspace: dying }, plans: stage.services.plans },
      { workspaceId: stage.workspaceId, jobId: id, outboxId: 0 },
    );
    await expect(dead).rejects.toThrow('killed');
    expect(await jobOf(id)).toMatchObject({ status: 'running', done: 1 });
    await Promise.all([work(id), work(id)]);
    expect(await jobOf(id)).toMatchObject({ status: 'done', done: 3, refused: {} });
    for (const run of runs) {
      expect((await hand.steps(run)).filter(({ kind }) => kind === 'control')).toHaveLength(1);
      await hand.control(run, { kind: 'exit' });
    }
  });

  it('passes by a run that is no longer what it was chosen for', async () => {
    const runs = [await parked(), await parked()];
    const id = (await begin(await codeOf(runs[0] ?? ''))) ?? '';
    await hand.control(runs[0] ?? '', { kind: 'exit' });
    await work(id);
    expect(await jobOf(id)).toMatchObject({ status: 'done', done: 1, refused: { moved: 1 } });
    await hand.control(runs[1] ?? '', { kind: 'exit' });
  });

  it('when throttled treats a few, owes the rest for later by one row, and stops when cancelled', async () => {
    const runs = [await parked(), await parked(), await parked()];
    const id = (await begin(await codeOf(runs[0] ?? ''), 30)) ?? '';
    await clean();
    await Promise.all([work(id), work(id)]);
    const owed = await hand.inWorkspace((tx) =>
      tx.execute<{ late: boolean }>(
        sql`select due_at > now() + interval '1 second' as late from outbox where kind = 'control'`,
      ),
    );
    expect(owed.length).toBeGreaterThan(0);
    expect(owed.every(({ late }) => late)).toBe(true);
    expect(await hand.inWorkspace((tx) => cancelJob(tx, id, 'a'))).toBe(true);
    expect(await work(id)).toBe(0);
    expect(await jobOf(id)).toMatchObject({ status: 'cancelled', done: 2 });
    expect(await hand.inWorkspace((tx) => cancelJob(tx, id, 'a'))).toBe(false);
    for (const run of runs) await hand.control(run, { kind: 'exit' });
  });

  it('that concerns nobody is not begun', async () => {
    expect(await begin('no-such-code')).toBeNull();
  });
});

it('paces keep to the minute: 20 are one each 3 s, 600 ten a second, none given as fast as it goes', () => {
  expect(paceOf(20)).toEqual({ runs: 1, everyMs: 3_000 });
  expect(paceOf(600)).toEqual({ runs: 10, everyMs: 1_000 });
  expect(paceOf(null)).toEqual({ runs: 25, everyMs: 0 });
  expect(paceOf(60_000)).toEqual({ runs: 25, everyMs: 25 });
});
