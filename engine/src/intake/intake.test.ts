import { gzipSync } from 'node:zlib';
import { Analytics } from '@segment/analytics-node';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OWNER, startTestApi, type TestApi } from '../testing/api-server.ts';

describe('the intake', () => {
  let api: TestApi;
  let key = '';
  let workspaceId = '';
  let cookie = '';
  beforeAll(async () => {
    api = await startTestApi({ settings: { clockFactor: 1 } });
    const made = await api.call('POST', '/api/setup', OWNER);
    cookie = api.cookieOf(made);
    workspaceId = made.body.workspaces[0].id;
    key = (await api.call('GET', '/api/keys', undefined, { cookie })).body.items[0].key;
  });
  afterAll(() => api.close());

  const basic = () => ({ authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` });
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    api.call('POST', path, body, { headers: { ...basic(), ...headers } });
  const rows = <Row extends Record<string, unknown>>(query: ReturnType<typeof sql>) =>
    api.db.inWorkspace(workspaceId, (tx) => tx.execute<Row>(query));
  const eventsOf = (messageId: string) =>
    rows<{ id: string; lead_id: string; name: string; properties: unknown }>(
      sql`select * from events where message_id = ${messageId}`,
    );

  it('takes what the real client sends, with its lead, and owes one route for each event', async () => {
    const analytics = new Analytics({ writeKey: key, host: api.url, path: '/v1/batch', flushAt: 1, maxRetries: 0 });
    analytics.identify({
      userId: 'crm-1',
      traits: {
        email: 'Aino@Example.com',
        firstName: 'Aino',
        company: { name: 'Lahti' },
        timezone: 'Europe/Helsinki',
        age: 41,
      },
    });
    analytics.track({ userId: 'crm-1', event: 'content.downloaded', properties: { topic: 'field-service' } });
    analytics.page({ userId: 'crm-1', name: 'Pricing', properties: { path: '/pricing' } });
    await analytics.closeAndFlush();
    const found = await rows<{ name: string; lead_id: string; properties: Record<string, unknown> }>(
      sql`select name, lead_id, properties from events order by name`,
    );
    expect(found.map(({ name }) => name)).toEqual(['content.downloaded', 'identify', 'page']);
    expect(new Set(found.map(({ lead_id }) => lead_id)).size).toBe(1);
    expect(found[2]?.properties).toMatchObject({ name: 'Pricing', path: '/pricing' });
    const [lead] = await rows(sql`select email, time_zone, attributes, search from leads`);
    expect(lead).toEqual({
      email: 'Aino@example.com',
      time_zone: 'Europe/Helsinki',
      attributes: { firstName: 'Aino', company: 'Lahti', age: 41 },
      search: 'aino lahti aino@example.com',
    });
    const [owed] = await rows<{ count: number }>(
      sql`select count(*)::int as count from outbox cross join unnest(event_ids) e where kind = 'route' and e in (select id from events)`,
    );
    expect(owed?.count).toBe(3);
  });

  it('reads the body by its bytes: gzip, also called form data, and JSON called text', async () => {
    const packed = (body: unknown) => gzipSync(JSON.stringify(body));
    for (const [n, type] of ['application/json', 'application/x-www-form-urlencoded', 'text/plain'].entries()) {
      const response = await fetch(`${api.url}/v1/track`, {
        method: 'POST',
        headers: { ...basic(), 'content-type': type },
        body: packed({ event: 'packed', userId: 'crm-1', messageId: `packed-${n}` }),
      });
      expect([response.status, await response.json()]).toEqual([
        200,
        { success: true, stored: 1, duplicates: 0, quarantined: 0, rejected: [] },
      ]);
    }
    const plain = await fetch(`${api.url}/v1/track`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: JSON.stringify({ writeKey: key, event: 'plain', userId: 'crm-1' }),
    });
    expect(plain.status).toBe(200);
    expect(plain.headers.get('access-control-allow-origin')).toBe('*');
  });

  it('counts a message once, however often and at once it comes, and sets another body with the same id aside', async () => {
    const message = { event: 'order', userId: 'crm-1', messageId: 'm-46', properties: { total: 12 } };
    const answers = await Promise.all(Array.from({ length: 46 }, () => post('/v1/track', message)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(answers.map(({ body }) => body.stored).reduce((sum: number, stored: number) => sum + stored, 0)).toBe(1);
    expect(await eventsOf('m-46')).toHaveLength(1);
    const other = await post('/v1/track', { ...message, properties: { total: 99 } });
    expect(other.body).toMatchObject({ stored: 0, quarantined: 1 });
    const [kept] = await rows<{ body: { properties: unknown } }>(
      sql`select body from quarantined_events where message_id = 'm-46'`,
    );
    expect(kept?.body.properties).toEqual({ total: 99 });
    const twice = await post('/v1/batch', {
      batch: [
        { type: 'track', ...message, messageId: 'm-47' },
        { type: 'track', ...message, messageId: 'm-47' },
        { type: 'track', ...message, messageId: 'm-47', event: 'x' },
      ],
    });
    expect(twice.body).toMatchObject({ stored: 1, duplicates: 1, quarantined: 1 });
  });

  it('makes one lead of one person, however many calls race to be the first', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        post('/v1/track', { event: 'raced', userId: 'racer', anonymousId: `browser-${n % 4}`, messageId: `race-${n}` }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    const [found] = await rows<{ leads: number; events: number }>(
      sql`select count(distinct lead_id)::int as leads, count(*)::int as events from events where name = 'raced'`,
    );
    expect(found).toEqual({ leads: 1, events: 20 });
    const [orphans] = await rows<{ count: number }>(
      sql`select count(*)::int as count from leads l where not exists (select 1 from lead_identities i where i.lead_id = l.id)`,
    );
    expect(orphans?.count).toBe(0);
  });

  it('takes what it can read of a batch and names the rest', async () => {
    const { status, body } = await post('/v1/batch', {
      batch: [
        { type: 'track', event: 'good', userId: 'crm-1', messageId: 'good-1' },
        { type: 'track', userId: 'crm-1' },
        { type: 'track', event: 'nobody' },
        { type: 'delete', userId: 'a' },
        'text',
        { type: 'track', event: 'big', userId: 'crm-1', properties: { text: 'x'.repeat(40_000) } },
        { type: 'track', event: 'nul', userId: 'crm-1', properties: { text: 'a\u0000b' } },
      ],
    });
    expect(status).toBe(200);
    expect(body.stored).toBe(1);
    expect(body.rejected.map(({ index, code }: { index: number; code: string }) => [index, code])).toEqual([
      [1, 'event-name-missing'],
      [2, 'identity-missing'],
      [3, 'type-not-supported'],
      [4, 'type-not-supported'],
      [5, 'event-too-large'],
      [6, 'event-invalid'],
    ]);
  });

  it('refuses what is poisoned, deep, bombed, cut short or not JSON, with a sentence and without harm', async () => {
    const deep = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`;
    const cases: [string | Buffer, number, string][] = [
      [`{"event":"x","userId":"u","properties":${deep}}`, 400, 'nothing-accepted'],
      ['{"event":"x","userId":"u","properties":{"__proto__":{"admin":true}}}', 400, 'nothing-accepted'],
      ['{"event":"x","userId":"u","properties":{"a":"\\ud800"}}', 400, 'nothing-accepted'],
      [gzipSync(Buffer.alloc(50 * 1024 * 1024)), 413, 'body-too-large'],
      [gzipSync('{"event":"x"}').subarray(0, 15), 400, 'body-not-gzip'],
      ['not json', 400, 'body-not-json'],
      ['[1]', 400, 'body-not-object'],
      ['{"batch":"x"}', 400, 'batch-missing'],
      ['x'.repeat(600 * 1024), 413, 'body-too-large'],
    ];
    for (const [body, status, code] of cases) {
      const path = code === 'batch-missing' ? '/v1/batch' : '/v1/track';
      const response = await fetch(`${api.url}${path}`, { method: 'POST', headers: basic(), body });
      const problem = (await response.json()) as { code: string; detail: string };
      expect([response.status, problem.code]).toEqual([status, code]);
      expect(problem.detail.length).toBeGreaterThan(20);
    }
    expect(({} as Record<string, unknown>).admin).toBeUndefined();
  });

  it('asks for a key that is in force', async () => {
    const send = (headers: Record<string, string>) =>
      api.call('POST', '/v1/track', { event: 'x', userId: 'u' }, { headers });
    expect((await send({})).body).toMatchObject({ code: 'write-key-missing', status: 401 });
    expect((await send({ authorization: 'Basic bm9wZTo=' })).body).toMatchObject({
      code: 'write-key-unknown',
      status: 401,
    });
    const made = await api.call('POST', '/api/keys', { name: 'Short-lived' }, { cookie });
    const own = { authorization: `Basic ${Buffer.from(`${made.body.key}:`).toString('base64')}` };
    expect((await send(own)).status).toBe(200);
    await api.call('DELETE', `/api/keys/${made.body.id}`, undefined, { cookie });
    expect((await send(own)).body).toMatchObject({ code: 'write-key-unknown' });
  });

  it('keeps an event of a clock three years off in the past, and corrects it by when it was sent', async () => {
    const threeYears = 3 * 365 * 24 * 3600 * 1000;
    const wrong = Date.now() + threeYears;
    await post('/v1/track', {
      event: 'future',
      userId: 'crm-1',
      messageId: 'future',
      timestamp: new Date(wrong).toISOString(),
    });
    await post('/v1/track', {
      event: 'off',
      userId: 'crm-1',
      messageId: 'off',
      timestamp: new Date(wrong - 2_000).toISOString(),
      sentAt: new Date(wrong).toISOString(),
    });
    const found = await rows<{ message_id: string; late: number }>(
      sql`select message_id, (extract(epoch from received_at - occurred_at))::float8 as late from events where message_id in ('future', 'off')`,
    );
    const late = Object.fromEntries(found.map(({ message_id, late }) => [message_id, late]));
    expect(late.future).toBe(0);
    expect(Math.abs((late.off ?? 0) - 2)).toBeLessThan(0.5);
  });
});
