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
let routes: { method: string; path: string; roles: readonly Role[] | string }[] = [];

beforeAll(async () => {
  api = await startTestApi({
    settings: { limits: { apiRequests: 100_000, callerRequests: 100_000, signIns: 100_000 } },
  });
  const cookie = api.cookieOf(await api.call('POST', '/api/setup', OWNER));
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
