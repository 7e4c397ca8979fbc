import { rehydrateAll } from '@trellis/engine/db/queries/system-sweeps.ts';
import { controlRun } from '@trellis/engine/runs/control.ts';
import { startSweep } from '@trellis/engine/runs/sweep.ts';
import { eventually } from '@trellis/engine/testing/stage.ts';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chain, mail, node, onEvent, sleep } from '../graphs.ts';
import { createRunningStage, type RunningStage } from '../running-stage.ts';
import { checkEnded } from './check.ts';
import { type DurableTemporal, startDurableTemporal } from './durable-temporal.ts';

const LEADS = 20;
/** An hour of workspace time in 12 s. */
const CLOCK_FACTOR = 300;
const SECOND = 1000;

describe('runs whose executions are lost', () => {
  let temporal: DurableTemporal;
  let running: RunningStage;
  beforeAll(async () => {
    temporal = await startDurableTemporal();
    running = await createRunningStage({ clockFactor: CLOCK_FACTOR, temporal });
    await running.stage.publish(
      chain(onEvent('form.sent'), mail('first'), sleep('hour', 1, 'hours'), mail('second'), node('end', 'end')),
    );
  });
  afterAll(async () => {
    await running?.close();
    await temporal?.stop();
  });

  const count = async (where: ReturnType<typeof sql>) => {
    const rows = await running.stage.db.asSystem((tx) => tx.execute(sql`select 1 from runs r where ${where}`));
    return rows.length;
  };
  const steer = (user: string, kind: 'pause' | 'resume') =>
    eventually(
      async () => {
        const { id, stepNo } = await running.runOf(user);
        const { db, workspaceId, services } = running.stage;
        const request = { runId: id, action: { kind }, seen: stepNo, actor: 'tester', actorName: 'a tester' };
        return db.inWorkspace(workspaceId, (tx) => controlRun(tx, services.plans, request));
      },
      ({ kind: answer }) => answer === 'done',
    );

  it('go on where they stood, with their remaining time, when the Temporal server was replaced by an empty one', async () => {
    const { stage, sink, worker, happens, waitsAt, histories } = running;
    const identity = await stage.services.client.serverIdentity();
    for (let lead = 0; lead < LEADS; lead++) await happens(`lead${lead}`, 'form.sent');
    await eventually(
      () => count(sql`exists (select 1 from run_waits w where w.run_id = r.id)`),
      (waiting) => waiting === LEADS,
    );
    await steer('lead0', 'pause');
    const { id } = await waitsAt('lead1', 'hour');

    await temporal.wipe();
    await expect(histories.of(id)).rejects.toThrow('not found');
    expect(await stage.services.client.serverIdentity(), 'this is how a process notices').not.toBe(identity);
    expect(await stage.db.asSystem(rehydrateAll)).toBe(LEADS);
    worker.dispatcher.nudge();

    await eventually(
      () => count(sql`status = 'ended'`),
      (ended) => ended === LEADS - 1,
      40 * SECOND,
    );
    expect(await count(sql`status = 'paused'`), 'the paused run stays paused').toBe(1);
    const { latest } = await checkEnded(stage.db, sink.mailbox);
    expect(latest / CLOCK_FACTOR, 'late by a little, for the outage was shorter than the wait').toBeLessThan(
      5 * SECOND,
    );
    await steer('lead0', 'resume');
    worker.dispatcher.nudge();
    await eventually(
      () => count(sql`status = 'ended'`),
      (ended) => ended === LEADS,
      40 * SECOND,
    );
    const { violations, sends } = await checkEnded(stage.db, sink.mailbox);
    expect(violations).toEqual([]);
    expect(sends).toEqual({ accepted: 2 * LEADS });
  });

  it('are found and started again when somebody terminated them', async () => {
    const { stage, sink, worker, happens, waitsAt, ends, histories } = running;
    await happens('ended', 'form.sent');
    const { id } = await waitsAt('ended', 'hour');
    const sweep = startSweep({
      db: stage.db,
      client: stage.services.client,
      nudge: worker.dispatcher.nudge,
      onFound: () => {},
      onError: () => {},
    });
    try {
      await eventually(
        async () => (await histories.executions(id)).length,
        (known) => known === 1,
      );
      expect(await sweep.once()).toEqual({ overdue: 0, closed: 0, moved: 0 });
      await histories.client.workflow.getHandle(`run:${id}`).terminate('by a test');
      await eventually(
        () => sweep.once(),
        ({ closed }) => closed === 1,
      );
      await eventually(
        async () => (await histories.executions(id)).length,
        (known) => known === 2,
      );
      await ends('ended', 40 * SECOND);
    } finally {
      await sweep.stop();
    }
    const { violations, sends } = await checkEnded(stage.db, sink.mailbox);
    expect(violations).toEqual([]);
    expect(sends).toEqual({ accepted: 2 * LEADS + 2 });
  });
});
