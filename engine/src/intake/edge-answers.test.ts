import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lockLeads } from '../db/queries/run-locks.ts';
import { OWNER, startTestApi, type TestApi } from '../testing/api-server.ts';

describe('what the intake answers at its edges', () => {
  let api: TestApi;
  let key = '';
  let workspaceId = '';
  beforeAll(async () => {
    api = await startTestApi();
    const made = await api.call('POST', '/api/setup', OWNER);
    workspaceId = made.body.workspaces[0].id;
    key = (await api.call('GET', '/api/keys', undefined, { cookie: api.cookieOf(made) })).body.items[0].key;
  });
  afterAll(() => api.close());

  const basic = () => ({ authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` });
  const rows = <Row extends Record<string, unknown>>(query: ReturnType<typeof sql>) =>
    api.db.inWorkspace(workspaceId, (tx) => tx.execute<Row>(query));
  /** Everything an accepted call leaves behind. */
  const stored = async () =>
    (
      await rows(sql`select (select count(*)::int from events) as events, (select count(distinct message_id)::int from events) as ids, (select count(*)::int from leads) as leads,
        (select count(*)::int from lead_identities) as identities, (select count(*)::int from accounts) as accounts, (select count(*)::int from outbox) as owed`)
    )[0];
  const post = async (path: string, body: string | Buffer, headers: Record<string, string> = basic()) => {
    const response = await fetch(`${api.url}${path}`, { method: 'POST', headers, body });
    return { status: response.status, code: ((await response.json()) as { code?: string }).code };
  };

  const track = (properties: string) => `{"event":"x","userId":"u","messageId":"edge","properties":${properties}}`;
  it.each<[string, string | Buffer, number, string]>([
    ['JSON that is cut short', '{"event":"x","userId":"u"', 400, 'body-not-json'],
    ['an empty body', '', 400, 'body-not-json'],
    ['a gzip bomb of 200 MB', gzipSync(Buffer.alloc(200 * 1024 * 1024)), 413, 'body-too-large'],
    ['gzip that is damaged', gzipSync('{"event":"x"}').fill(7, 12), 400, 'body-not-gzip'],
    ['a __proto__ in properties', track('{"__proto__":{"admin":true}}'), 400, 'nothing-accepted'],
    ['a NUL in a text', track('{"a":"x\\u0000y"}'), 400, 'nothing-accepted'],
    ['a NUL in a name of a field', track('{"a\\u0000":1}'), 400, 'nothing-accepted'],
    ['half of a character', track('{"a":"\\udc00"}'), 400, 'nothing-accepted'],
    ['a NUL in the message id', '{"event":"x","userId":"u","messageId":"m\\u0000"}', 400, 'nothing-accepted'],
    ['a NUL in the event name', '{"event":"x\\u0000","userId":"u"}', 400, 'nothing-accepted'],
    ['a NUL in the user id', '{"event":"x","userId":"u\\u0000"}', 400, 'nothing-accepted'],
    ['a number that JSON cannot hold', track('{"a":1e999}'), 400, 'nothing-accepted'],
    ['10,000 levels', track(`${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`), 400, 'nothing-accepted'],
  ])('%s is refused with its code, and nothing of it is stored', async (_name, body, status, code) => {
    const before = await stored();
    expect(await post('/v1/track', body)).toEqual({ status, code });
    expect(await stored()).toEqual(before);
    expect(Object.hasOwn(Object.prototype, 'admin')).toBe(false);
  });

  it('a body of 10 MB is refused before it is read to its end, and the connection closes', async () => {
    const before = await stored();
    const answer = await new Promise<{ status: number; connection: string | undefined; sent: number }>(
      (resolve, reject) => {
        const call = request(`${api.url}/v1/batch`, { method: 'POST', headers: basic(), agent: false }, (response) => {
          response.resume();
          const { statusCode = 0, headers } = response;
          resolve({ status: statusCode, connection: headers.connection, sent: call.socket?.bytesWritten ?? 0 });
        });
        call.on('error', reject);
        const piece = Buffer.alloc(64 * 1024, 'x');
        let left = 160;
        const push = (): void => {
          while (left-- > 0) if (!call.write(piece)) return void call.once('drain', push);
          call.end();
        };
        push();
      },
    );
    expect(answer).toMatchObject({ status: 413, connection: 'close' });
    expect(answer.sent).toBeLessThan(10 * 1024 * 1024);
    expect(await stored()).toEqual(before);
  });

  it('an unknown key and a missing one are refused whatever the body', async () => {
    const before = await stored();
    expect(await post('/v1/track', track('{}'), {})).toEqual({ status: 401, code: 'write-key-missing' });
    expect(await post('/v1/track', track('{}'), { authorization: 'Basic bm9wZTo=' })).toEqual({
      status: 401,
      code: 'write-key-unknown',
    });
    expect(await post('/v1/track', `{"writeKey":"${'x'.repeat(5_000)}","event":"x","userId":"u"}`, {})).toEqual({
      status: 401,
      code: 'write-key-unknown',
    });
    expect(await stored()).toEqual(before);
  });

  it('an event from the year 3000 happened now, one from the year 1 keeps no time before 1970', async () => {
    for (const year of ['3000', '0001'])
      expect(
        await post('/v1/track', `{"event":"${year}","userId":"clock","timestamp":"${year}-01-01T00:00:00Z"}`),
      ).toMatchObject({ status: 200 });
    const found = await rows<{ name: string; late: number; year: number }>(sql`
      select name, extract(epoch from received_at - occurred_at)::float8 as late, extract(year from occurred_at)::int as year from events
      where name in ('3000', '0001') order by name desc`);
    expect(found[0]).toMatchObject({ name: '3000', late: 0 });
    expect(found[1]).toMatchObject({ name: '0001', year: 1970 });
  });

  it('a batch with one poisoned message stores the others once, however often it comes', async () => {
    const body = JSON.stringify({
      batch: [
        { type: 'track', event: 'half', userId: 'half', messageId: 'half-1' },
        { type: 'group', userId: 'half', groupId: 'acme', traits: { name: 'Acme', plan: 'pro' }, messageId: 'half-2' },
        { type: 'group', userId: 'half', messageId: 'half-3' },
        { type: 'alias', userId: 'half', messageId: 'half-4' },
      ],
    });
    const first = await api.call('POST', '/v1/batch', body, { headers: basic() });
    expect(first.body).toMatchObject({ stored: 2, duplicates: 0 });
    expect(first.body.rejected.map(({ index, code }: { index: number; code: string }) => [index, code])).toEqual([
      [2, 'group-missing'],
      [3, 'identity-missing'],
    ]);
    const between = await stored();
    const again = await api.call('POST', '/v1/batch', body, { headers: basic() });
    expect(again.body).toMatchObject({ stored: 0, duplicates: 2 });
    expect(await stored()).toEqual(between);
    const [account] = await rows(
      sql`select a.key, a.name, a.attributes from accounts a join leads l on l.account_id = a.id`,
    );
    expect(account).toEqual({ key: 'acme', name: 'Acme', attributes: { plan: 'pro' } });
    // Conditions read it as `lead.account.plan`.
    const [lead] = await rows<{ id: string }>(sql`select id from leads where account_id is not null`);
    const [snapshot] = await api.db.inWorkspace(workspaceId, (tx) => lockLeads(tx, [lead?.id ?? '']));
    expect(snapshot?.attributes.account).toEqual({ id: 'acme', name: 'Acme', plan: 'pro' });
  });

  it('the same message id with another body counts once and is set aside', async () => {
    expect(await post('/v1/track', track('{"total":1}'))).toMatchObject({ status: 200 });
    const before = await stored();
    const other = await api.call('POST', '/v1/track', track('{"total":2}'), { headers: basic() });
    expect(other.body).toMatchObject({ stored: 0, duplicates: 0, quarantined: 1 });
    expect(await stored()).toEqual(before);
    const [kept] = await rows<{ body: { properties: unknown } }>(
      sql`select body from quarantined_events where message_id = 'edge'`,
    );
    expect(kept?.body.properties).toEqual({ total: 2 });
  });

  it('keeps what it refused for the person who has to mend the sender', async () => {
    const found = await rows<{ source: string; code: string; excerpt: string }>(
      sql`select source, code, excerpt from rejected_events order by id`,
    );
    const codes = new Set(found.map(({ code }) => code));
    for (const code of ['body-not-json', 'body-too-large', 'event-invalid', 'group-missing'])
      expect(codes).toContain(code);
    expect(found.find(({ code }) => code === 'group-missing')).toMatchObject({ source: 'batch' });
    expect(found.some(({ excerpt }) => excerpt.includes('half-3'))).toBe(true);
  });
});
