import { type SmtpSink, startSmtpSink } from '@trellis/engine/channels/email/smtp-sink.ts';
import type { SinkRule } from '@trellis/engine/channels/email/smtp-sink-rules.ts';
import { createStage, eventually, type Stage } from '@trellis/engine/testing/stage.ts';
import { Chance } from '@trellis/shared/testing/chance.ts';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chain, mail, node, onEvent, sleep } from '../graphs.ts';
import { checkEnded } from './check.ts';
import { type DurableTemporal, startDurableTemporal } from './durable-temporal.ts';
import { endWorkers, type Point, startWorker, type WorkerHandle, workerSettings } from './worker-handle.ts';

const SEED = 20261120;
const LEADS = 300;
/** An hour of workspace time in 10 s: waits end all through the kills. */
const CLOCK_FACTOR = 360;
const SECOND = 1000;

/** The points of 5-reliability F1. The sink steers the two that only it can see: it holds its reply until the worker is dead. */
const KILLS: readonly ({ name: string } & ({ point: Point } | { sink: SinkRule }))[] = [
  { name: 'before the claim', point: 'before-claim' },
  { name: 'after the claim', point: 'after-claim' },
  { name: 'at 354, before the gate commits', point: 'at-gate' },
  { name: 'between the gate and the first byte', point: 'after-gate' },
  { name: 'in the middle of the body', sink: { at: 'body', does: { kind: 'stall' }, times: 1 } },
  { name: 'after the final dot', sink: { at: 'dot', does: { kind: 'stall', taken: true }, times: 1 } },
  { name: 'between 250 and the settle', point: 'before-settle' },
  { name: 'after the settle', point: 'after-settle' },
  { name: 'after a commit, before the answer reaches Temporal', point: 'before-answer' },
];
/** The Temporal server is killed while the worker of these kills is at work. */
const SERVER_KILLS = [2, 6];

describe(`300 leads through two mails while everything is killed (seed ${SEED})`, () => {
  let temporal: DurableTemporal;
  let stage: Stage;
  let sink: SmtpSink;
  const workers: WorkerHandle[] = [];

  beforeAll(async () => {
    [temporal, sink] = await Promise.all([startDurableTemporal(), startSmtpSink()]);
    stage = await createStage({ clockFactor: CLOCK_FACTOR, temporal });
  });
  afterAll(async () => {
    await endWorkers(workers);
    await stage?.close();
    await Promise.all([temporal?.stop(), sink?.close()]);
  });

  const ended = async () => {
    const [row] = await stage.db.asSystem((tx) =>
      tx.execute<{ ended: number }>(sql`select count(*)::int as ended from runs where status = 'ended'`),
    );
    return row?.ended ?? 0;
  };
  const keysIn = async (state: 'transmitting' | 'unknown') => {
    const rows = await stage.db.asSystem((tx) =>
      tx.execute<{ key: string }>(sql`select key from effects where state = ${state}`),
    );
    return rows.map(({ key }) => key);
  };

  it('sends every mail at most once, loses none, and ends every run in its own time', async () => {
    const chance = new Chance(SEED);
    await stage.publish(
      chain(onEvent('form.sent'), mail('first'), sleep('hour', 1, 'hours'), mail('second'), node('end', 'end')),
    );
    for (let lead = 0; lead < LEADS; lead++)
      await stage.track({ user: `lead${lead}`, email: `lead${lead}@lead.example`, name: 'form.sent' });

    const settings = workerSettings(stage, { smtpUrl: sink.url, bundle: temporal.bundle });
    const lost = new Set<string>();
    for (const [index, kill] of KILLS.entries()) {
      const before = sink.mailbox.taken;
      const fault =
        'point' in kill ? { point: kill.point, nth: chance.int(10, 25), signal: 'SIGKILL' as const } : undefined;
      const worker = await startWorker({ ...settings, ...(fault ? { fault } : {}) });
      workers.push(worker);
      if (SERVER_KILLS.includes(index)) await temporal.killAndRestart();
      if ('sink' in kill) {
        const applied = sink.rules.applied;
        await eventually(
          async () => sink.mailbox.taken - before,
          (more) => more >= chance.int(5, 15),
          30 * SECOND,
        );
        sink.rules.set(kill.sink);
        await eventually(
          async () => sink.rules.applied,
          (now) => now > applied,
          30 * SECOND,
        );
        worker.signal('SIGKILL');
      }
      expect(await within(worker.ended, 60 * SECOND, `the kill ${kill.name}`)).toMatchObject({ signal: 'SIGKILL' });
      sink.rules.clear();
      for (const key of await keysIn('transmitting')) lost.add(key);
    }
    expect(await ended(), 'the kills struck while runs were under way').toBeLessThan(LEADS);

    workers.push(await startWorker(settings));
    await eventually(ended, (count) => count === LEADS, 120 * SECOND);
    const { violations, sends, runs, latest } = await checkEnded(stage.db, sink.mailbox);
    console.info({ betweenGateAndSettle: lost.size, ...sends, latestRealMs: Math.round(latest / CLOCK_FACTOR) });
    expect(violations).toEqual([]);
    expect(runs).toBe(LEADS);
    expect(lost.size, 'sends were between gate and settle when a kill struck').toBeGreaterThan(0);
    expect(
      (await keysIn('unknown')).filter((key) => !lost.has(key)),
      'unknown, but not lost by a kill',
    ).toEqual([]);
    expect((sends.accepted ?? 0) + (sends.unknown ?? 0)).toBe(2 * LEADS);
  }, 300_000);
});

async function within<T>(promise: Promise<T>, ms: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not come within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
