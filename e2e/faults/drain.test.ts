import { type SmtpSink, startSmtpSink } from '@trellis/engine/channels/email/smtp-sink.ts';
import { createStage, eventually, type Stage } from '@trellis/engine/testing/stage.ts';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chain, mail, node, onEvent } from '../graphs.ts';
import { checkEnded } from './check.ts';
import { type DurableTemporal, startDurableTemporal } from './durable-temporal.ts';
import { endWorkers, startWorker, type WorkerHandle, workerSettings } from './worker-handle.ts';

const IN_FLIGHT = 50;
const LEADS = 80;
const SECOND = 1000;

describe('SIGTERM', () => {
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

  const statesOfSends = async () => {
    const rows = await stage.db.asSystem((tx) => tx.execute<{ state: string }>(sql`select state from effects`));
    return rows.map(({ state }) => state);
  };
  const ended = async () => {
    const rows = await stage.db.asSystem((tx) => tx.execute(sql`select 1 from runs where status = 'ended'`));
    return rows.length;
  };

  it(`lets ${IN_FLIGHT} sends under way end, begins no other, and leaves nothing unknown`, async () => {
    await stage.publish(chain(onEvent('form.sent'), mail('only'), node('end', 'end')));
    for (let lead = 0; lead < LEADS; lead++)
      await stage.track({ user: `lead${lead}`, email: `lead${lead}@lead.example`, name: 'form.sent' });
    // Each mail's 250 is long in coming, so that all fifty are under way at once.
    sink.rules.set({ at: 'dot', does: { kind: 'slow', delayMs: 5 * SECOND } });
    const settings = workerSettings(stage, {
      smtpUrl: sink.url,
      bundle: temporal.bundle,
      smtpConnections: IN_FLIGHT,
      places: { email: IN_FLIGHT },
    });
    const draining = await startWorker(settings);
    workers.push(draining);
    await eventually(
      async () => sink.mailbox.invited,
      (invited) => invited >= IN_FLIGHT,
      30 * SECOND,
    );
    expect(await statesOfSends(), 'none has its 250 yet').not.toContain('accepted');

    draining.signal('SIGTERM');
    expect(await draining.ended, draining.said()).toEqual({ code: 0, signal: null });
    const states = await statesOfSends();
    expect(states.filter((state) => state === 'accepted').length).toBeGreaterThanOrEqual(IN_FLIGHT);
    expect(states.filter((state) => state !== 'accepted')).toEqual([]);
    expect(sink.mailbox.taken).toBe(states.length);

    sink.rules.clear();
    workers.push(await startWorker(settings));
    await eventually(ended, (count) => count === LEADS, 30 * SECOND);
    const { violations, sends } = await checkEnded(stage.db, sink.mailbox);
    expect(violations).toEqual([]);
    expect(sends).toEqual({ accepted: LEADS });
  });
});
