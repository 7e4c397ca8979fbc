import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSmtpChannel } from '../channels/email/smtp.ts';
import { type SmtpSink, startSmtpSink } from '../channels/email/smtp-sink.ts';
import { createHttpChannel } from '../channels/http/http.ts';
import { silentLog } from '../channels/log.ts';
import { ebookFlow } from '../demo/ebook-flow.ts';
import { createStage, eventually, type Stage } from '../testing/stage.ts';
import { startWorkerProcess, type WorkerProcess } from './worker-process.ts';

describe('the e-book flow on a real Temporal server', () => {
  let stage: Stage;
  let sink: SmtpSink;
  let worker: WorkerProcess;
  beforeAll(async () => {
    [stage, sink] = await Promise.all([createStage({ clockFactor: 86_400 }), startSmtpSink()]);
    worker = await startWorkerProcess({
      services: stage.services,
      temporal: stage.temporal,
      email: createSmtpChannel({ url: sink.url, log: silentLog }),
      http: createHttpChannel({ log: silentLog }),
      defaultSender: 'news@stage.example',
    });
    await stage.publish(ebookFlow(), 'E-book');
  }, 60_000);
  afterAll(async () => {
    await worker?.stop();
    await stage?.close();
    await sink?.close();
  });

  const steps = () =>
    stage.db.inWorkspace(stage.workspaceId, (tx) =>
      tx.execute<{ node: string; kind: string; port: string | null; text: string }>(
        sql`select node, kind, port, cause, text, outcome from run_steps order by run_id, step_no`,
      ),
    );

  it('sends the mails in time order and takes the timeout branch for a lead that does not click', async () => {
    await stage.track({
      user: 'aino',
      email: 'aino@lead.example',
      name: 'content.downloaded',
      properties: { topic: 'field-service' },
    });
    worker.dispatcher.nudge();
    const ended = await eventually(
      () =>
        stage.db.inWorkspace(stage.workspaceId, (tx) =>
          tx.execute<{ status: string; reason: string }>(sql`select status, reason, state from runs`),
        ),
      (rows) => rows.length === 1 && rows[0]?.status === 'ended',
      30_000,
    );
    console.log(await steps());
    expect(ended[0]).toMatchObject({ reason: 'completed' });
    expect(sink.mailbox.taken).toBe(3);
  }, 60_000);
});
