import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OWNER, startTestApi, type TestApi } from '../testing/api-server.ts';

describe('who an event belongs to', () => {
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

  /** Sends the messages one after the other, answers which lead each went to: A for the first lead seen, B for the next. */
  async function leadsOf(...messages: Record<string, unknown>[]): Promise<string> {
    const letters = new Map<string, string>();
    let word = '';
    for (const message of messages) {
      const messageId = crypto.randomUUID();
      const { email, ...rest } = message;
      await api.call('POST', '/v1/track', {
        writeKey: key,
        event: 'e',
        messageId,
        ...rest,
        ...(email ? { context: { traits: { email } } } : {}),
      });
      const [row] = await api.db.inWorkspace(workspaceId, (tx) =>
        tx.execute<{ lead_id: string }>(sql`select lead_id from events where message_id = ${messageId}`),
      );
      const leadId = row?.lead_id ?? 'none';
      if (!letters.has(leadId)) letters.set(leadId, String.fromCharCode(65 + letters.size));
      word += letters.get(leadId);
    }
    return word;
  }

  it('an anonymous lead becomes known by its first user id, and keeps its history', async () => {
    expect(
      await leadsOf(
        { anonymousId: 'a1' },
        { anonymousId: 'a1', userId: 'u1' },
        { userId: 'u1' },
        { anonymousId: 'a1' },
      ),
    ).toBe('AAAA');
  });

  it('two user ids are two people, also in one browser and with one address', async () => {
    expect(
      await leadsOf({ anonymousId: 'a2', userId: 'u2' }, { anonymousId: 'a2', userId: 'u3' }, { userId: 'u2' }),
    ).toBe('ABA');
    expect(await leadsOf({ userId: 'u4', email: 'team@x.example' }, { userId: 'u5', email: 'team@x.example' })).toBe(
      'AB',
    );
  });

  it('an address finds its lead whatever its case, and a user id joins it', async () => {
    expect(
      await leadsOf(
        { email: 'Kim@x.example' },
        { email: 'kim@X.example' },
        { userId: 'u6', email: 'kim@x.example' },
        { userId: 'u6' },
      ),
    ).toBe('AAAA');
  });

  it('a browser follows the person who identified last', async () => {
    expect(
      await leadsOf(
        { userId: 'u7' },
        { anonymousId: 'a7' },
        { anonymousId: 'a7', userId: 'u7' },
        { anonymousId: 'a7' },
      ),
    ).toBe('ABAA');
  });

  it('another address in the same browser is another person', async () => {
    expect(
      await leadsOf(
        { anonymousId: 'a8', email: 'one@x.example' },
        { anonymousId: 'a8', email: 'two@x.example' },
        { email: 'one@x.example' },
      ),
    ).toBe('ABA');
  });
});
