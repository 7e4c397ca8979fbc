import { createSmtpChannel } from '@trellis/engine/channels/email/smtp.ts';
import { createHttpChannel } from '@trellis/engine/channels/http/http.ts';
import { silentLog } from '@trellis/engine/channels/log.ts';
import { recordEvents } from '@trellis/engine/intake/record-events.ts';
import { startWorkerProcess, type WorkerProcess } from '@trellis/engine/runs/worker-process.ts';
import { publishGraph } from '@trellis/engine/testing/publish-graph.ts';
import { eventually } from '@trellis/engine/testing/stage.ts';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chain, mail, node, onEvent } from '../graphs.ts';
import { countOf } from '../histories.ts';
import { createRunningStage, type RunningStage } from '../running-stage.ts';

const NOISE = 500;
const AT_ONCE = 2;
const ACTIVITY_QUEUE = 2;
const SECOND = 1000;
const QUIET_WORKSPACE = '01900000-0000-7000-8000-000000000001';

describe('a workspace with a long queue', () => {
  let running: RunningStage;
  let sending: WorkerProcess | undefined;
  beforeAll(async () => {
    // Nobody sends yet: the mails pile up in Temporal's queue.
    running = await createRunningStage({ places: {} });
  });
  afterAll(async () => {
    await sending?.stop();
    await running?.close();
  });

  const queued = async (): Promise<number> => {
    const { client } = running.histories;
    const { stats } = await client.connection.workflowService.describeTaskQueue({
      namespace: running.stage.temporal.namespace,
      taskQueue: { name: `${running.stage.temporal.queues}-email` },
      taskQueueType: ACTIVITY_QUEUE,
      reportStats: true,
    });
    return Number(stats?.approximateBacklogCount ?? 0);
  };

  const enter = async (workspaceId: string, users: readonly string[]) => {
    await running.stage.db.inWorkspace(workspaceId, (tx) =>
      recordEvents(
        tx,
        users.map((user) => ({
          messageId: user,
          bodyHash: user,
          name: 'form.sent',
          properties: {},
          source: 'track' as const,
          lead: { identities: { userId: user } },
          traits: { attributes: { firstName: user }, email: `${user}@lead.example` },
        })),
      ),
    );
    running.worker.dispatcher.nudge();
  };

  it(`of ${NOISE} mails does not delay another workspace's single mail`, async () => {
    const { stage, sink, histories } = running;
    const workflow = chain(onEvent('form.sent'), mail('only'), node('end', 'end'));
    await stage.publish(workflow);
    await stage.db.asSystem((tx) =>
      tx.execute(
        sql`insert into workspaces (id, name, sender_name, sender_address) values (${QUIET_WORKSPACE}, 'Quiet', 'Quiet', 'news@quiet.example')`,
      ),
    );
    await publishGraph(stage.services, QUIET_WORKSPACE, workflow);
    await enter(
      stage.workspaceId,
      Array.from({ length: NOISE }, (_, lead) => `noise${lead}`),
    );
    await eventually(queued, (count) => count >= NOISE, 60 * SECOND);
    await enter(QUIET_WORKSPACE, ['quiet']);
    const { id } = await running.runOf('quiet', QUIET_WORKSPACE);
    const scheduled = async () => countOf(await histories.of(id), 'ACTIVITY_TASK_SCHEDULED');
    await eventually(
      () => scheduled().catch(() => 0),
      (count) => count === 1,
      20 * SECOND,
    );

    sending = await startWorkerProcess({
      services: stage.services,
      temporal: stage.temporal,
      email: createSmtpChannel({ url: sink.url, maxConnections: AT_ONCE, log: silentLog }),
      http: createHttpChannel({ log: silentLog }),
      defaultSender: 'news@stage.example',
      places: { email: AT_ONCE },
    });
    const position = () => sink.mailbox.messages.findIndex(({ recipient }) => recipient.startsWith('quiet')) + 1;
    await eventually(
      async () => position(),
      (found) => found > 0,
      20 * SECOND,
    );
    console.info({ position: position(), queuedBefore: NOISE });
    // In the order of their coming it would be the last of all.
    expect(position()).toBeLessThanOrEqual(10);
  });
});
