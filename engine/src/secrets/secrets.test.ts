import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client, Connection } from '@temporalio/client';
import { emptyGraph } from '@trellis/shared/graph/graph.ts';
import { sql } from 'drizzle-orm';
import pino from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { OWNER, startTestApi, type TestApi } from '../testing/api-server.ts';
import { eventually } from '../testing/stage.ts';
import { useTestTemporal } from '../testing/temporal.ts';
import { resealSecrets } from './reseal.ts';
import { createSealer } from './sealer.ts';

/*
 * One secret from its entry to a real webhook call. The tests of this file are one story, told in order.
 */
const VALUE = 'sk-"live"/zq7y value';
const NEXT_VALUE = 'another-value-8d21';
let api: TestApi;
let cookie = '';
let workspaceId = '';
let secretId = '';
let runId = '';
const lines: string[] = [];
const heard: { headers: Record<string, unknown>; body: string }[] = [];
let echo: Server;
let hook = '';

const call = (method: string, path: string, body?: unknown) => api.call(method, `/api${path}`, body, { cookie });
const get = async (path: string) => (await call('GET', path)).body;

beforeAll(async () => {
  echo = createServer((request, response) => {
    let body = '';
    request.on('data', (piece) => {
      body += String(piece);
    });
    request.on('end', () => {
      heard.push({ headers: request.headers, body });
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ youSent: { authorization: request.headers.authorization, body } }));
    });
  });
  await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
  hook = `http://127.0.0.1:${(echo.address() as AddressInfo).port}/hook`; // a server on TCP has an address of this shape
  const log = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
  api = await startTestApi({ whole: true, hooksMayCall: ['127.0.0.0/8'], log });
  const made = await api.call('POST', '/api/setup', OWNER);
  cookie = api.cookieOf(made);
  workspaceId = made.body.workspaces[0].id;
}, 60_000);
afterAll(async () => {
  await api?.close();
  echo?.closeAllConnections();
  await new Promise((resolve) => echo.close(resolve));
});

/** A workflow that calls the hook with a secret in a header and in the body, and mails it if asked to. */
function graphWith(change: Record<string, unknown> = {}) {
  const step = { typeVersion: 1 };
  return {
    ...emptyGraph(),
    nodes: [
      { ...step, id: 'in', type: 'trigger-event', name: 'Asked', config: { event: 'hook.asked' } },
      {
        ...step,
        id: 'hook',
        type: 'call-webhook',
        name: 'Tell the CRM',
        endsHere: ['next'],
        config: {
          method: 'POST',
          url: hook,
          headers: { Authorization: 'Bearer {{ secrets.crm_token }}' },
          body: '{"who": {{ lead.email | json }}, "key": {{ secrets.crm_token | json }}}',
          ...change,
        },
      },
    ],
    edges: [{ id: 'e', from: 'in', port: 'next', to: 'hook' }],
  };
}

it('a secret is told by its name only, to nobody whole, and there is one of a name', async () => {
  const made = await call('POST', '/secrets', { name: 'crm_token', value: VALUE });
  expect([made.status, made.body]).toMatchObject([201, { name: 'crm_token', lastUsedAt: null }]);
  secretId = made.body.id;
  expect((await call('POST', '/secrets', { name: 'crm_token', value: VALUE })).body.code).toBe('secret-exists');
  for (const wrong of ['Upper', '1st', 'a-b', 'constructor.x', ''])
    expect((await call('POST', '/secrets', { name: wrong, value: VALUE })).body.code).toBe('invalid-input');
  for (const wrong of ['abc', 'two\nlines', ' blank', 'two  blanks'])
    expect((await call('POST', '/secrets', { name: 'other', value: wrong })).body.code).toBe('invalid-input');
  expect(await get('/secrets')).toMatchObject({ items: [{ id: secretId, name: 'crm_token' }] });
});

it('a workflow that names no secret of ours, or one where it does not belong, has a problem that says so', async () => {
  const { body: workflow } = await call('POST', '/workflows', { name: 'Hooks' });
  const codes = async (change: Record<string, unknown>, extra: object[] = []) => {
    const graph = graphWith(change);
    const { body } = await call('POST', `/workflows/${workflow.id}/diagnostics`, {
      graph: { ...graph, nodes: [...graph.nodes, ...extra] },
    });
    return body.diagnostics.map(({ code }: { code: string }) => code);
  };
  expect(await codes({})).toEqual([]);
  expect(await codes({ headers: { Authorization: '{{ secrets.crm_tokn }}' } })).toEqual(['secret-unknown']);
  const mail = {
    id: 'mail',
    type: 'send-email',
    typeVersion: 1,
    name: 'Mail',
    config: { subject: 's', body: '{{ secrets.crm_token }}' },
  };
  expect(await codes({}, [mail])).toContain('secret-misplaced');
});

it('a webhook gets the value, in header and body, and what it answers is kept without it', async () => {
  const { body: workflow } = await call('POST', '/workflows', { name: 'CRM' });
  const saved = await call('PUT', `/workflows/${workflow.id}/draft`, { graph: graphWith(), baseRevision: 1 });
  expect([saved.status, saved.body.code]).toEqual([200, undefined]);
  const published = await call('POST', `/workflows/${workflow.id}/versions`, { revision: saved.body.revision });
  expect([published.status, published.body.code]).toEqual([201, undefined]);
  await call('POST', '/test-events', { event: 'hook.asked', email: 'ada@x.example' });
  const { items } = await eventually(
    () => get(`/runs?workflowId=${workflow.id}`),
    ({ items: runs }) => runs[0]?.status === 'ended',
  );
  runId = items[0].id;
  expect(heard).toHaveLength(1);
  expect(heard[0]?.headers.authorization).toBe(`Bearer ${VALUE}`);
  expect(JSON.parse(heard[0]?.body ?? '')).toEqual({ who: 'ada@x.example', key: VALUE });
  const [kept] = await api.db.inWorkspace(workspaceId, (tx) =>
    tx.execute<{ state: unknown }>(sql`select state from runs where id = ${runId}`),
  );
  expect(JSON.stringify(kept?.state)).toContain('Bearer [secret]');
  expect((await get('/secrets')).items[0].lastUsedAt).not.toBeNull();
});

it('stands nowhere in the database, in the answers of the api, in the log, or in Temporal', async () => {
  const fragments = ['zq7y', Buffer.from(VALUE).toString('base64').slice(0, 20)];
  const expectNone = (where: string, text: string) => {
    for (const fragment of fragments) expect(text.includes(fragment), `${where} holds ${fragment}`).toBe(false);
  };
  const tables = await api.db.asSystem((tx) =>
    tx.execute<{ name: string }>(
      sql`select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> 'trellis_migrations'`,
    ),
  );
  expect(tables.map(({ name }) => name)).toEqual(expect.arrayContaining(['secrets', 'effects', 'run_inputs']));
  for (const { name } of tables) {
    const rows = await api.db.asSystem((tx) =>
      tx.execute<{ text: string }>(sql`select row_to_json(t)::text as text from ${sql.identifier(name)} t`),
    );
    expectNone(`table ${name}`, rows.map(({ text }) => text).join('\n'));
  }
  const paths = ['/secrets', '/audit', `/runs/${runId}`, '/workflows', '/events', '/attention'];
  for (const path of paths) expectNone(`GET ${path}`, JSON.stringify(await get(path)));
  const preview = await call('POST', '/mail-preview', { subject: 'x', body: 'Key: {{ secrets.crm_token }}' });
  expectNone('a preview', JSON.stringify(preview.body));
  expect(lines.length).toBeGreaterThan(0);
  expectNone('the log', lines.join('\n'));
  const { address, namespace } = useTestTemporal();
  const connection = await Connection.connect({ address });
  try {
    const history = await new Client({ connection, namespace }).workflow.getHandle(`run:${runId}`).fetchHistory();
    expect(history.events?.length).toBeGreaterThan(3);
    const payloads: string[] = [];
    JSON.stringify(history, (_, value: unknown) => {
      if (value instanceof Uint8Array) payloads.push(Buffer.from(value).toString('utf8'));
      return value;
    });
    expectNone('the history', payloads.join('\n') + JSON.stringify(history));
  } finally {
    await connection.close();
  }
});

it('is sealed anew under a new key, and copied into another row it opens nothing', async () => {
  const { secret } = api.services;
  const rotated = createSealer(['a newer key that only this test uses, long', secret]);
  expect(await resealSecrets(api.db, rotated)).toEqual({ done: 1, faults: [] });
  expect(await resealSecrets(api.db, rotated)).toEqual({ done: 0, faults: [] });
  const read = async () =>
    (
      await api.db.inWorkspace(workspaceId, (tx) =>
        tx.execute<{ id: string; keyId: string; sealed: Buffer }>(
          sql`select id, key_id as "keyId", sealed from secrets order by name`,
        ),
      )
    )[0];
  const row = await read();
  expect(row?.keyId).toBe(rotated.keyId);
  const of = { purpose: 'secret' as const, workspaceId, rowId: secretId };
  expect(rotated.open(row?.sealed ?? Buffer.alloc(0), of)).toBe(VALUE);
  expect(() => rotated.open(row?.sealed ?? Buffer.alloc(0), { ...of, rowId: crypto.randomUUID() })).toThrow();
  // The key that is gone: nothing is changed, and the fault names the way out.
  const { done, faults } = await resealSecrets(api.db, createSealer(['neither the one nor the other, but long']));
  expect([done, faults.map(({ code }) => code)]).toEqual([0, ['seal.key-unknown']]);
});

it('takes another value, and is forgotten; each change has its line in the audit log, without a value', async () => {
  const replaced = await call('PUT', `/secrets/${secretId}`, { value: NEXT_VALUE });
  expect([replaced.status, JSON.stringify(replaced.body).includes(NEXT_VALUE)]).toEqual([200, false]);
  expect((await call('DELETE', `/secrets/${secretId}`)).status).toBe(200);
  expect((await call('DELETE', `/secrets/${secretId}`)).body.code).toBe('not-found');
  const { items } = await get('/audit?area=secret');
  expect(items.map(({ action, change }: { action: string; change: unknown }) => [action, change])).toEqual([
    ['secret.remove', { name: 'crm_token' }],
    ['secret.replace', { name: 'crm_token' }],
    ['secret.create', { name: 'crm_token' }],
  ]);
});
