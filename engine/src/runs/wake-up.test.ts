import { Chance } from '@trellis/shared/testing/chance.ts';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Executions } from '../testing/driver/executions.ts';
import { clickWithin, HandRun, straight } from '../testing/hand-run.ts';
import { createStage, eventually, type Stage } from '../testing/stage.ts';
import { changeStatus } from '../workflows/status.ts';
import type { StepInput } from './isolate/answer.ts';
import { type Sweep, startSweep } from './sweep.ts';

describe('wake-ups', () => {
  let stage: Stage;
  let hand: HandRun;
  let workflowId: string;
  const sweeps: Sweep[] = [];
  beforeAll(async () => {
    stage = await createStage();
    hand = new HandRun(stage);
    ({ workflowId } = await stage.publish(straight(clickWithin(3), clickWithin())));
  });
  afterAll(() => stage?.close());
  afterEach(async () => {
    for (const sweep of sweeps.splice(0)) await sweep.stop();
  });

  /** A run whose loop really runs; its calls are counted. */
  async function execute(user: string) {
    const run = await hand.enter(user);
    const calls: StepInput[] = [];
    const failures: unknown[] = [];
    const executions = new Executions({
      chance: new Chance(user),
      now: () => Date.now(),
      call: (_, input) => {
        calls.push(input);
        return hand.call(run, input);
      },
      onFailure: (error) => failures.push(error),
    });
    const input = { workspace: stage.workspaceId, run, n: -1, place: 'local', label: 'Start' };
    const asleep = () =>
      eventually(
        async () => executions.all.get(run)?.state,
        (state) => state === 'sleeping',
      );
    await executions.start(input, false);
    await asleep();
    calls.length = 0;
    const wake = async (n: number) => {
      await executions.wake(run, n);
      await asleep();
      // Whatever would spin, spins while these questions are answered.
      for (let i = 0; i < 10; i++) await hand.row(run);
      await asleep();
    };
    return { run, calls, failures, executions, input, wake };
  }

  const rests: [string, (run: string) => Promise<unknown>][] = [
    ['waits', async () => {}],
    ['is paused', (run) => hand.control(run, { kind: 'pause' })],
    [
      'is paused from above',
      () => hand.inWorkspace((tx) => changeStatus(tx, { workflowId, status: 'paused', actor: 'test' })),
    ],
  ];
  it.each(rests)('cost exactly one call each, of whatever number, where the run %s', async (name, bring) => {
    const { run, calls, wake, executions } = await execute(`stray ${name}`);
    await bring(run);
    await wake((await hand.row(run)).stepNo);
    for (const above of [0, 1, 1_000]) {
      calls.length = 0;
      await wake((await hand.row(run)).stepNo + above);
      expect(calls.map(({ cause }) => cause)).toEqual(['wake']);
    }
    calls.length = 0;
    await wake(0);
    expect(calls).toEqual([]);
    expect(executions.all.get(run)?.state).toBe('sleeping');
    await hand.inWorkspace((tx) => changeStatus(tx, { workflowId, status: 'live', actor: 'test' }));
  });

  it('that come twice cost one call', async () => {
    const { run, calls, wake } = await execute('twice');
    const { stepNo } = await hand.row(run);
    await hand.send('twice', 'email.clicked');
    await wake(stepNo);
    await wake(stepNo);
    expect(calls).toHaveLength(1);
    expect(await hand.row(run)).toMatchObject({ at: 'waiting n2' });
  });

  it('that leave the wait open arm it anew, without a row in the log, so that the next event wakes the run again', async () => {
    const { run, calls, wake } = await execute('rearmed');
    const { stepNo } = await hand.row(run);
    const steps = await hand.steps(run);
    // Routing had a reason that is gone by now.
    await hand.inWorkspace((tx) => tx.execute(sql`update runs set woken_n = step_no where id = ${run}`));
    await wake(stepNo);
    expect(await hand.row(run)).toMatchObject({ at: 'waiting n1', stepNo: stepNo + 1 });
    expect(await hand.steps(run)).toEqual(steps);
    const { woken } = await hand.send('rearmed', 'email.clicked');
    expect(woken).toEqual([run]);
    await wake(stepNo + 1);
    expect(calls).toHaveLength(2);
    expect(await hand.row(run)).toMatchObject({ at: 'waiting n2' });
  });

  it('that were lost are found by the sweep, also where the rest has no deadline', async () => {
    const { run, calls, executions } = await execute('lost');
    const sweep = startSweep({
      db: stage.db,
      client: { closedAbnormally: async () => [], serverIdentity: async () => 'the one server' },
      nudge: () => {},
      onFound: () => {},
      onError: () => {},
    });
    sweeps.push(sweep);
    const deliver = async () => {
      const rows = await hand.inWorkspace((tx) =>
        tx.execute<{ id: string; n: number }>(
          sql`delete from outbox where subject_id = ${run} and kind = 'wake' returning subject_id as id, n`,
        ),
      );
      for (const { n } of rows) await executions.wake(run, n);
      return rows.length;
    };
    for (const next of ['waiting n2', 'ready ']) {
      await hand.send('lost', 'email.clicked');
      // Lost on its way.
      await hand.inWorkspace((tx) => tx.execute(sql`delete from outbox where subject_id = ${run}`));
      await sweep.once(60);
      expect(await deliver()).toBe(0);
      await eventually(
        () => sweep.once(0).then(deliver),
        (delivered) => delivered === 1,
      );
      if (next === 'waiting n2')
        await eventually(
          () => hand.row(run),
          ({ at }) => at === next,
        );
      else
        await eventually(
          () => hand.row(run),
          ({ status }) => status === 'ended',
        );
    }
    expect(calls.map(({ cause }) => cause)).toEqual(['wake', 'wake']);
  });

  it('start a run once, however often its start is delivered', async () => {
    const { calls, executions, input, run } = await execute('started twice');
    const before = await hand.steps(run);
    await executions.start(input, false);
    await executions.start(input, true);
    expect(calls).toEqual([]);
    // Even a second execution, as after a wiped server, finds the truth in the row.
    await hand.call(run, { cause: 'start', place: 'local' });
    expect(await hand.steps(run)).toEqual(before);
  });
});
