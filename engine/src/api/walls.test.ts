import type { RouteMeta } from '@trellis/shared/api/base.ts';
import { contract } from '@trellis/shared/api/contract.ts';
import { ROLES } from '@trellis/shared/api/roles.ts';
import { emptyGraph } from '@trellis/shared/graph/graph.ts';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertWorkspace } from '../db/queries/auth.ts';
import { insertEnrolJob } from '../db/queries/enrol-jobs.ts';
import { insertMove } from '../db/queries/moves.ts';
import { insertSms } from '../db/queries/sms.ts';
import { insertTask, listTasks } from '../db/queries/tasks.ts';
import { OWNER, startTestApi, type TestApi } from '../testing/api-server.ts';
import { eventually } from '../testing/stage.ts';
import { createAuth } from './auth.ts';

/*
 * Two workspaces with an owner each. Everything stands in the first; the second must find none of it.
 */
let api: TestApi;
let own = '';
let foreign = '';
const ids: Record<string, string> = {};
const CSV = 'email\na@elsewhere.example\n';
let stepNo = 0;

const routes = Object.entries(contract).flatMap(([resource, group]) =>
  Object.entries(group).map(([name, procedure]) => {
    const { method = '', path = '' } = procedure['~orpc'].route;
    return { key: `${resource}.${name}`, method, path, roles: (procedure['~orpc'].meta as RouteMeta).roles };
  }),
);
const withIds = routes.filter(({ path }) => path.includes('{'));

beforeAll(async () => {
  api = await startTestApi({ whole: true });
  const made = await api.call('POST', '/api/setup', OWNER);
  own = api.cookieOf(made);
  ids.workspaceId = made.body.workspaces[0].id;
  const { db, secret } = api.services;
  const stranger = await createAuth({ db, secret, publicUrl: api.url }).signUp({
    name: 'Stranger',
    email: 'stranger@other.example',
    password: 'another long password',
    headers: new Headers(),
  });
  foreign = stranger.cookies.map((line) => line.split(';')[0]).join('; ');
  const ownerId = stranger.user.id;
  const other = { name: 'Other', timeZone: 'UTC', clockFactor: 8640, ownerId, senderName: '', senderAddress: '' };
  ids.otherWorkspaceId = await db.asSystem((tx) => insertWorkspace(tx, other));
  const get = async (path: string) => (await api.call('GET', path, undefined, { cookie: own })).body;
  const event = await api.call(
    'POST',
    '/api/test-events',
    { event: 'content.downloaded', properties: { topic: 'field-service' }, userId: 'u', email: 'u@lead.example' },
    { cookie: own },
  );
  ids.eventId = event.body.eventId;
  const { items: mails } = await eventually(
    () => get('/api/mailbox'),
    ({ items }) => items.length === 1,
  );
  const { items: runs } = await eventually(
    () => get('/api/runs'),
    ({ items }) => items[0]?.at?.nodeId === 'two-days',
  );
  const { items: keys } = await get('/api/keys');
  ids.mailId = mails[0].id;
  ids.runId = runs[0].id;
  ids.leadId = runs[0].lead.id;
  ids.workflowId = runs[0].workflow.id;
  const job = { filter: { workflowId: ids.workflowId }, action: { kind: 'resume' } };
  ids.jobId = (await api.call('POST', '/api/control-jobs', job, { cookie: own })).body.id;
  ids.versionId = runs[0].version.id;
  ids.keyId = keys[0].id;
  const post = async (path: string, body: unknown) => (await api.call('POST', path, body, { cookie: own })).body;
  ids.erasedLeadId = (await post('/api/leads', { email: 'gone@elsewhere.example' })).id;
  ids.apiKeyId = (await post('/api/api-keys', { name: 'Backend', scope: 'read' })).id;
  const { invitation } = await post('/api/people/invitations', { email: 'mira@brightwater.example', role: 'sales' });
  ids.invitationId = invitation.id;
  const second = await post('/api/people/invitations', { email: 'jonas@brightwater.example', role: 'sales' });
  const [, token = ''] = second.link.split('#');
  const joined = { token, name: 'Jonas Weber', password: 'a password of jonas' };
  const jonas = await api.call('POST', '/api/invitations/accept', joined);
  ids.userId = jonas.body.user.id;
  const again = await api.call('POST', '/api/session', { email: OWNER.email, password: OWNER.password });
  const devices = await api.call('GET', '/api/account/devices', undefined, { cookie: api.cookieOf(again) });
  ids.deviceId = devices.body.items.find((device: { current: boolean }) => device.current).id;
  ids.segmentId = (await post('/api/segments', { name: 'Everybody', condition: null })).id;
  ids.key = '31612345678';
  ids.enrolJobId = await db.inWorkspace(ids.workspaceId ?? '', async (tx) => {
    const text = { leadId: ids.leadId ?? null, direction: 'in' as const, number: '+31 6 12345678', text: 'Hi' };
    await insertSms(tx, { ...text, sendKey: null });
    const enrolling = { workflowId: ids.workflowId ?? '', filter: {}, perMinute: 1, reason: null };
    return insertEnrolJob(tx, { ...enrolling, actor: 'priya', actorName: 'Priya' }, 1);
  });
  ids.taskId = await addTask(ids.workspaceId ?? '', {
    leadId: ids.leadId,
    runId: ids.runId,
    workflowId: ids.workflowId,
  });
  ids.secretId = (await post('/api/secrets', { name: 'crm_token', value: 'a value of theirs' })).id;
  const field = { name: 'mail', to: 'email' };
  ids.formId = (await post('/api/forms', { name: 'Newsletter', fields: [field] })).id;
  ids.importId = (await post('/api/imports', { name: 'leads.csv', size: CSV.length })).id;
  ids.moveId = await db.inWorkspace(ids.workspaceId ?? '', async (tx) => {
    const { workflowId = '', versionId = '' } = ids;
    const none = { options: { choices: [] }, spreadMinutes: 0, actor: 'priya', actorName: 'Priya' };
    return (await insertMove(tx, { workflowId, versionId, ...none })).id;
  });
  ids.no = '0';
  ids.nodeId = 'two-days';
  ids.pauseId = (await post('/api/pauses/channels', { channel: 'sms' })).id;
  stepNo = runs[0].stepNo;
}, 60_000);
afterAll(() => api.close());

/** A task as a call node of the run would leave it. */
async function addTask(
  workspaceId: string,
  of: { leadId?: string; runId?: string; workflowId?: string },
): Promise<string> {
  const { leadId = '', runId = '', workflowId = '' } = of;
  return api.db.inWorkspace(workspaceId, async (tx) => {
    const outcomes = [{ id: 'reached', label: 'Reached' }];
    const task = {
      kind: 'call' as const,
      title: 'Call',
      outcomes,
      key: `${runId}:call:1`,
      node: 'call',
      awaited: false,
    };
    await insertTask(tx, { ...task, leadId, runId, workflowId });
    const [row] = await listTasks(tx, { status: 'open', leadId, now: 0 }, { after: null, limit: 1 });
    return row?.id ?? '';
  });
}

const fill = (path: string) =>
  `/api${path
    .replace('/api-keys/{keyId}', '/api-keys/{apiKeyId}')
    .replace('{leadId}/erase', '{erasedLeadId}/erase')
    .replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? 'missing')}`;

/** A body with which the owner's own session is answered 2xx (or, where the state forbids, a conflict of the route's own). In this order. */
const BODIES: Record<string, { body?: () => unknown; expected?: number }> = {
  'keys.revoke': {},
  'keys.revokeApi': {},
  'secrets.replace': { body: () => ({ value: 'another value' }) },
  'secrets.remove': {},
  'account.signOutDevice': {},
  'people.withdraw': {},
  'people.setRole': { body: () => ({ role: 'viewer' }) },
  'people.remove': {},
  'workflows.get': {},
  'workflows.saveDraft': { body: () => ({ graph: emptyGraph(), baseRevision: 1 }) },
  'workflows.rename': { body: () => ({ name: 'Renamed' }) },
  'workflows.diagnose': { body: () => ({ graph: emptyGraph() }) },
  'hooks.get': {},
  'hooks.rotate': {},
  'versions.list': {},
  'versions.get': {},
  'versions.preview': { body: () => ({ revision: 2 }) },
  'versions.publish': { body: () => ({ revision: 2 }), expected: 422 },
  'versions.takeBack': { body: () => ({}), expected: 409 },
  'versions.sincePublish': {},
  'versions.compare': {},
  'versions.compareGraphs': { body: () => ({ from: emptyGraph(), to: emptyGraph() }) },
  'versions.restore': { body: () => ({ baseRevision: 2 }) },
  'versions.schedule': { body: () => ({ revision: 3, at: new Date(Date.now() + 3_600_000).toISOString() }) },
  'versions.scheduled': {},
  'versions.unschedule': {},
  'versions.listMoves': {},
  'versions.cancelMove': { body: () => ({}) },
  'versions.rollBackMove': { body: () => ({}) },
  'counts.ofVersion': {},
  'counts.atNode': {},
  'leads.get': {},
  'leads.timeline': {},
  'leads.runs': {},
  'leads.enrol': { body: () => ({ workflowId: ids.workflowId }), expected: 409 },
  'leads.exportOne': {},
  'mailbox.get': {},
  'mailbox.seen': { body: () => ({}) },
  'mailbox.act': { body: () => ({ act: 'open' }) },
  'testEvents.trace': {},
  'runs.get': {},
  'runs.pause': { body: () => ({ stepNo }) },
  'runs.resume': { body: () => ({ stepNo: stepNo + 1 }) },
  'runs.skipWait': { body: () => ({ stepNo: stepNo + 2, port: 'next' }) },
  'runs.control': { body: () => ({ stepNo: -1, action: { kind: 'exit' } }), expected: 409 },
  'runs.dryReplay': { body: () => ({}) },
  'enrolJobs.get': {},
  'enrolJobs.cancel': { body: () => ({}) },
  'sms.thread': {},
  'controlJobs.get': {},
  'pauses.pauseVersion': { body: () => ({}) },
  'pauses.pauseNode': { body: () => ({}) },
  'pauses.pauseLead': { body: () => ({ entrants: 'drop' }) },
  'pauses.preview': {},
  'pauses.resume': { body: () => ({ spreadMinutes: 5 }) },
  'controlJobs.cancel': { body: () => ({}) },
  'why.ask': {},
  'runs.exit': { body: () => ({ stepNo: -1 }), expected: 409 },
  'tasks.get': {},
  'tasks.nextMessage': {},
  'tasks.postpone': { body: () => ({ dueAt: null }) },
  'tasks.assign': { body: () => ({ assignee: null }) },
  'tasks.complete': { body: () => ({ outcome: 'reached' }) },
  'segments.get': {},
  'segments.members': {},
  'segments.uses': {},
  'segments.changeMembers': { body: () => ({ change: 'add', leadIds: [ids.leadId] }) },
  'segments.update': { body: () => ({ name: 'Renamed', condition: null }) },
  'segments.archive': { body: () => ({}) },
  'events.get': {},
  'forms.get': {},
  'forms.entries': {},
  'forms.update': { body: () => ({ name: 'Renamed' }) },
  'forms.close': {},
  'imports.get': {},
  'imports.upload': { body: () => ({ content: Buffer.from(CSV).toString('base64') }) },
  'imports.preview': { body: () => ({}) },
  'imports.check': { body: () => ({ mapping: [{ to: 'email' }] }) },
  'imports.errors': {},
  'imports.cancel': { body: () => ({}) },
  'imports.start': { body: () => ({ mapping: [{ to: 'email' }] }), expected: 409 },
  'leads.erase': { body: () => ({}) },
  'workflows.setStatus': { body: () => ({ status: 'paused' }) },
};

it('knows a body for each route that names something by id', () => {
  expect(withIds.map(({ key }) => key).sort()).toEqual(Object.keys(BODIES).sort());
});

describe.each(Object.entries(BODIES))('%s', (key, { body, expected }) => {
  const route = withIds.find((one) => one.key === key);
  const call = (cookie: string, workspace?: string) =>
    api.call(route?.method ?? '', fill(route?.path ?? ''), body?.(), { cookie, ...(workspace ? { workspace } : {}) });

  it('answers 404 to the owner of another workspace, by whatever workspace they name', async () => {
    const plain = await call(foreign);
    expect([plain.status, plain.body.code]).toEqual([404, 'not-found']);
    const named = await call(foreign, ids.workspaceId);
    // Devices belong to a person, in whatever workspace.
    const code = route?.roles === 'signed-in' ? 'not-found' : 'workspace-not-found';
    expect([named.status, named.body.code]).toEqual([404, code]);
  });

  it('answers the owner', async () => {
    const { status, body: answer } = await call(own);
    expect([status >= 200 && status < 300 ? 'ok' : status, answer.code]).toEqual([
      expected ?? 'ok',
      expected ? expect.any(String) : undefined,
    ]);
  });
});

it('refuses foreign ids in bodies too', async () => {
  const event = await api.call('POST', '/api/test-events', { event: 'x', leadId: ids.leadId }, { cookie: foreign });
  expect([event.status, event.body.code]).toEqual([404, 'not-found']);
  const preview = await api.call(
    'POST',
    '/api/mail-preview',
    { subject: 's', body: 'b', leadId: ids.leadId },
    { cookie: foreign },
  );
  expect([preview.status, preview.body.code]).toEqual([404, 'not-found']);
  const list = await api.call('GET', `/api/runs?workflowId=${ids.workflowId}`, undefined, { cookie: foreign });
  expect(list.body).toEqual({ items: [], nextCursor: null });
});

it('finds no foreign lead by searching, though the search reads as the owner of the tables', async () => {
  const search = (cookie: string) => api.call('GET', '/api/leads?search=LEAD.example', undefined, { cookie });
  expect((await search(own)).body).toMatchObject({ matching: 1, items: [{ id: ids.leadId }] });
  expect((await search(foreign)).body).toMatchObject({ matching: 0, total: 0, items: [] });
  const wildcards = await api.call('GET', '/api/leads?search=%25_', undefined, { cookie: own });
  expect(wildcards.body).toMatchObject({ matching: 0, items: [] });
  const [unscoped] = await api.db.asSystem((tx) =>
    tx.execute<{ found: number }>(
      sql`select count(*)::int as found from search_leads('%', 'newest', null, null, null, 10)`,
    ),
  );
  expect(unscoped?.found).toBe(0);
});

it.each(routes.filter(({ roles }) => Array.isArray(roles)))(
  '$key asks for a session, and for one of its roles',
  async ({ method, path, roles }) => {
    const url = fill(path);
    const without = await api.call(method, url, method === 'GET' ? undefined : {});
    expect([without.status, without.body.code]).toEqual([401, 'not-signed-in']);
    for (const role of ROLES.filter((one) => !roles.includes(one))) {
      await api.db.asSystem((tx) =>
        tx.execute(sql`update members set role = ${role} where workspace_id = ${ids.otherWorkspaceId}`),
      );
      const refused = await api.call(method, url, method === 'GET' ? undefined : {}, { cookie: foreign });
      expect([role, refused.status, refused.body.code]).toEqual([role, 403, 'not-allowed']);
    }
  },
);

it('shows no row of any table through the handle of another workspace, and more through system', async () => {
  const tables = await api.db.asSystem((tx) =>
    tx.execute<{
      name: string;
    }>(sql`select c.table_name as name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
      where c.table_schema = 'public' and c.column_name = 'workspace_id' and t.table_type = 'BASE TABLE' order by 1`),
  );
  expect(tables.length).toBeGreaterThan(20);
  const filled: string[] = [];
  for (const { name } of tables) {
    const count = sql`select count(*)::int as rows from ${sql.identifier(name)} where workspace_id = ${ids.workspaceId}`;
    const [seen] = await api.db.inWorkspace(ids.otherWorkspaceId ?? '', (tx) => tx.execute<{ rows: number }>(count));
    expect([name, seen?.rows]).toEqual([name, 0]);
    const [all] = await api.db.asSystem((tx) => tx.execute<{ rows: number }>(count));
    if (all && all.rows > 0) filled.push(name);
  }
  // Tables that this story does not fill prove nothing; these do.
  expect(filled).toEqual(
    expect.arrayContaining([
      'api_keys',
      'audit_log',
      'effects',
      'event_ids',
      'events',
      'lead_identities',
      'leads',
      'mailbox',
      'members',
      'run_steps',
      'runs',
      'sends',
      'workflow_triggers',
      'workflow_versions',
      'workflows',
    ]),
  );
});
