import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSmtpChannel } from '../channels/email/smtp.ts';
import { type SmtpSink, startSmtpSink } from '../channels/email/smtp-sink.ts';
import { createHttpChannel } from '../channels/http/http.ts';
import { silentLog } from '../channels/log.ts';
import { startWorkerProcess, type WorkerProcess } from '../runs/worker-process.ts';
import { MAIL, straight } from '../testing/hand-run.ts';
import { createStage, eventually, type Stage } from '../testing/stage.ts';
import { changeStatus } from '../workflows/status.ts';

/** A minute passes in 50 ms. */
const FACTOR = 1_200;
const MINUTES = 40;

describe('a workflow that is paused on a real Temporal server', () => {
  let stage: Stage;
  let sink: SmtpSink;
  let worker: WorkerProcess;
  let workflowId: string;
  beforeAll(async () => {
    [stage, sink] = await Promise.all([createStage({ clockFactor: FACTOR }), startSmtpSink()]);
    worker = await startWorkerProcess({
      services: stage.services,
      temporal: stage.temporal,
      email: createSmtpChannel({ url: sink.url, log: silentLog }),
      http: createHttpChannel({ log: silentLog }),
      defaultSender: 'news@stage.example',
    });
    const wait = { mode: 'duration', duration: { amount: MINUTES, unit: 'minutes', mode: 'elapsed' } };
    ({ workflowId } = await stage.publish(straight({ type: 'wait', config: wait }, MAIL)));
  }, 60_000);
  afterAll(async () => {
    await worker?.stop();
    await stage?.close();
    await sink?.close();
  });

  const inWorkspace = stageQuery(() => stage);
  const status = (next: 'live' | 'paused') =>
    stage.db.inWorkspace(stage.workspaceId, (tx) => changeStatus(tx, { workflowId, status: next, actor: 'hanna' }));

  it('rests though its timer fires, has its full time afterwards, and lets in who waited to enter', async () => {
    await stage.track({ user: 'aino', email: 'aino@lead.example', name: 'go' });
    worker.dispatcher.nudge();
    await eventually(waits, (rows) => rows.length === 1);
    await status('paused');
    await stage.track({ user: 'hugo', email: 'hugo@lead.example', name: 'go' });
    worker.dispatcher.nudge();
    // Over twice its time: the timer of the run fires meanwhile, and the answer is to rest.
    const until = (await workspaceNow()) + 2 * MINUTES * 60_000;
    await eventually(workspaceNow, (now) => now > until, 30_000);
    await eventually(queued, (rows) => rows.length === 1);
    expect(sink.mailbox.taken).toBe(0);
    await status('live');
    worker.dispatcher.nudge();
    await eventually(
      async () => sink.mailbox.taken,
      (taken) => taken === 2,
      45_000,
    );
    const left = await inWorkspace<{ minutes: number }>(
      sql`select round(extract(epoch from s.at - r.started_at) / 60)::int as minutes from run_steps s join runs r on r.id = s.run_id
        where s.node = 'n1' and s.kind = 'left' order by r.id`,
    );
    const [{ minutes: paused } = { minutes: 0 }] = await inWorkspace<{ minutes: number }>(
      sql`select round(extract(epoch from until - since) / 60)::int as minutes from pauses`,
    );
    // The first one's wait is as much longer as the pause was; the second one began after it.
    expect(left[0]?.minutes).toBeGreaterThanOrEqual(MINUTES + paused - 1);
    expect(left[1]?.minutes).toBeGreaterThanOrEqual(MINUTES);
    expect(left[1]?.minutes).toBeLessThan(MINUTES + paused);
  }, 120_000);

  const waits = () => inWorkspace(sql`select 1 from run_waits`);
  const queued = () => inWorkspace(sql`select 1 from entry_queue`);
  const workspaceNow = async () => {
    const [row] = await inWorkspace<{ now: number }>(
      sql`select (extract(epoch from clock_anchor + (clock_timestamp() - clock_anchor_real) * clock_factor) * 1000)::float8 as now from workspaces`,
    );
    return row?.now ?? 0;
  };
});

function stageQuery(stage: () => Stage) {
  return <Row extends Record<string, unknown>>(query: ReturnType<typeof sql>): Promise<Row[]> =>
    stage().db.inWorkspace(stage().workspaceId, (tx) => tx.execute<Row>(query));
}
