import type { Condition } from '@trellis/shared/condition/condition.ts';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OWNER, startTestApi, type TestApi } from '../testing/api-server.ts';

const rule = (one: Condition['rules'][number]): Condition => ({ version: 1, combinator: 'and', rules: [one] });

describe('how many leads meet a condition now', () => {
  let api: TestApi;
  let cookie = '';
  beforeAll(async () => {
    api = await startTestApi({ settings: { clockFactor: 1 } });
    cookie = api.cookieOf(await api.call('POST', '/api/setup', OWNER));
    for (const company of ['Lahti', 'Lahti', 'Turku'])
      await api.call('POST', '/api/leads', { email: `${company}${Math.random()}@example.com`, company }, { cookie });
    await api.call('POST', '/api/test-events', { event: 'page', email: 'visitor@example.com' }, { cookie });
  });
  afterAll(() => api.close());
  const ask = async (condition: unknown) => api.call('POST', '/api/conditions/matches', { condition }, { cookie });

  it('is asked of every lead, what their events say included', async () => {
    expect((await ask(rule({ field: 'lead.company', operator: '=', value: 'Lahti' }))).body).toEqual({
      matching: 2,
      of: 4,
      sampled: null,
    });
    const visited = rule({ field: 'history', operator: 'atLeast', value: { event: 'page', times: 1, days: 30 } });
    expect((await ask(visited)).body).toEqual({ matching: 1, of: 4, sampled: null });
  });

  it('counts nobody where the condition asks for what is not known now', async () => {
    expect((await ask(rule({ field: 'event.topic', operator: '=', value: 'x' }))).body).toMatchObject({ matching: 0 });
  });

  it('is reckoned from a sample where there are too many, and says so', async () => {
    const [workspace] = await api.db.asSystem((tx) => tx.execute<{ id: string }>(sql`select id from workspaces`));
    await api.db.inWorkspace(workspace?.id ?? '', (tx) =>
      tx.execute(sql`insert into leads (id, workspace_id, attributes)
        select gen_random_uuid(), ${workspace?.id}::uuid, jsonb_build_object('half', n % 2 = 0) from generate_series(1, 25000) n`),
    );
    const { body } = await ask(rule({ field: 'lead.half', operator: '=', value: true }));
    expect(body).toMatchObject({ of: 25_004, sampled: expect.any(Number) });
    expect(body.sampled).toBeLessThanOrEqual(20_000);
    expect(Math.abs(body.matching - 12_500)).toBeLessThan(1_000);
  });

  it('refuses what is no condition', async () => {
    expect((await ask({ rules: 'all' })).body.code).toBe('invalid-input');
  });
});
