import { sql } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OWNER, startTestApi, type TestApi } from '../testing/api-server.ts';

describe('the events of a workspace', () => {
  let api: TestApi;
  let cookie = '';
  let headers: Record<string, string> = {};
  let workspaceId = '';
  beforeAll(async () => {
    api = await startTestApi();
    const made = await api.call('POST', '/api/setup', OWNER);
    cookie = api.cookieOf(made);
    workspaceId = made.body.workspaces[0].id;
    const { key } = (await api.call('GET', '/api/keys', undefined, { cookie })).body.items[0];
    headers = { authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` };
    for (let n = 0; n < 7; n++)
      await api.call(
        'POST',
        '/v1/track',
        { event: n % 2 ? 'odd' : 'even', userId: `u${n % 3}`, messageId: `e${n}`, properties: { n } },
        { headers },
      );
    await api.call(
      'POST',
      '/v1/track',
      { event: 'even', userId: 'u0', messageId: 'e0', properties: { n: 'other' } },
      { headers },
    );
    await api.call('POST', '/v1/track', { userId: 'u0' }, { headers });
    await api.call('POST', '/v1/track', 'not json', { headers });
  });
  afterAll(() => api.close());

  /** All pages of a list, walked by its cursor. */
  async function walk(path: string, query = ''): Promise<Record<string, unknown>[]> {
    const items: Record<string, unknown>[] = [];
    for (let cursor = ''; ; ) {
      const { status, body } = await api.call(
        'GET',
        `/api/events${path}?limit=2${query}${cursor && `&cursor=${cursor}`}`,
        undefined,
        { cookie },
      );
      expect(status).toBe(200);
      items.push(...body.items);
      if (!body.nextCursor) return items;
      cursor = body.nextCursor;
    }
  }
  const leadIdOf = (item: Record<string, unknown> | undefined) => (item?.lead as { id: string } | undefined)?.id ?? '';
  const numbers = (items: Record<string, unknown>[]) => items.map(({ properties }) => (properties as { n: number }).n);

  it('are listed newest first, page by page, by name and by lead', async () => {
    const all = await walk('');
    expect(numbers(all)).toEqual([6, 5, 4, 3, 2, 1, 0]);
    expect(all[0]).toMatchObject({
      what: 'received',
      name: 'even',
      source: 'track',
      routed: false,
      started: [],
      missed: 0,
    });
    expect(numbers(await walk('', '&name=odd'))).toEqual([5, 3, 1]);
    const id = leadIdOf(all[0]);
    expect(numbers(await walk('', `&leadId=${id}`))).toEqual([6, 3, 0]);
    const one = await api.call('GET', `/api/events/${all[0]?.id}`, undefined, { cookie });
    expect(one.body).toMatchObject({ id: all[0]?.id, properties: { n: 6 } });
    expect((await api.call('GET', `/api/events/${uuidv7()}`, undefined, { cookie })).status).toBe(404);
  });

  it('that were not taken or set aside are listed with the reason', async () => {
    const rejected = await walk('/rejected');
    expect(rejected.map(({ code, source }) => [code, source])).toEqual([
      ['body-not-json', 'track'],
      ['event-name-missing', 'track'],
      ['message-id-reused', 'track'],
    ]);
    expect(rejected[2]?.excerpt).toContain('other');
    expect((await walk('/rejected', '&code=event-name-missing')).length).toBe(1);
  });

  it('that did not trigger say why', async () => {
    const [event] = await walk('', '&name=odd');
    const leadId = leadIdOf(event);
    const workflowId = uuidv7();
    await api.db.inWorkspace(workspaceId, async (tx) => {
      await tx.execute(sql`insert into workflows (id, workspace_id, name, draft, draft_saved_at, draft_saved_by)
        values (${workflowId}, ${workspaceId}, 'Welcome', '{}', now(), 'test')`);
      for (const code of ['filter', 'already-active', 'only-once'])
        await tx.execute(sql`insert into near_misses (id, workspace_id, lead_id, workflow_id, node, event_id, code, text, at)
          values (${uuidv7()}, ${workspaceId}, ${leadId}, ${workflowId}, 'start', ${event?.id}, ${code}, ${`Because ${code}`}, now())`);
    });
    const missed = await walk('/missed');
    expect(missed.map(({ code }) => code)).toEqual(['only-once', 'already-active', 'filter']);
    expect(missed[0]).toMatchObject({
      workflow: { id: workflowId, name: 'Welcome' },
      event: { id: event?.id, name: 'odd' },
      runId: null,
    });
    expect(await walk('/missed', `&eventId=${event?.id}&code=filter`)).toHaveLength(1);
    expect(await walk('/missed', `&workflowId=${uuidv7()}`)).toEqual([]);
    expect((await walk('', '&name=odd'))[0]).toMatchObject({ missed: 3 });
  });

  it('a cursor that is not ours counts as the beginning', async () => {
    const { status, body } = await api.call('GET', '/api/events?cursor=nonsense&limit=3', undefined, { cookie });
    expect([status, body.items.length]).toEqual([200, 3]);
  });
});
