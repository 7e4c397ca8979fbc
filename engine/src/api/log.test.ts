import { randomUUID } from 'node:crypto';
import pino from 'pino';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { OWNER, startTestApi, type TestApi } from '../testing/api-server.ts';

const CANARY = 'zanzibar';
const lines: string[] = [];
let api: TestApi;

beforeAll(async () => {
  api = await startTestApi({ log: pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) }) });
});
afterAll(() => api.close());

it('logs each request by path and status, and no address, password, body, header, token or query', async () => {
  const made = await api.call('POST', '/api/setup', {
    ...OWNER,
    email: `${CANARY}@x.example`,
    password: `${CANARY} long password`,
  });
  const cookie = api.cookieOf(made);
  await api.call('POST', '/api/session', { email: `${CANARY}@x.example`, password: `wrong ${CANARY}` });
  await api.call('GET', `/api/leads?search=${CANARY}`, undefined, { cookie });
  const key = (await api.call('GET', '/api/keys', undefined, { cookie })).body.items[0].key;
  await api.call('POST', '/v1/track', {
    writeKey: key,
    event: CANARY,
    userId: CANARY,
    context: { traits: { email: `${CANARY}@lead.example` } },
  });
  await api.call('POST', '/v1/track', `${CANARY} is not json`);
  const token = api.services.tokens.signToken({
    purpose: 'click',
    workspaceId: randomUUID(),
    sendId: randomUUID(),
    tag: CANARY,
    url: `https://x.example/${CANARY}`,
  });
  expect((await api.call('GET', `/t/c/${token}`)).status).toBe(302);
  // A cursor that is not ours is the beginning.
  const foreign = Buffer.from(JSON.stringify([CANARY, CANARY])).toString('base64url');
  expect((await api.call('GET', `/api/leads?cursor=${foreign}`, undefined, { cookie })).status).toBe(200);
  const log = lines.join('');
  expect(log).toContain('"path":"/api/leads"');
  expect(log).toContain('"path":"/t/c/…"');
  expect(log).not.toContain(CANARY);
  expect(log).not.toContain(token.slice(0, 20));
  expect(log).not.toContain(cookie.split('=')[1]?.slice(0, 20));
});

it('a fault inside is logged with its place and answered without it', async () => {
  lines.length = 0;
  const cookie = api.cookieOf(
    await api.call('POST', '/api/session', { email: `${CANARY}@x.example`, password: `${CANARY} long password` }),
  );
  // The database's message would quote the statement and its values.
  const owner = postgres(api.database.ownerUrl, { max: 1 });
  await owner`alter table leads rename column search to sought`;
  await owner.end();
  const { status, body } = await api.call('GET', `/api/leads?search=${CANARY}`, undefined, { cookie });
  expect([status, body.code]).toEqual([500, 'internal']);
  expect(JSON.stringify(body)).not.toMatch(/select|PostgresError|\.ts/);
  const logged = lines.find((line) => line.includes('a request failed')) ?? '';
  expect(logged).toContain('frames');
  // Who was told this id finds the line, and the line what was asked.
  expect(JSON.parse(logged)).toMatchObject({ requestId: body.requestId, method: 'GET', path: '/api/leads' });
  expect(logged).not.toContain(CANARY);
});
