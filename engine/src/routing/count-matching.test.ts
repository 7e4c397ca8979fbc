import type { Condition } from '@trellis/shared/condition/condition.ts';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createStage, type Stage } from '../testing/stage.ts';
import { countMatching } from './count-matching.ts';

let stage: Stage;
const LEADS = 1_203;
beforeAll(async () => {
  stage = await createStage();
  for (const user of ['a', 'b', 'c']) {
    await stage.track({ user, name: 'page' });
    if (user !== 'c') await stage.track({ user, name: 'pricing.viewed' });
    if (user === 'a') await stage.track({ user, name: 'pricing.viewed', properties: { seconds: 40 } });
  }
  // Enough for several batches, beside those with events.
  await stage.db.inWorkspace(stage.workspaceId, (tx) =>
    tx.execute(sql`insert into leads (id, workspace_id, attributes)
      select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, ${stage.workspaceId}::uuid, jsonb_build_object('plan', case when n % 4 = 0 then 'pro' else 'free' end)
      from generate_series(1, 1200) n`),
  );
}, 60_000);
afterAll(() => stage?.close());

const rule = (...rules: Condition['rules']): Condition => ({ version: 1, combinator: 'and', rules });
const count = (condition: Condition, options?: { patienceMs: number }) =>
  stage.db.inWorkspace(stage.workspaceId, (tx) => countMatching(tx, condition, options));

it('counts all leads by what is known of them', async () => {
  expect(await count(rule({ field: 'lead.plan', operator: '=', value: 'pro' }))).toEqual({
    matching: 300,
    looked: LEADS,
    total: LEADS,
  });
});

it('counts by events too, read for many leads at once', async () => {
  const viewed = (times: number, where?: Condition) =>
    rule({
      field: 'history',
      operator: 'atLeast',
      value: { event: 'pricing.viewed', times, ...(where ? { where } : {}) },
    });
  expect((await count(viewed(1))).matching).toBe(2);
  expect((await count(viewed(2))).matching).toBe(1);
  const long = rule({ field: 'event.properties.seconds', operator: '>', value: 30 });
  expect((await count(viewed(1, long))).matching).toBe(1);
});

it('says how many it asked where time was too short for all', async () => {
  const { looked, total } = await count(rule({ field: 'lead.plan', operator: '=', value: 'pro' }), { patienceMs: 0 });
  expect({ looked, total }).toEqual({ looked: 500, total: LEADS });
});
