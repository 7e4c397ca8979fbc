import { Chance } from '@trellis/shared/testing/chance.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { OWNER, startTestApi, type TestApi } from '../testing/api-server.ts';
import { EVIL_STRINGS, fuzzValue, oneOf } from '../testing/fuzz-values.ts';
import { type OpenApiDocument, type Operation, openApiDocument, roleMatrix } from './openapi-document.ts';

/** All that chance depends on: the same seed asks the same. */
const FUZZ_SEED = 20_261_123;
const FUZZ_MS = 25_000;
const ROUNDS = 14;
/** Endless by nature. */
const NOT_FUZZED = ['/api/live'];

let api: TestApi;
let cookie = '';
let document: OpenApiDocument;
let writeKey = '';
/** Ids that exist, so that not every path leads nowhere. */
const real: Record<string, string> = {};
const plenty = 1_000_000;

beforeAll(async () => {
  const limits = {
    apiRequests: plenty,
    signIns: plenty,
    callerRequests: plenty,
    workspaceRequests: plenty,
    intakeCalls: plenty,
    intakeCallsOfKey: plenty,
    intakeCallsOfWorkspace: plenty,
    intakeRefusals: plenty,
    formPosts: plenty,
    formPostsOfWorkspace: plenty,
    hookCalls: plenty,
    hookCallsOfWorkspace: plenty,
    hookRefusals: plenty,
  };
  api = await startTestApi({ settings: { limits } });
  cookie = api.cookieOf(await api.call('POST', '/api/setup', OWNER));
  document = await openApiDocument('1.0.0');
  const call = async (method: string, path: string, body?: unknown) =>
    (await api.call(method, path, body, { cookie })).body;
  writeKey = (await call('GET', '/api/keys')).items[0].key;
  real.formId = (await call('POST', '/api/forms', { name: 'Fuzz', fields: [{ name: 'mail', to: 'email' }] })).id;
  real.importId = (await call('POST', '/api/imports', { name: 'fuzz.csv', size: 10 })).id;
  real.writeKey = writeKey;
});
afterAll(() => api.close());

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );

it('the document says of each route whom it admits, and of each error that it is a problem document', () => {
  expect(operations().length).toBeGreaterThan(60);
  for (const { path, method, operation } of operations()) {
    expect(operation['x-roles'], `${method} ${path}`).toBeDefined();
    expect(operation.summary && operation.operationId, `${method} ${path}`).toBeTruthy();
    const errors = Object.entries(operation.responses).filter(([status]) => Number(status) >= 400);
    expect(errors.length).toBeGreaterThan(0);
    // What people open from a mail answers with a page, whatever it has to say.
    const forPeople = /^\/(t\/u|f\/c)\//.test(path);
    for (const [status, { content }] of errors)
      expect(Object.keys(content ?? {}), `${method} ${path} ${status}`).toContain(
        forPeople && status !== '500' ? 'text/html' : 'application/problem+json',
      );
    expect(Object.keys(operation.responses).some((status) => /^[23]/.test(status))).toBe(true);
  }
  const ids = operations().map(({ operation }) => operation.operationId);
  expect(new Set(ids).size).toBe(ids.length);
});

it('the document says of each error by which codes it is told, and bounds no number by what JavaScript can hold', () => {
  const responses = document.paths['/api/leads']?.post?.responses;
  expect(responses?.[409]?.description).toMatch(/^`lead-exists` A lead with this address or user id exists/);
  for (const { path, method, operation } of operations())
    for (const [status, { description }] of Object.entries(operation.responses))
      expect(description, `${method} ${path} ${status}`).toMatch(/[a-z]{2}|OK/);
  expect(JSON.stringify(document)).not.toContain(String(Number.MAX_SAFE_INTEGER));
});

it('the matrix of roles and routes is the one that is written down', async () => {
  await expect(roleMatrix(document)).toMatchFileSnapshot('../../../docs/roles.md');
});

it('the page for people loads nothing from elsewhere, runs no script, and shows every route', async () => {
  const { status, headers, body } = await api.call('GET', '/api/docs');
  expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(String(body)).not.toMatch(/<script|<link|src=|url\(|@import|https?:\/\//i);
  for (const { path } of operations()) expect(String(body)).toContain(path);
  // Shapes are told as people read them, not as JSON Schema.
  expect(String(body)).toContain('name: text, 1 to 80 long');
  expect(String(body)).toContain('<code>lead-exists</code>');
  expect(String(body)).not.toContain('additionalProperties');
});

it('whatever is sent, no route fails, and each answers only with what it declares', async () => {
  const chance = new Chance(FUZZ_SEED);
  const ends = performance.now() + FUZZ_MS;
  const seen = new Map<number, number>();
  const wrong: string[] = [];
  let asked = 0;
  for (let round = 0; round < ROUNDS && performance.now() < ends; round++) {
    for (const { path, method, operation } of operations()) {
      if (NOT_FUZZED.includes(path) || performance.now() > ends) continue;
      const { url, body, headers } = requestOf(path, method, operation, chance);
      // Signing out would end the story.
      const open = operation['x-roles'] === 'anyone';
      const answer = await api.call(method, url, body, { ...(open ? {} : { cookie }), headers });
      asked += 1;
      seen.set(answer.status, (seen.get(answer.status) ?? 0) + 1);
      const declared = Object.hasOwn(operation.responses, answer.status);
      const type = answer.headers.get('content-type') ?? '';
      const types = Object.keys(operation.responses[answer.status]?.content ?? {});
      const fits = types.length === 0 || types.some((one) => type.startsWith(one));
      const leak =
        answer.status >= 400 && /node_modules|\.ts:\d|select .+ from |PostgresError/.test(JSON.stringify(answer.body));
      // A path that is no path (a slash, nothing) is another route, or none.
      const elsewhere = answer.status === 404 && answer.body.code === 'route-unknown';
      if (answer.status >= 500 || !(declared || elsewhere) || (declared && !elsewhere && !fits) || leak)
        wrong.push(
          `${method} ${url.slice(0, 160)} ${JSON.stringify(body)?.slice(0, 300)} → ${answer.status} ${type} ${answer.body?.code}`,
        );
    }
  }
  expect(wrong).toEqual([]);
  expect(asked).toBeGreaterThan(300);
  // Only refusals, or only luck, would prove nothing.
  expect(seen.get(200) ?? 0).toBeGreaterThan(20);
  expect(seen.get(400) ?? 0).toBeGreaterThan(100);
}, 60_000);

function requestOf(path: string, method: string, operation: Operation, chance: Chance) {
  const query = new URLSearchParams();
  let url = path;
  for (const { name, in: where, schema } of operation.parameters ?? []) {
    const value = fuzzValue(schema, chance);
    const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
    // An address cannot hold a lone surrogate.
    const whole = text.replace(/[\ud800-\udfff]/g, '?');
    const known = real[String(name)];
    const segment = known !== undefined && chance.maybe(0.4) ? known : whole.slice(0, 1_000);
    if (where === 'path') url = url.replace(`{${String(name)}}`, encodeURIComponent(segment) || '-');
    else if (where === 'query' && chance.maybe(0.6)) {
      query.append(String(name), whole);
      if (chance.maybe(0.1)) query.append(String(name), oneOf(chance, EVIL_STRINGS.slice(0, 4)));
    }
  }
  const content = operation.requestBody?.content as Record<string, { schema?: unknown }> | undefined;
  const schema = content?.['application/json']?.schema;
  const body = method === 'GET' ? undefined : broken(fuzzValue(schema ?? {}, chance), chance);
  const keyed = operation.security?.some((one) => 'writeKey' in one) === true && chance.maybe(0.7);
  const authorization = `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`;
  return {
    url: query.size > 0 ? `${url}?${query}` : url,
    body,
    headers: { 'x-fuzz': '1', ...(keyed ? { authorization } : {}) },
  };
}

/** Now and then a body that is no JSON at all, or one that reaches for the prototype. */
function broken(value: unknown, chance: Chance): unknown {
  if (chance.maybe(0.05)) return oneOf(chance, ['{', '{"a":1', '[1,]', 'NaN', '{"__proto__":{"role":"owner"}}', '"x"']);
  return JSON.stringify(value) ?? '{}';
}
