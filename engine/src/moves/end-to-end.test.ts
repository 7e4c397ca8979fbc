import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSmtpChannel } from '../channels/email/smtp.ts';
import { type SmtpSink, startSmtpSink } from '../channels/email/smtp-sink.ts';
import { createHttpChannel } from '../channels/http/http.ts';
import { silentLog } from '../channels/log.ts';
import { listMoves } from '../db/queries/moves.ts';
import { startWorkerProcess, type WorkerProcess } from '../runs/worker-process.ts';
import { clickWithin, MAIL, straight } from '../testing/hand-run.ts';
import { NEW_MAIL } from '../testing/moving.ts';
import { republish } from '../testing/republish.ts';
import { createStage, eventually, type Stage } from '../testing/stage.ts';

const LEADS = 300;
const MINUTE = 60_000;
/** Seconds where nobody else uses the machine. */
const PATIENCE = 6 * MINUTE;

let stage: Stage;
let sink: SmtpSink;
let worker: WorkerProcess | undefined;
beforeAll(async () => {
  // A day is a second.
  [stage, sink] = await Promise.all([createStage({ clockFactor: 86_400 }), startSmtpSink()]);
  worker = await startWorker();
}, MINUTE);
afterAll(async () => {
  await worker?.stop();
  await stage?.close();
  await sink?.close();
});

const startWorker = () =>
  startWorkerProcess({
    services: stage.services,
    temporal: stage.temporal,
    email: createSmtpChannel({ url: sink.url, log: silentLog }),
    http: createHttpChannel({ log: silentLog }),
    defaultSender: 'news@stage.example',
  });

/** mail → click within so many days → mail, either way */
function flow(days: number, last = MAIL) {
  const graph = straight(MAIL, clickWithin(days), last);
  return {
    ...graph,
    // On so fast a clock an event is days old when a busy machine comes to it.
    settings: { ...graph.settings, maxTriggerAgeHours: 8_760 },
    nodes: graph.nodes.map((node) => (node.id === 'n2' ? { ...node, endsHere: [] } : node)),
    edges: [...graph.edges, { id: 'late', from: 'n2', port: 'timeout', to: 'n3' }],
  };
}

const tally = async () => {
  // Asked less often than it could be: the workers need the machine.
  await new Promise((resolve) => setTimeout(resolve, 250));
  const [row] = await stage.db.inWorkspace(stage.workspaceId, (tx) =>
    tx.execute<{ waiting: number; ended: number; moved: number; twice: number }>(sql`
      select count(*) filter (where status = 'active' and state #>> '{tokens,0,at}' = 'waiting' and state #>> '{tokens,0,node}' = 'n2')::int as waiting,
        count(*) filter (where status = 'ended')::int as ended,
        count(*) filter (where (select number from workflow_versions where id = version_id) = 2)::int as moved,
        (select count(*) from (select 1 from sends group by run_id, node having count(*) > 1) d)::int as twice
      from runs`),
  );
  return row ?? { waiting: 0, ended: 0, moved: 0, twice: 0 };
};

it(
  '300 leads that wait in Temporal are moved through the death of a worker: each goes on at once and gets each mail once',
  async () => {
    const { workflowId, versionId } = await stage.publish(flow(4_000));
    for (let user = 0; user < LEADS; user++)
      await stage.track({ user: `lead${user}`, email: `lead${user}@lead.example`, name: 'go' });
    worker?.dispatcher.nudge();
    await eventually(tally, ({ waiting }) => waiting === LEADS, PATIENCE);
    expect(sink.mailbox.taken).toBe(LEADS);

    const moves = { choices: [{ versionId, nodeId: 'n2', choice: 'now' as const }], spreadMinutes: 0 };
    const { moveId } = await republish(stage, workflowId, flow(2, NEW_MAIL), moves);
    await eventually(tally, ({ moved }) => moved > 20, PATIENCE);
    await worker?.stop();
    worker = undefined;
    const before = await tally();
    expect(before.moved).toBeLessThan(LEADS);
    worker = await startWorker();
    await eventually(tally, ({ ended }) => ended === LEADS, PATIENCE);

    expect(await tally()).toEqual({ waiting: 0, ended: LEADS, moved: LEADS, twice: 0 });
    const [move] = await stage.db.inWorkspace(stage.workspaceId, (tx) => listMoves(tx, { id: moveId ?? '' }));
    expect(move).toMatchObject({ status: 'done', total: LEADS, moved: LEADS, refused: {} });
    expect(sink.mailbox.taken).toBe(2 * LEADS);
    const subjects = await stage.db.inWorkspace(stage.workspaceId, (tx) =>
      tx.execute(sql`select subject, count(*)::int as n from sends group by subject order by subject`),
    );
    expect(subjects).toEqual([
      { subject: 'Hello', n: LEADS },
      { subject: 'New', n: LEADS },
    ]);
  },
  20 * MINUTE,
);
