import { type SmtpSink, startSmtpSink } from '@trellis/engine/channels/email/smtp-sink.ts';
import { createStage, eventually, type Stage } from '@trellis/engine/testing/stage.ts';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chain, mail, node, onEvent } from '../graphs.ts';
import { checkEnded } from './check.ts';
import { type DurableTemporal, startDurableTemporal } from './durable-temporal.ts';
import { endWorkers, type Point, startWorker, type WorkerHandle, workerSettings } from './worker-handle.ts';

const LEADS = 60;
const SECOND = 1000;

describe('workers frozen past every timeout', () => {
  let temporal: DurableTemporal;
  let stage: Stage;
  let sink: SmtpSink;
  const workers: WorkerHandle[] = [];

  beforeAll(async () => {
    [temporal, sink] = await Promise.all([startDurableTemporal(), startSmtpSink()]);
    stage = await createStage({ temporal });
  });
  afterAll(async () => {
    await endWorkers(workers);
    await stage?.close();
    await Promise.all([temporal?.stop(), sink?.close()]);
  });

  const runsBy = async (status: string) => {
    const rows = await stage.db.asSystem((tx) => tx.execute(sql`select 1 from runs where status = ${status}`));
    return rows.length;
  };

  /** Sends that were claimed before and are under way for another worker now. */
  const sendingAgain = async () => {
    const rows = await stage.db.asSystem((tx) =>
      tx.execute(sql`select 1 from effects where state = 'transmitting' and attempts > 1`),
    );
    return rows.length;
  };

  it('a taken-over send begins nothing when its first worker thaws, and a late 250 becomes the truth', async () => {
    await stage.publish(chain(onEvent('form.sent'), mail('only'), node('end', 'end')));
    for (let lead = 0; lead < LEADS; lead++)
      await stage.track({ user: `lead${lead}`, email: `lead${lead}@lead.example`, name: 'form.sent' });
    const settings = workerSettings(stage, { smtpUrl: sink.url, bundle: temporal.bundle });
    const freezing = (point: Point) => startWorker({ ...settings, fault: { point, nth: 8, signal: 'SIGSTOP' } });
    const [beforeCommit, afterCommit] = await Promise.all([freezing('at-gate'), freezing('after-gate')]);
    workers.push(beforeCommit, afterCommit);
    await eventually(
      async () => [beforeCommit.isFrozen(), afterCommit.isFrozen()],
      (frozen) => frozen.every(Boolean),
      30 * SECOND,
    );

    // The third worker's mails take a while, so that the first thaws while its own send is under way elsewhere.
    sink.rules.set({ at: 'dot', does: { kind: 'slow', delayMs: 3 * SECOND } });
    workers.push(await startWorker(settings));
    await eventually(sendingAgain, (count) => count > 0, 60 * SECOND);
    beforeCommit.signal('SIGCONT');
    await eventually(
      () => runsBy('ended'),
      (count) => count === LEADS,
      60 * SECOND,
    );
    const whileFrozen = await checkEnded(stage.db, sink.mailbox);
    console.info(whileFrozen.sends);
    expect(whileFrozen.violations).toEqual([]);
    expect(whileFrozen.sends.unknown).toBeGreaterThan(0);

    afterCommit.signal('SIGCONT');
    for (const worker of [beforeCommit, afterCommit]) {
      worker.signal('SIGTERM');
      expect(await worker.ended, worker.said()).toEqual({ code: 0, signal: null });
    }
    const thawed = await checkEnded(stage.db, sink.mailbox);
    expect(thawed.violations).toEqual([]);
    expect(thawed.sends).toEqual({ accepted: LEADS });
    expect(sink.mailbox.taken).toBe(LEADS);
  });
});
