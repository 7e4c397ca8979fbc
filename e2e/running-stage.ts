import { createSmtpChannel } from '@trellis/engine/channels/email/smtp.ts';
import { type SmtpSink, startSmtpSink } from '@trellis/engine/channels/email/smtp-sink.ts';
import { createHttpChannel } from '@trellis/engine/channels/http/http.ts';
import { silentLog } from '@trellis/engine/channels/log.ts';
import { startWorkerProcess, type WorkerProcess } from '@trellis/engine/runs/worker-process.ts';
import { createStage, eventually, type Stage, type StageOptions } from '@trellis/engine/testing/stage.ts';
import { sql } from 'drizzle-orm';
import { type Histories, openHistories } from './histories.ts';

interface RunRow extends Record<string, unknown> {
  id: string;
  status: string;
  reason: string | null;
  stepNo: number;
  node: string | null;
  at: string | null;
}

export interface RunningStage {
  stage: Stage;
  sink: SmtpSink;
  worker: WorkerProcess;
  histories: Histories;
  /** Lets an event of this user happen; its address is `<user>@lead.example`. */
  happens(user: string, name: string, properties?: Record<string, unknown>): Promise<void>;
  /** The user's run; fails when there is none after some seconds. */
  runOf(user: string, workspaceId?: string): Promise<RunRow>;
  /** Waits until the user's run waits at this node. */
  waitsAt(user: string, node: string): Promise<RunRow>;
  /** Waits until the user's run has ended. */
  ends(user: string, ms?: number): Promise<RunRow>;
  close(): Promise<void>;
}

/** A stage with a worker in this process, a sink for its mails, and a look into Temporal. */
export async function createRunningStage({
  places,
  ...options
}: StageOptions & { places?: Record<string, number> } = {}): Promise<RunningStage> {
  const [stage, sink] = await Promise.all([createStage(options), startSmtpSink()]);
  const histories = await openHistories(stage.temporal);
  const worker = await startWorkerProcess({
    services: stage.services,
    temporal: stage.temporal,
    email: createSmtpChannel({ url: sink.url, log: silentLog }),
    http: createHttpChannel({ log: silentLog }),
    defaultSender: 'news@stage.example',
    ...(places ? { places } : {}),
  });
  const find = (user: string, workspaceId = stage.workspaceId) =>
    stage.db.inWorkspace(workspaceId, (tx) =>
      tx.execute<RunRow>(sql`select r.id, r.status, r.reason, r.step_no as "stepNo", r.state -> 'tokens' -> 0 ->> 'node' as node,
        r.state -> 'tokens' -> 0 ->> 'at' as at from runs r join lead_identities i on i.lead_id = r.lead_id where i.value = ${user} order by r.id desc limit 1`),
    );
  const until = async (user: string, holds: (run: RunRow) => boolean, ms?: number, workspaceId?: string) => {
    const [run] = await eventually(
      () => find(user, workspaceId),
      ([found]) => found !== undefined && holds(found),
      ms,
    );
    if (!run) throw new Error(`${user} has no run.`);
    return run;
  };
  return {
    stage,
    sink,
    worker,
    histories,
    async happens(user, name, properties) {
      await stage.track({ user, email: `${user}@lead.example`, name, ...(properties ? { properties } : {}) });
      worker.dispatcher.nudge();
    },
    runOf: (user, workspaceId) => until(user, () => true, undefined, workspaceId),
    waitsAt: (user, node) => until(user, (run) => run.node === node && run.at === 'waiting'),
    ends: (user, ms) => until(user, ({ status }) => status === 'ended', ms),
    async close() {
      await worker.stop();
      await histories.close();
      await stage.close();
      await sink.close();
    },
  };
}
