import { emptyGraph, type Graph } from '@trellis/shared/graph/graph.ts';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OWNER, startTestApi, type TestApi } from '../testing/api-server.ts';

const drawn: Graph = {
  ...emptyGraph(),
  nodes: [
    {
      id: 'hook',
      type: 'trigger-webhook',
      typeVersion: 1,
      name: 'CRM',
      config: { email: 'contact.email', userId: 'contact.id' },
    },
    { id: 'end', type: 'end', typeVersion: 1, name: 'End', config: {} },
  ],
  edges: [{ id: 'e', from: 'hook', port: 'next', to: 'end' }],
};

describe('the address of a webhook trigger', () => {
  let api: TestApi;
  let cookie = '';
  let workspaceId = '';
  let workflowId = '';
  beforeAll(async () => {
    api = await startTestApi({ settings: { clockFactor: 1, limits: { hookRefusals: 30, hookCalls: 60 } } });
    const made = await api.call('POST', '/api/setup', OWNER);
    cookie = api.cookieOf(made);
    workspaceId = made.body.workspaces[0].id;
    workflowId = (await api.call('POST', '/api/workflows', { name: 'From CRM', graph: drawn }, { cookie })).body.id;
  });
  afterAll(() => api.close());

  const hook = async () =>
    (await api.call('GET', `/api/workflows/${workflowId}/hooks/hook`, undefined, { cookie })).body;
  const post = async (body: unknown, headers: Record<string, string> = {}, url?: string) => {
    const response = await fetch(url ?? (await hook()).url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  };
  const received = () =>
    api.db.inWorkspace(workspaceId, (tx) =>
      tx.execute<{ properties: Record<string, unknown>; email: string | null }>(
        sql`select e.properties, l.email from events e join leads l on l.id = e.lead_id where e.name = 'webhook.received' order by e.id`,
      ),
    );

  it('is there before the first publish, stays, and says that the workflow is not live yet', async () => {
    const first = await hook();
    expect(first).toMatchObject({
      url: expect.stringMatching(/\/hooks\/[A-Za-z0-9_-]{32}$/),
      lastAt: null,
      lastCode: null,
    });
    expect((await hook()).url).toBe(first.url);
    expect(await post({ contact: { email: 'aino@example.com' } })).toMatchObject({
      status: 409,
      body: { code: 'not-live' },
    });
    expect(await hook()).toMatchObject({ lastCode: 'not-live', lastAt: expect.any(String) });
    expect(await received()).toEqual([]);
    const published = await api.call('POST', `/api/workflows/${workflowId}/versions`, { revision: 1 }, { cookie });
    expect(published.status).toBe(201);
    expect((await hook()).url).toBe(first.url);
  });

  it('takes a call in, once for each Idempotency-Key', async () => {
    const body = { contact: { email: 'Aino@Example.com', id: 7 }, plan: 'pro' };
    for (const _ of [1, 2]) expect(await post(body, { 'idempotency-key': 'a' })).toMatchObject({ status: 202 });
    expect(await received()).toEqual([
      { email: 'Aino@Example.com', properties: { ...body, workflow: workflowId, node: 'hook' } },
    ]);
    expect((await hook()).lastCode).toBe('accepted');
  });

  it.each([
    ['no JSON', 'contact=aino', 400, 'body-not-json'],
    ['a list', [1], 400, 'body-not-object'],
    ['nobody', { contact: { email: 'aino' } }, 422, 'no-lead'],
  ])('refuses a body with %s, and shows why', async (_, body, status, code) => {
    expect(await post(body)).toMatchObject({ status, body: { code } });
    expect((await hook()).lastCode).toBe(code);
  });

  it('refuses a body of more than 256 kB, and keeps none of it', async () => {
    const before = (await received()).length;
    const big = { contact: { email: 'aino@example.com' }, text: 'x'.repeat(300_000) };
    expect(await post(big)).toMatchObject({ status: 413, body: { code: 'body-too-large' } });
    expect((await hook()).lastCode).toBe('body-too-large');
    expect(await received()).toHaveLength(before);
  });

  it('knows no other token, and after a change not the former one', async () => {
    const { url } = await hook();
    expect(await post({}, {}, `${api.url}/hooks/${'x'.repeat(32)}`)).toMatchObject({
      status: 404,
      body: { code: 'no-such-hook' },
    });
    expect(await post({}, {}, `${api.url}/hooks/%00`)).toMatchObject({ status: 404 });
    const rotated = await api.call('POST', `/api/workflows/${workflowId}/hooks/hook/rotate`, {}, { cookie });
    expect(rotated.body.url).not.toBe(url);
    expect(await post({ contact: { email: 'b@example.com' } }, {}, url)).toMatchObject({ status: 404 });
    expect(await post({ contact: { email: 'b@example.com' } }, {}, rotated.body.url)).toMatchObject({ status: 202 });
    const audited = await api.call('GET', '/api/audit?action=workflow', undefined, { cookie });
    expect(audited.body.items[0]).toMatchObject({ action: 'workflow.rotate-hook' });
  });

  it('is shown to those who draw only', async () => {
    await api.db.asSystem((tx) =>
      tx.execute(sql`update members set role = 'viewer' where workspace_id = ${workspaceId}`),
    );
    const answer = await api.call('GET', `/api/workflows/${workflowId}/hooks/hook`, undefined, { cookie });
    expect(answer.status).toBe(403);
    await api.db.asSystem((tx) =>
      tx.execute(sql`update members set role = 'owner' where workspace_id = ${workspaceId}`),
    );
  });

  it('slows down who guesses, and who calls too often', async () => {
    const guess = () => post({}, {}, `${api.url}/hooks/${'y'.repeat(32)}`);
    let answer = await guess();
    for (let n = 0; n < 60 && answer.status === 404; n++) answer = await guess();
    expect(answer).toMatchObject({ status: 429, body: { code: 'too-many-requests' } });
  });
});

it('all addresses of a workspace have one bound together, whoever calls', async () => {
  const narrow = await startTestApi({ settings: { limits: { hookCallsOfWorkspace: 1 } } });
  try {
    const cookie = narrow.cookieOf(await narrow.call('POST', '/api/setup', OWNER));
    const paths = [];
    for (const name of ['One', 'Two']) {
      const { id } = (await narrow.call('POST', '/api/workflows', { name, graph: drawn }, { cookie })).body;
      const { url } = (await narrow.call('GET', `/api/workflows/${id}/hooks/hook`, undefined, { cookie })).body;
      paths.push(new URL(url).pathname);
    }
    const answers = [];
    for (const path of paths) answers.push(await narrow.call('POST', path, { contact: { email: 'aino@example.com' } }));
    expect(answers.map(({ body }) => body.code)).toEqual(['not-live', 'too-many-requests']);
    expect(answers[1]?.headers.get('retry-after')).toBe('60');
  } finally {
    await narrow.close();
  }
});
