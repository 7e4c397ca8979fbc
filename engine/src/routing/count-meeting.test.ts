import type { Condition } from '@trellis/shared/condition/condition.ts';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sampleLeads } from '../db/queries/matching.ts';
import { createStage, type Stage } from '../testing/stage.ts';
import { countMeeting } from './count-meeting.ts';

let stage: Stage;
const statements: string[] = [];
beforeAll(async () => {
  stage = await createStage({ onStatement: (text) => void (text.startsWith('select') && statements.push(text)) });
  for (const user of ['a', 'b', 'c']) {
    await stage.track({ user, name: 'page' });
    if (user !== 'c') await stage.track({ user, name: 'pricing.viewed' });
    if (user === 'a') await stage.track({ user, name: 'pricing.viewed', properties: { seconds: 40 } });
  }
  // Enough for several batches, beside those with events.
  await stage.db.inWorkspace(stage.workspaceId, (tx) =>
    tx.execute(sql`insert into leads (id, workspace_id, attributes)
      select gen_random_uuid(), ${stage.workspaceId}::uuid, jsonb_build_object('plan', case when n % 4 = 0 then 'pro' else 'free' end)
      from generate_series(1, 1200) n`),
  );
}, 60_000);
afterAll(() => stage?.close());

const rule = (...rules: Condition['rules']): Condition => ({ version: 1, combinator: 'and', rules });
const viewed = (times: number, where?: Condition) =>
  rule({
    field: 'history',
    operator: 'atLeast',
    value: { event: 'pricing.viewed', times, ...(where ? { where } : {}) },
  });

const count = (condition: Condition) =>
  stage.db.inWorkspace(stage.workspaceId, async (tx) => {
    const leads = await sampleLeads(tx, { share: 1, limit: 5_000 });
    const world = {
      now: Date.now() + 1_000,
      clockFactor: 1,
      runId: '',
      trigger: null,
      blocked: {},
      workspaceTimeZone: 'UTC',
    };
    statements.length = 0;
    return countMeeting(tx, leads, world, condition);
  });

it('counts by what is known of the leads without a statement', async () => {
  expect(await count(rule({ field: 'lead.plan', operator: '=', value: 'pro' }))).toBe(300);
  expect(statements).toEqual([]);
});

it('counts by their events with one statement for some hundreds of leads', async () => {
  expect(await count(viewed(1))).toBe(2);
  expect(statements).toHaveLength(3);
  expect(await count(viewed(2))).toBe(1);
  expect(await count(viewed(1, rule({ field: 'event.properties.seconds', operator: '>', value: 30 })))).toBe(1);
});
