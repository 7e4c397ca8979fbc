import { SCOPE_ROLES } from '@trellis/shared/api/keys.ts';
import type { Role } from '@trellis/shared/api/roles.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OWNER, startTestApi, type TestApi } from '../testing/api-server.ts';
import { openApiDocument } from './openapi-document.ts';

/** Endless by nature. */
const STREAM = '/api/live';
const NOWHERE = '01890000-0000-7000-8000-000000000000';

let api: TestApi;
const keys: Record<string, string> = {};
let cookie = '';
let routes: { method: string; path: string; roles: readonly Role[] | string }[] = [];

beforeAll(async () => {
  api = await startTestApi({
    settings: { limits: { apiRequests: 100_000, callerRequests: 100_000, signIns: 100_000 } },
  });
  cookie = api.cookieOf(await api.call('POST', '/api/setup', OWNER));
  for (const scope of Object.keys(SCOPE_ROLES))
    keys[scope] = (await api.call('POST', '/api/api-keys', { name: scope, scope }, { cookie })).body.key;
  const { paths } = await openApiDocument('1.0.0');
  routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(() => path.startsWith('/api/') && path !== STREAM)
      .map(([method, { 'x-roles': roles }]) => ({ method: method.toUpperCase(), path, roles })),
  );
});
afterAll(() => api.close());

/** Ids that lead nowhere and no body: what is admitted fails for another reason, and does no harm. */
const codeOf = async (scope: string, method: string, path: string) => {
  const url = path.replace(/\{\w+\}/g, NOWHERE);
  const headers = { authorization: `Bearer ${keys[scope]}` };
  return (await api.call(method, url, method === 'GET' ? undefined : {}, { headers })).body?.code;
};

describe.each(Object.entries(SCOPE_ROLES))('an API key with the scope %s', (scope, role) => {
  it('is refused by each route outside of its scope, and by none inside', async () => {
    const members = routes.filter(({ roles }) => Array.isArray(roles));
    expect(members.length).toBeGreaterThan(100);
    const wrong: string[] = [];
    for (const { method, path, roles } of members) {
      const code = await codeOf(scope, method, path);
      const refused = code === 'not-allowed';
      if (refused === roles.includes(role) || code === 'not-signed-in') wrong.push(`${method} ${path}: ${code}`);
    }
    expect(wrong).toEqual([]);
  }, 60_000);

  it('is nobody where the route is about a person', async () => {
    const personal = routes.filter(({ roles }) => roles === 'signed-in');
    expect(personal.length).toBeGreaterThan(3);
    for (const { method, path } of personal)
      expect([path, await codeOf(scope, method, path)]).toEqual([path, 'not-signed-in']);
  });
});

describe('an API key', () => {
  const call = (method: string, path: string, body?: unknown) => api.call(method, `/api${path}`, body, { cookie });
  const bearer = (key: string, method: string, path: string, body?: unknown) =>
    api.call(method, `/api${path}`, body, { headers: { authorization: `Bearer ${key}` } });

  it('does what its scope allows in its own workspace, is shown once, and nothing after it was revoked', async () => {
    const make = async (scope: string) => (await call('POST', '/api-keys', { name: scope, scope })).body;
    const [read, write, admin] = [await make('read'), await make('write'), await make('admin')];
    expect((await bearer(read.key, 'GET', '/leads')).status).toBe(200);
    const refused = await bearer(read.key, 'POST', '/leads', { email: 'a@x.example' });
    expect(refused.body).toMatchObject({
      code: 'not-allowed',
      detail: 'This API key has the scope read; this needs write or admin: create such a key in Settings, Keys.',
    });
    expect((await bearer(write.key, 'POST', '/leads', { email: 'a@x.example' })).status).toBe(201);
    expect((await bearer(write.key, 'PATCH', '/workspace', { name: 'Mine' })).body.code).toBe('not-allowed');
    expect((await bearer(admin.key, 'PATCH', '/workspace', { name: 'Brightwater' })).status).toBe(200);
    const person = await bearer(admin.key, 'GET', '/account/devices');
    expect([person.body.code, person.body.detail]).toEqual([
      'not-signed-in',
      expect.stringContaining('about a person'),
    ]);
    const elsewhere = await api.call('GET', '/api/leads', undefined, {
      workspace: '01890000-0000-7000-8000-000000000000',
      headers: { authorization: `Bearer ${read.key}` },
    });
    expect(elsewhere.body.code).toBe('workspace-not-found');
    const listed = await call('GET', '/api-keys');
    expect(JSON.stringify(listed.body)).not.toContain(read.key.slice(14));
    const log = (await call('GET', '/audit?area=lead')).body.items;
    expect(log[0]).toMatchObject({ action: 'lead.create', actor: { name: 'API key “write”' } });
    await call('DELETE', `/api-keys/${read.id}`);
    expect((await bearer(read.key, 'GET', '/leads')).body.code).toBe('not-signed-in');
    const withCookie = await api.call('GET', '/api/leads', undefined, {
      cookie,
      headers: { authorization: `Bearer ${read.key}` },
    });
    expect(withCookie.status).toBe(401);
  });

  it('is no write key, and a write key is none', async () => {
    const { items } = (await call('GET', '/keys')).body;
    expect((await bearer(items[0].key, 'GET', '/leads')).status).toBe(401);
    const { key } = (await call('POST', '/api-keys', { name: 'x', scope: 'admin' })).body;
    const event = await api.call('POST', '/v1/track', { writeKey: key, event: 'x', userId: 'u' });
    expect(event.body.code).toBe('write-key-unknown');
  });
});
