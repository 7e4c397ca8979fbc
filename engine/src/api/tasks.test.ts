import { GRAPH_VERSION, type Graph, type GraphNode } from '@trellis/shared/graph/graph.ts';
import { sql } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { insertTask } from '../db/queries/tasks.ts';
import { OWNER, startTestApi, type TestApi } from '../testing/api-server.ts';
import { publishGraph } from '../testing/publish-graph.ts';

let api: TestApi;
let cookie = '';
let workspaceId = '';
let leadId = '';
let me = '';
let runId = '';
let workflowId = '';

const call = (method: string, path: string, body?: unknown) => api.call(method, `/api${path}`, body, { cookie });
const node = (id: string, type: string, config: Record<string, unknown> = {}): GraphNode => ({
  id,
  type,
  typeVersion: 1,
  name: id,
  config,
});
/** An approval whose yes leads over a note to a mail, and whose no leads behind a wait. */
const GRAPH: Graph = {
  graphVersion: GRAPH_VERSION,
  direction: 'down',
  settings: { reEntry: { mode: 'always' } },
  notes: [],
  nodes: [
    node('start', 'trigger-manual'),
    node('ask', 'approval'),
    node('mark', 'set-variable', { name: 'offer', value: 'big' }),
    node('mail', 'send-email', { subject: 'For {{ lead.firstName }}', body: 'An offer for {{ lead.firstName }}' }),
    node('pause', 'wait', { duration: { amount: 1, unit: 'days', mode: 'elapsed' } }),
    node('late', 'send-email', { subject: 'Later', body: 'Later' }),
    node('end', 'end'),
  ],
  edges: [
    { id: 'a', from: 'start', port: 'next', to: 'ask' },
    { id: 'b', from: 'ask', port: 'approved', to: 'mark' },
    { id: 'c', from: 'mark', port: 'next', to: 'mail' },
    { id: 'd', from: 'mail', port: 'next', to: 'end' },
    { id: 'e', from: 'ask', port: 'rejected', to: 'pause' },
    { id: 'f', from: 'pause', port: 'next', to: 'late' },
    { id: 'g', from: 'late', port: 'next', to: 'end' },
  ],
};

beforeAll(async () => {
  api = await startTestApi();
  const made = await api.call('POST', '/api/setup', OWNER);
  cookie = api.cookieOf(made);
  workspaceId = made.body.workspaces[0].id;
  me = made.body.user.id;
  ({ workflowId } = await publishGraph(api.services, workspaceId, GRAPH, 'Offers'));
  leadId = (await call('POST', '/leads', { email: 'aino@lahti.example', firstName: 'Aino' })).body.id;
  const enrolled = await call('POST', `/leads/${leadId}/enrol`, { workflowId });
  runId = enrolled.body.runId;
}, 60_000);
afterAll(() => api.close());

let tasks = 0;
/** `dueInMs`: from now. */
async function addTask({
  kind = 'call',
  dueInMs,
  assignee,
}: {
  kind?: 'call' | 'approval';
  dueInMs?: number;
  assignee?: string;
} = {}) {
  const key = `${runId}:ask:${++tasks}`;
  await api.db.inWorkspace(workspaceId, async (tx) => {
    const [clock] = await tx.execute<{ now: number }>(
      sql`select extract(epoch from clock_anchor + (now() - clock_anchor_real) * clock_factor) * 1000 as now from workspaces`,
    );
    const outcomes =
      kind === 'call'
        ? [{ id: 'reached', label: 'Reached' }]
        : [
            { id: 'approved', label: 'Approve' },
            { id: 'rejected', label: 'Reject' },
          ];
    const dueAt = dueInMs === undefined ? {} : { dueAt: Math.round(Number(clock?.now)) + dueInMs };
    const task = { kind, title: `Task ${tasks}`, outcomes, ...dueAt, ...(assignee ? { assignee } : {}) };
    await insertTask(tx, { ...task, key, node: 'ask', leadId, runId, workflowId, awaited: true });
  });
  const [row] = await api.db.inWorkspace(workspaceId, (tx) =>
    tx.execute<{ id: string }>(sql`select id from tasks where key = ${key}`),
  );
  return row?.id ?? '';
}
const titles = async (query: string) =>
  (await call('GET', `/tasks?${query}`)).body.items.map(({ id }: { id: string }) => id);
const YEAR = 365 * 24 * 3_600_000;

it('lists open tasks by due time, page by page, overdue ones by themselves, and counts the reader’s', async () => {
  const late = await addTask({ dueInMs: -YEAR });
  const soon = await addTask({ dueInMs: YEAR, assignee: me });
  const never = await addTask({});
  expect(await titles('status=open')).toEqual([late, soon, never]);
  expect(await titles('status=overdue')).toEqual([late]);
  expect(await titles('status=open&assignee=me')).toEqual([soon]);
  expect(await titles('status=open&assignee=nobody')).toEqual([late, never]);
  expect(await titles('status=open&nodeId=elsewhere')).toEqual([]);
  const first = (await call('GET', '/tasks?status=open&limit=2')).body;
  expect(await titles(`status=open&limit=2&cursor=${first.nextCursor}`)).toEqual([never]);
  expect((await call('GET', '/tasks/count')).body).toEqual({ open: 3, mine: 1, overdue: 1 });
  for (const id of [late, soon, never])
    expect((await call('POST', `/tasks/${id}/complete`, { outcome: 'reached' })).status).toBe(200);
  expect(await titles('status=open')).toEqual([]);
  expect(await titles('status=closed')).toEqual([never, soon, late]);
});

it('counts what was given to a role as the task of everybody who has it', async () => {
  const id = await addTask({ assignee: 'role:owner' });
  const other = await addTask({ assignee: 'role:sales' });
  expect(await titles('status=open&assignee=me')).toEqual([id]);
  expect((await call('GET', '/tasks/count')).body).toMatchObject({ open: 2, mine: 1 });
  expect((await call('GET', `/tasks/${other}`)).body.assignee).toEqual({ id: 'role:sales', name: 'Any sales' });
  for (const one of [id, other]) await call('POST', `/tasks/${one}/complete`, { outcome: 'reached' });
});

it('tells the second of two people who answered, with what', async () => {
  const id = await addTask();
  await call('POST', `/tasks/${id}/complete`, { outcome: 'reached', note: 'Likes it' });
  for (const second of [
    await call('POST', `/tasks/${id}/complete`, { outcome: 'reached' }),
    await call('PUT', `/tasks/${id}/assignee`, { assignee: me }),
    await call('PUT', `/tasks/${id}/due`, { dueAt: null }),
  ]) {
    expect(second.status).toBe(409);
    expect(second.body).toMatchObject({
      code: 'task-not-open',
      data: { status: 'done', outcome: 'reached', by: { name: OWNER.name }, at: expect.any(String) },
    });
  }
  expect((await call('GET', `/tasks/${id}`)).body).toMatchObject({ note: 'Likes it', decidedBy: { id: me } });
});

it('gives a task to a member only, moves its due time, and audits both', async () => {
  const id = await addTask();
  expect((await call('PUT', `/tasks/${id}/assignee`, { assignee: 'somebody' })).body.code).toBe('no-such-person');
  expect((await call('PUT', `/tasks/${id}/assignee`, { assignee: me })).body.assignee).toMatchObject({ id: me });
  const dueAt = '2031-05-05T08:00:00.000Z';
  expect((await call('PUT', `/tasks/${id}/due`, { dueAt })).body.dueAt).toBe(dueAt);
  const approval = await addTask({ kind: 'approval', dueInMs: YEAR });
  expect((await call('PUT', `/tasks/${approval}/due`, { dueAt })).body.code).toBe('due-is-fixed');
  const log = (await call('GET', '/audit')).body.items.map(({ action }: { action: string }) => action);
  expect(log.slice(0, 2)).toEqual(['task.postpone', 'task.assign']);
});

it('shows the mail that an outcome would send, as this lead would get it, and nothing that comes behind a wait', async () => {
  const id = await addTask({ kind: 'approval' });
  const { message } = (await call('GET', `/tasks/${id}/next-message`)).body;
  expect(message).toMatchObject({
    channel: 'email',
    nodeId: 'mail',
    subject: 'For Aino',
    to: 'aino@lahti.example',
    problem: null,
  });
  expect(message.text).toContain('An offer for Aino');
  expect((await call('GET', `/tasks/${id}/next-message?outcome=rejected`)).body).toEqual({ message: null });
  expect((await call('GET', `/tasks/${uuidv7()}/next-message`)).status).toBe(404);
});
