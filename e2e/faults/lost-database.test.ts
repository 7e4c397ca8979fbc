import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SmtpSink, startSmtpSink } from '@trellis/engine/channels/email/smtp-sink.ts';
import { migrate } from '@trellis/engine/db/migrate.ts';
import { type EmbeddedPostgres, startPostgres } from '@trellis/engine/embedded/postgres.ts';
import { TEST_SECRET } from '@trellis/engine/testing/cluster.ts';
import { createStage, eventually, type Stage } from '@trellis/engine/testing/stage.ts';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chain, mail, node, onEvent, sleep } from '../graphs.ts';
import { checkEnded } from './check.ts';
import { type DurableTemporal, startDurableTemporal } from './durable-temporal.ts';
import { endWorkers, startWorker, type WorkerHandle, workerSettings } from './worker-handle.ts';

const LEADS = 60;
const CONNECTIONS = 10;
/** An hour of workspace time in 5 s. */
const CLOCK_FACTOR = 720;
const SECOND = 1000;

describe('PostgreSQL killed while a worker process is at work', () => {
  let dir: string;
  let server: EmbeddedPostgres;
  let temporal: DurableTemporal;
  let stage: Stage;
  let sink: SmtpSink;
  const workers: WorkerHandle[] = [];

  const start = () => startPostgres({ dir, unsafe: true });
  const kill = async () => {
    process.kill(server.pid, 'SIGKILL');
    await server.exited;
    await server.stop();
  };
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'trellis-faults-'));
    [server, temporal, sink] = await Promise.all([start(), startDurableTemporal(), startSmtpSink()]);
    const logins = await migrate({ databaseUrl: server.url, secret: TEST_SECRET });
    const database = { ...logins, ownerUrl: server.url, drop: async () => {} };
    stage = await createStage({ clockFactor: CLOCK_FACTOR, temporal, database });
  });
  afterAll(async () => {
    await endWorkers(workers);
    await stage?.close();
    await Promise.all([temporal?.stop(), sink?.close(), server?.stop()]);
    const { removeThrowawayFolder } = await import('@trellis/engine/embedded/throwaway-folder.ts');
    await removeThrowawayFolder(dir);
    await rm(dir, { recursive: true, force: true });
  });

  /** Undefined while the database is away. */
  const ended = async (): Promise<number | undefined> => {
    const ask = stage.db.asSystem((tx) => tx.execute(sql`select 1 from runs where status = 'ended'`));
    return ask.then((rows) => rows.length).catch(() => undefined);
  };

  it('the process lives on, and when the database is back it ends every run, none of whose mails came twice', async () => {
    await stage.publish(
      chain(onEvent('form.sent'), mail('first'), sleep('hour', 1, 'hours'), mail('second'), node('end', 'end')),
    );
    for (let lead = 0; lead < LEADS; lead++)
      await stage.track({ user: `lead${lead}`, email: `lead${lead}@lead.example`, name: 'form.sent' });
    // Mails take a while, so that some are between their dot and their 250 whenever the server dies.
    sink.rules.set({ at: 'dot', does: { kind: 'slow', delayMs: 200 } });
    const worker = await startWorker(
      workerSettings(stage, {
        smtpUrl: sink.url,
        bundle: temporal.bundle,
        smtpConnections: CONNECTIONS,
        places: { email: CONNECTIONS },
      }),
    );
    workers.push(worker);
    for (const taken of [15, 40, 75]) {
      await eventually(
        async () => sink.mailbox.taken,
        (count) => count >= taken,
        40 * SECOND,
      );
      await kill();
      expect(await ended(), 'the database is away').toBeUndefined();
      server = await start();
    }
    await eventually(ended, (count) => count === LEADS, 60 * SECOND);
    const { violations, runs, sends } = await checkEnded(stage.db, sink.mailbox);
    console.info({ sends });
    expect(violations).toEqual([]);
    expect(runs).toBe(LEADS);
    // Only a gate whose COMMIT was under way at one of the three kills leaves room for doubt.
    expect(sends.unknown ?? 0).toBeLessThanOrEqual(3 * CONNECTIONS);
    worker.signal('SIGTERM');
    expect(await worker.ended, worker.said()).toEqual({ code: 0, signal: null });
  });
});
