import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readConfig } from '../config.ts';
import { OWNER, startTestApi, type TestApi } from '../testing/api-server.ts';
import { resetPassword } from './reset-password.ts';

let api: TestApi;
let dir = '';
beforeAll(async () => {
  [api, dir] = await Promise.all([startTestApi(), mkdtemp(join(tmpdir(), 'trellis-reset-'))]);
  await api.call('POST', '/api/setup', OWNER);
});
afterAll(async () => {
  await api?.close();
  await rm(dir, { recursive: true, force: true });
});

async function run(email: string) {
  const lines: string[] = [];
  const config = readConfig({
    DATABASE_URL: api.database.ownerUrl,
    DATABASE_APP_URL: api.database.appUrl,
    DATABASE_SYSTEM_URL: api.database.systemUrl,
    TRELLIS_SECRET: api.services.secret,
    TRELLIS_PUBLIC_URL: api.url,
  });
  const done = await resetPassword(config, { email, dir, write: (line) => lines.push(line) });
  return { done, text: lines.join('\n') };
}

it('prints a link that sets a new password once, and signs out everywhere', async () => {
  const before = api.cookieOf(await api.call('POST', '/api/session', { email: OWNER.email, password: OWNER.password }));
  const { done, text } = await run(` ${OWNER.email.toUpperCase()}`);
  expect(done).toBe(true);
  const [link = ''] = /http\S+/.exec(text) ?? [];
  expect(link).toContain(`${api.url}/reset-password#`);
  const token = link.split('#')[1];
  const newPassword = 'a brand new pass phrase';
  const reset = (again: string) => api.call('POST', '/api/password-resets/use', { token, newPassword: again });
  expect((await reset(newPassword)).status).toBe(200);
  expect((await reset('another one again')).body.code).toBe('reset-invalid');
  const after = await api.call('GET', '/api/account/devices', undefined, { cookie: before });
  expect(after.status).toBe(401);
  expect((await api.call('POST', '/api/session', { email: OWNER.email, password: newPassword })).status).toBe(200);
});

it('says that nobody has such an address, and that a folder holds no account', async () => {
  expect(await run('nobody@x.example')).toEqual({ done: false, text: 'Nobody signs in as nobody@x.example.' });
  const lines: string[] = [];
  const done = await resetPassword(readConfig({}), { email: OWNER.email, dir, write: (line) => lines.push(line) });
  expect([done, lines[0]]).toEqual([false, expect.stringContaining('There is no account yet')]);
});
