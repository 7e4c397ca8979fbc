import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { OWNER, startTestApi, type TestApi } from '../testing/api-server.ts';

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

it('behind a proxy each address it names is bounded for itself, and a stranger names none', async () => {
  const behind = await startTestApi({ settings: { trustedProxies: 1, limits: { apiRequests: 3, intakeRefusals: 2 } } });
  const statuses = async (server: TestApi, forwarded: string[]) => {
    const answers = [];
    for (const address of forwarded)
      answers.push(
        (await server.call('GET', '/api/session', undefined, { headers: { 'x-forwarded-for': address } })).status,
      );
    return answers;
  };
  try {
    expect(await statuses(behind, ['8.8.8.8', '8.8.8.8', '8.8.8.8', '8.8.8.8', '9.9.9.9'])).toEqual([
      200, 200, 200, 429, 200,
    ]);
    // What the caller itself wrote stands to the left of what the proxy added, and is not believed.
    expect(await statuses(behind, ['1.1.1.1, 8.8.8.8', '9.9.9.9, 7.7.7.7'])).toEqual([429, 200]);
    const guess = (address: string) =>
      behind.call('POST', '/v1/track', { writeKey: 'guess' }, { headers: { 'x-forwarded-for': address } });
    expect([await guess('8.8.8.8'), await guess('8.8.8.8'), await guess('8.8.8.8'), await guess('9.9.9.9')]).toEqual(
      [401, 401, 429, 401].map((status) => expect.objectContaining({ status })),
    );
  } finally {
    await behind.close();
  }
});

it('a header of a stranger gives nobody another address', async () => {
  const alone = await startTestApi({ settings: { limits: { apiRequests: 2 } } });
  const ask = (address: string) =>
    alone.call('GET', '/api/session', undefined, { headers: { 'x-forwarded-for': address } });
  try {
    expect([(await ask('8.8.8.8')).status, (await ask('9.9.9.9')).status, (await ask('7.7.7.7')).status]).toEqual([
      200, 200, 429,
    ]);
  } finally {
    await alone.close();
  }
});

it('a write key is bounded wherever it stands, and all keys of a workspace together', async () => {
  const narrow = await startTestApi({ settings: { limits: { intakeCallsOfKey: 2, intakeCallsOfWorkspace: 3 } } });
  try {
    const cookie = narrow.cookieOf(await narrow.call('POST', '/api/setup', OWNER));
    const keys = [];
    for (const name of ['Site', 'App'])
      keys.push((await narrow.call('POST', '/api/keys', { name }, { cookie })).body.key ?? '');
    const answers = [];
    for (const writeKey of [keys[0], keys[0], keys[0], keys[1], keys[1]])
      answers.push(await narrow.call('POST', '/v1/track', { writeKey, event: 'x', userId: 'u' }));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429, 200, 429]);
    expect(answers.at(-1)).toMatchObject({ body: { code: 'too-many-requests' } });
    expect(answers.at(-1)?.headers.get('retry-after')).toBe('60');
  } finally {
    await narrow.close();
  }
});

it('all forms of a workspace have one bound together, above that of an address', async () => {
  const narrow = await startTestApi({ settings: { limits: { formPostsOfWorkspace: 2 } } });
  try {
    const cookie = narrow.cookieOf(await narrow.call('POST', '/api/setup', OWNER));
    const make = async (name: string): Promise<string> =>
      (await narrow.call('POST', '/api/forms', { name, fields: [{ name: 'mail', to: 'email' }] }, { cookie })).body.id;
    const forms = [await make('One'), await make('Two'), await make('Three')];
    const answers = [];
    // A header that a stranger writes changes nothing, and is no news for the console either.
    const complaints = vi.spyOn(console, 'error');
    const headers = { 'x-forwarded-for': '8.8.8.8' };
    for (const id of forms) answers.push(await narrow.call('POST', `/f/${id}`, { mail: 'ada@x.example' }, { headers }));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(complaints.mock.calls).toEqual([]);
    expect([answers[2]?.body.code, answers[2]?.headers.get('retry-after')]).toEqual(['too-many-requests', '60']);
  } finally {
    vi.restoreAllMocks();
    await narrow.close();
  }
});

it('machines that watch are never bounded', async () => {
  expect(await codes(20, 'GET', '/health')).toEqual(Array.from({ length: 20 }, () => 'ok'));
});
