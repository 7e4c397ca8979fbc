import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDatabase, type Database } from '../db/client.ts';
import { OWNER, startTestApi, type TestApi } from '../testing/api-server.ts';
import { eventually } from '../testing/stage.ts';
import { createWriteKeys } from './write-keys.ts';

let api: TestApi;
let cookie = '';
let statements = 0;
/** Another api process: connections and memory of its own. */
let other: Database;
beforeAll(async () => {
  api = await startTestApi();
  cookie = api.cookieOf(await api.call('POST', '/api/setup', OWNER));
  const { appUrl, systemUrl } = api.database;
  const onStatement = (text: string) => {
    if (text.includes('api_keys')) statements += 1;
  };
  other = createDatabase({ appUrl, systemUrl, appPool: 1, systemPool: 2, onStatement });
});
afterAll(async () => {
  await other.close();
  await api.close();
});

const call = (method: string, path: string, body?: unknown) => api.call(method, `/api${path}`, body, { cookie });
const newKey = async () => (await call('POST', '/keys', { name: 'a page' })).body as { id: string; key: string };
const revoke = (id: string) => call('DELETE', `/keys/${id}`);
const track = (key: string) =>
  api.call('POST', '/v1/track', { writeKey: key, event: 'x', userId: 'u', messageId: uuidv7() });

it('asks the database once a second for a key in force, whatever the number of calls, and each time for an unknown one', async () => {
  const { key } = await newKey();
  let now = 1_000;
  const keys = await createWriteKeys(other, () => now);
  statements = 0;
  const found = await Promise.all(Array.from({ length: 50 }, () => keys.workspaceOf(key)));
  expect(new Set(found).size).toBe(1);
  expect(await keys.workspaceOf(key)).toBe(found[0]);
  // One reads, one notes when the key was last used.
  expect(statements).toBe(2);
  now += 1_000;
  expect(await keys.workspaceOf(key)).toBe(found[0]);
  expect(statements).toBe(3);
  expect(await keys.workspaceOf('wk_unknown')).toBeNull();
  expect(await keys.workspaceOf('wk_unknown')).toBeNull();
  expect(statements).toBe(5);
  await keys.stop();
});

it('a revoked key stops at once in every process', async () => {
  const { id, key } = await newKey();
  const keys = await createWriteKeys(other, () => 1_000);
  expect(await keys.workspaceOf(key)).toMatch(/-/);
  expect((await track(key)).status).toBe(200);
  await revoke(id);
  // The clock of the other process stands still: only the word of the revocation can make it forget.
  await eventually(
    async () => keys.workspaceOf(key),
    (found) => found === null,
    1_000,
  );
  expect((await track(key)).body.code).toBe('write-key-unknown');
  await keys.stop();
});

it('a revoked key stops within a second in a process that hears nothing', async () => {
  const { id, key } = await newKey();
  let now = 5_000;
  const deaf = { asSystem: other.asSystem, listen: async () => async () => undefined };
  const keys = await createWriteKeys(deaf, () => now);
  expect(await keys.workspaceOf(key)).toMatch(/-/);
  await revoke(id);
  now += 999;
  expect(await keys.workspaceOf(key)).toMatch(/-/);
  now += 1;
  expect(await keys.workspaceOf(key)).toBeNull();
});
