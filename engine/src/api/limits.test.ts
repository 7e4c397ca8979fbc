import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '../testing/api-server.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({
    settings: { limits: { intakeCalls: 12, intakeRefusals: 3, apiRequests: 6, signIns: 2 } },
  });
});
afterAll(() => api.close());

const codes = async (times: number, method: string, path: string, body?: unknown) => {
  const answers = [];
  for (let n = 0; n < times; n++) answers.push((await api.call(method, path, body)).body.code ?? 'ok');
  return answers;
};

it('an address that guesses keys is told to wait, by a problem that says so', async () => {
  expect(await codes(5, 'POST', '/v1/track', { writeKey: 'guess', event: 'x', userId: 'u' })).toEqual([
    'write-key-unknown',
    'write-key-unknown',
    'write-key-unknown',
    'too-many-requests',
    'too-many-requests',
  ]);
});

it('sign-in has a bound of its own below that of the api', async () => {
  const tries = { email: 'a@x.example', password: 'p' };
  expect(await codes(3, 'POST', '/api/session', tries)).toEqual([
    'wrong-credentials',
    'wrong-credentials',
    'too-many-requests',
  ]);
  expect(await codes(4, 'GET', '/api/session')).toEqual(['ok', 'ok', 'ok', 'too-many-requests']);
});

it('machines that watch are never bounded', async () => {
  expect(await codes(20, 'GET', '/health')).toEqual(Array.from({ length: 20 }, () => 'ok'));
});
