import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OWNER, startTestApi, type TestApi } from '../testing/api-server.ts';

describe('set-up and sign-in', () => {
  let api: TestApi;
  let cookie = '';
  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.close());

  it('says that nobody is here yet', async () => {
    const { status, body } = await api.call('GET', '/api/session');
    expect(status).toBe(200);
    expect(body).toEqual({ user: null, workspaces: [], firstRun: true, setupNeedsToken: false });
  });

  it('names each field that is wrong', async () => {
    const { status, body, headers } = await api.call('POST', '/api/setup', {
      ...OWNER,
      email: 'nobody',
      password: 'short',
    });
    expect(status).toBe(400);
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(body).toMatchObject({ code: 'invalid-input', status: 400, type: 'urn:trellis:problem:invalid-input' });
    expect(body.fields.map(({ path }: { path: string[] }) => path[0])).toEqual(['email', 'password']);
  });

  it('makes one owner out of ten set-ups at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        api.call('POST', '/api/setup', { ...OWNER, email: `n${n}@brightwater.example` }),
      ),
    );
    const [made, ...others] = answers.sort((a, b) => a.status - b.status);
    expect(made?.status).toBe(200);
    expect(others.map(({ status, body }) => [status, body.code])).toEqual(
      Array.from({ length: 9 }, () => [409, 'already-set-up']),
    );
    const [workspace] = made?.body.workspaces ?? [];
    expect(workspace).toMatchObject({ name: 'Brightwater', role: 'owner', sandbox: true });
    expect(made?.headers.getSetCookie().join()).toMatch(/HttpOnly.*SameSite=Lax/i);
    cookie = made ? api.cookieOf(made) : '';
    const { body } = await api.call('GET', '/api/session', undefined, { cookie });
    expect(body).toMatchObject({ firstRun: false, user: { name: OWNER.name } });
  });

  it('lets the owner in again, and out', async () => {
    const { body: session } = await api.call('GET', '/api/session', undefined, { cookie });
    const { email } = session.user;
    const wrong = await api.call('POST', '/api/session', { email, password: 'not the password' });
    expect(wrong.body).toMatchObject({ code: 'wrong-credentials', status: 401, data: { triesLeft: 7 } });
    const right = await api.call('POST', '/api/session', { email, password: OWNER.password, stay: true });
    expect(right.status).toBe(200);
    const own = api.cookieOf(right);
    expect((await api.call('GET', '/api/workspace', undefined, { cookie: own })).body).toMatchObject({
      name: 'Brightwater',
    });
    await api.call('DELETE', '/api/session', undefined, { cookie: own });
    expect((await api.call('GET', '/api/workspace', undefined, { cookie: own })).body).toMatchObject({
      code: 'not-signed-in',
      status: 401,
    });
  });

  it('stops guessing after eight wrong passwords, also for the right one', async () => {
    const email = 'guessed@brightwater.example';
    for (let n = 0; n < 8; n++) await api.call('POST', '/api/session', { email, password: `guess ${n}` });
    const { body } = await api.call('POST', '/api/session', { email, password: 'guess 9' });
    expect(body).toMatchObject({ status: 401, data: { triesLeft: 0 }, detail: expect.stringContaining('15 minutes') });
  });

  it('refuses changes from pages of others, and what is not JSON', async () => {
    const foreign = await api.call(
      'PATCH',
      '/api/workspace',
      { name: 'Mine' },
      { cookie, headers: { origin: 'https://evil.example' } },
    );
    expect(foreign.body).toMatchObject({ code: 'origin-refused', status: 403 });
    const hidden = await fetch(`${api.url}/api/workspace`, {
      method: 'PATCH',
      headers: { cookie, 'content-type': 'application/json' },
      body: '{}',
    });
    expect(hidden.status).toBe(403);
    const form = await api.call('PATCH', '/api/workspace', 'name=Mine', {
      cookie,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(form.body).toMatchObject({ code: 'json-only', status: 415 });
    expect((await api.call('GET', '/api/workspace', undefined, { cookie })).body.name).toBe('Brightwater');
  });

  it('answers an unknown route and a broken body with a problem, never with a stack', async () => {
    const unknown = await api.call('GET', '/api/nothing-here', undefined, { cookie });
    expect(unknown.body).toMatchObject({ code: 'route-unknown', status: 404 });
    const broken = await api.call('PATCH', '/api/workspace', '{"name":', { cookie });
    expect(broken.body).toMatchObject({ code: 'invalid-input', status: 400 });
    expect(JSON.stringify(broken.body)).not.toMatch(/at .*\.ts|node_modules|select /);
    const lacking = await api.call('POST', '/api/workflows', {}, { cookie });
    expect(lacking.body.detail).toBe('name: expected string, found nothing');
    // By this the log is searched.
    const ids = [unknown, broken, lacking].map(({ body }) => body.requestId);
    expect(ids).toEqual(ids.map(() => expect.stringMatching(/^[0-9a-f-]{36}$/)));
    expect(new Set(ids).size).toBe(3);
  });

  it('says what it needs and how it does', async () => {
    expect((await api.call('GET', '/health')).body).toMatchObject({ status: 'ok' });
    expect((await api.call('GET', '/ready')).body).toEqual({ ready: true, checks: { database: true } });
    expect((await api.call('GET', '/metrics')).body).toContain('trellis_http_seconds');
  });
});

describe('set-up on an address others can reach', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi({ settings: { host: '0.0.0.0' } });
  });
  afterAll(() => api.close());

  it('asks for the token printed in the console', async () => {
    expect((await api.call('GET', '/api/session')).body.setupNeedsToken).toBe(true);
    const without = await api.call('POST', '/api/setup', OWNER);
    expect(without.body).toMatchObject({ code: 'setup-token-wrong', status: 403 });
    const withToken = await api.call('POST', '/api/setup', { ...OWNER, token: 'token-of-the-console' });
    expect(withToken.status).toBe(200);
  });
});
