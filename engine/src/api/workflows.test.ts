import { createORPCClient, isDefinedError, safe } from '@orpc/client';
import { OpenAPILink } from '@orpc/openapi-client/fetch';
import type { ApiClient } from '@trellis/shared/api/contract.ts';
import { contract } from '@trellis/shared/api/contract.ts';
import { decodeProblem, PROBLEM_TYPE } from '@trellis/shared/api/wire.ts';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ebookFlow } from '../demo/ebook-flow.ts';
import { OWNER, startTestApi, type TestApi } from '../testing/api-server.ts';

let api: TestApi;
let client: ApiClient;
let workspaceId = '';

beforeAll(async () => {
  api = await startTestApi();
  const made = await api.call('POST', '/api/setup', OWNER);
  workspaceId = made.body.workspaces[0].id;
  const cookie = api.cookieOf(made);
  client = createORPCClient(
    new OpenAPILink(contract, {
      url: `${api.url}/api`,
      headers: { cookie, origin: api.url },
      // As shared/src/api/README.md tells the editor to do.
      fetch: async (request, init) => {
        const response = await fetch(request, init);
        if (!response.headers.get('content-type')?.startsWith(PROBLEM_TYPE)) return response;
        return new Response(response.body, {
          status: response.status,
          headers: { 'content-type': 'application/json' },
        });
      },
      customErrorResponseBodyDecoder: decodeProblem,
    }),
  );
});
afterAll(() => api.close());

it('the second of two saves of a draft gets the other one as a typed conflict', async () => {
  const workflow = await client.workflows.create({ name: 'Drip', graph: ebookFlow() });
  expect(workflow).toMatchObject({
    status: 'draft',
    currentVersion: null,
    draftAhead: true,
    draft: { revision: 1, savedBy: { name: OWNER.name } },
  });
  const mine = { ...ebookFlow(), direction: 'right' as const };
  expect(await client.workflows.saveDraft({ workflowId: workflow.id, graph: mine, baseRevision: 1 })).toMatchObject({
    revision: 2,
    draftAhead: true,
  });
  const { error } = await safe(
    client.workflows.saveDraft({ workflowId: workflow.id, graph: ebookFlow(), baseRevision: 1 }),
  );
  if (!isDefinedError(error) || error.code !== 'draft-changed') throw error;
  expect(error.data.theirs).toMatchObject({ revision: 2, graph: { direction: 'right' } });
});

it('publishing freezes the draft; an unchanged plan makes no new version; a moved card is no change', async () => {
  const { id: workflowId } = await client.workflows.create({ name: 'Versions', graph: ebookFlow() });
  const first = await client.versions.publish({ workflowId, revision: 1 });
  expect(first).toMatchObject({ unchanged: false, version: { number: 1, current: true } });
  expect(await client.versions.publish({ workflowId, revision: 1 })).toMatchObject({
    unchanged: true,
    version: { id: first.version.id },
  });
  const moved = ebookFlow();
  moved.nodes = moved.nodes.map((node) => ({ ...node, position: { x: 10, y: 20 } }));
  await client.workflows.saveDraft({ workflowId, graph: moved, baseRevision: 1 });
  expect(await client.versions.publish({ workflowId, revision: 2 })).toMatchObject({ unchanged: true });
  const changed = ebookFlow();
  changed.nodes = changed.nodes.map((node) => (node.id === 'two-days' ? { ...node, name: 'Wait two days' } : node));
  await client.workflows.saveDraft({ workflowId, graph: changed, baseRevision: 2 });
  expect(await client.versions.publish({ workflowId, revision: 3 })).toMatchObject({
    unchanged: false,
    version: { number: 2 },
  });
  const { items } = await client.versions.list({ workflowId });
  expect(items.map(({ number, current }) => [number, current])).toEqual([
    [2, true],
    [1, false],
  ]);
  const old = await client.versions.get({ workflowId, versionId: first.version.id });
  expect(old.graph.nodes.find(({ id }) => id === 'two-days')?.name).toBe('Wait 2 days');
  const triggers = await api.db.inWorkspace(workspaceId, (tx) =>
    tx.execute(sql`select node_id, kind, event from workflow_triggers where workflow_id = ${workflowId}`),
  );
  expect(triggers).toEqual([{ node_id: 'download', kind: 'event', event: 'content.downloaded' }]);
});

it('of a hundred publishes at once one makes the version, and no other makes a second', async () => {
  const { id: workflowId } = await client.workflows.create({ name: 'Crowd', graph: ebookFlow() });
  const answers = await Promise.all(
    Array.from({ length: 100 }, () => safe(client.versions.publish({ workflowId, revision: 1 }))),
  );
  expect(answers.filter(({ data }) => data?.unchanged === false)).toHaveLength(1);
  const refused = answers.flatMap(({ error }) => (isDefinedError(error) ? [error.code] : error ? ['unexpected'] : []));
  expect(new Set(refused)).toEqual(new Set(refused.length > 0 ? ['publish-running'] : []));
  expect((await client.versions.list({ workflowId })).items).toHaveLength(1);
  const [audit] = await api.db.inWorkspace(workspaceId, (tx) =>
    tx.execute<{ made: number }>(
      sql`select (count(*) filter (where change ->> 'unchanged' = 'false'))::int as made from audit_log where subject_id = ${workflowId} and action = 'workflow.publish'`,
    ),
  );
  expect(audit?.made).toBe(1);
});

it('a draft with problems is not published, and says which; template syntax counts', async () => {
  const graph = ebookFlow();
  graph.nodes = graph.nodes.map((node) =>
    node.id === 'insights'
      ? { ...node, config: { ...node.config, body: 'Hi {{ lead.firstName | nonsense }} {% if %}' } }
      : node,
  );
  const { id: workflowId } = await client.workflows.create({ name: 'Broken', graph });
  const { error } = await safe(client.versions.publish({ workflowId, revision: 1 }));
  if (!isDefinedError(error) || error.code !== 'not-publishable') throw error;
  expect(error.data.diagnostics).toContainEqual(
    expect.objectContaining({ nodeId: 'insights', severity: 'error', path: ['body'] }),
  );
  const { diagnostics, hash } = await client.workflows.diagnose({ workflowId, graph });
  expect([diagnostics, hash]).toEqual([error.data.diagnostics, null]);
});

it('a poisoned graph is refused by name and stored nowhere', async () => {
  const graph = ebookFlow();
  graph.nodes = graph.nodes.map((node) => ({ ...node, config: { ...node.config, note: 'a\u0000b' } }));
  const { error } = await safe(client.workflows.create({ name: 'Poison', graph }));
  if (!isDefinedError(error) || error.code !== 'invalid-input') throw error;
  expect(error.message).toContain('NUL');
  expect((await client.workflows.list({ search: 'Poison' })).items).toEqual([]);
});

it('a status goes only where it can, and each move is audited with its reason', async () => {
  const { id: workflowId } = await client.workflows.create({ name: 'Status', graph: ebookFlow() });
  const { error } = await safe(client.workflows.setStatus({ workflowId, status: 'live' }));
  if (!isDefinedError(error) || error.code !== 'status-not-possible') throw error;
  expect(error.data.status).toBe('draft');
  await client.versions.publish({ workflowId, revision: 1 });
  await client.workflows.setStatus({ workflowId, status: 'paused', reason: 'Typo in mail 2' });
  await client.workflows.setStatus({ workflowId, status: 'live' });
  await client.workflows.setStatus({ workflowId, status: 'stopped' });
  const rows = await api.db.inWorkspace(workspaceId, (tx) =>
    tx.execute<{ reason: string; to: string }>(
      sql`select reason, change ->> 'to' as to from audit_log where subject_id = ${workflowId} and action = 'workflow.status' order by id`,
    ),
  );
  expect(rows).toEqual([
    { reason: 'Typo in mail 2', to: 'paused' },
    { reason: null, to: 'live' },
    { reason: null, to: 'stopped' },
  ]);
});

it('the clock of the sandbox changes from now on, never backwards, and only from the version seen', async () => {
  const before = await client.workspace.clock();
  const after = await client.workspace.setClock({ version: before.version, factor: 1, reason: 'demo over' });
  expect(after).toMatchObject({ version: before.version + 1, factor: 1 });
  expect(Date.parse(after.now)).toBeGreaterThanOrEqual(Date.parse(before.now));
  expect((await client.workspace.get()).sandbox).toBe(false);
  const { error } = await safe(client.workspace.setClock({ version: before.version, factor: 10 }));
  if (!isDefinedError(error) || error.code !== 'clock-changed') throw error;
  expect(error.data.clock.version).toBe(after.version);
});

it('pages are told what changed, at once and gathered', async () => {
  const controller = new AbortController();
  const changes = await client.live.changes(undefined, { signal: controller.signal });
  expect((await changes.next()).value).toEqual({ kinds: ['all'] });
  const next = changes.next();
  await client.workflows.create({ name: 'Live' });
  await client.keys.create({ name: 'Live key' });
  const kindsOf = ({ done, value }: Awaited<typeof next>) => (done ? [] : value.kinds);
  const kinds = new Set(kindsOf(await next));
  while (!kinds.has('keys')) for (const kind of kindsOf(await changes.next())) kinds.add(kind);
  expect([...kinds]).toEqual(expect.arrayContaining(['workflows', 'keys']));
  expect(kinds.has('all')).toBe(false);
  controller.abort();
});

it('a lead added by hand is found by its address, and a second one is refused with the first', async () => {
  const lead = await client.leads.create({
    email: 'Hanna@lead.example',
    firstName: 'Hanna',
    lastName: 'Sørensen',
    company: 'Nordkapp',
  });
  expect(lead).toMatchObject({ name: 'Hanna Sørensen', company: 'Nordkapp', email: 'Hanna@lead.example' });
  const { error } = await safe(client.leads.create({ email: 'hanna@LEAD.example' }));
  if (!isDefinedError(error) || error.code !== 'lead-exists') throw error;
  expect(error.data.lead.id).toBe(lead.id);
  expect((await client.leads.list({ search: 'sørensen' })).items.map(({ id }) => id)).toEqual([lead.id]);
  expect((await client.catalog.leadFields()).items).toContainEqual({ name: 'firstName', kind: 'text', builtIn: false });
});

it('a mail is rendered for a lead, and a fault of the template is a sentence', async () => {
  const mail = await client.mail.preview({
    subject: 'Hi {{ lead.firstName }}',
    body: 'Read [the guide](https://x.example "button tag:guide")',
  });
  expect(mail).toMatchObject({ subject: 'Hi Aino', text: expect.stringContaining('the guide') });
  expect(mail.html).toContain('https://x.example');
  const { error } = await safe(client.mail.preview({ subject: 'Hi {{ lead.nickname }}', body: 'x' }));
  if (!isDefinedError(error) || error.code !== 'template-failed') throw error;
  expect(error.message).toContain('lead.nickname');
});

it('the OpenAPI document is 3.1 and holds every route with its errors', async () => {
  const { status, body } = await api.call('GET', '/api/openapi.json');
  expect([status, body.openapi]).toEqual([200, '3.1.1']);
  const described = new Set(
    Object.entries(body.paths as Record<string, object>).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    ),
  );
  for (const procedure of Object.values(contract).flatMap((group) => Object.values(group))) {
    const { method, path } = procedure['~orpc'].route;
    expect(described).toContain(`${method} /api${path}`);
  }
  const statuses = Object.keys(body.paths['/api/workflows/{workflowId}/draft'].put.responses);
  expect(statuses).toEqual(expect.arrayContaining(['200', '400', '401', '403', '404', '409', '429']));
});
