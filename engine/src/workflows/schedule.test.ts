import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readScheduled } from '../db/queries/scheduled-publishes.ts';
import { readWorkflow, updateDraft } from '../db/queries/workflows.ts';
import { scanOnce } from '../routing/scans/scanner.ts';
import { clickFlow, Moving } from '../testing/moving.ts';
import { publishScheduled, schedulePublish, unschedulePublish } from './schedule.ts';

let moving: Moving;
beforeAll(async () => {
  moving = await Moving.create();
}, 60_000);
afterAll(() => moving?.stage.close());
beforeEach(() => moving.fresh());

const inTx: Moving['hand']['inWorkspace'] = (work) => moving.hand.inWorkspace(work);
const later = () => new Date(Date.now() + 3_600_000).toISOString();
const workflow = async () => {
  const found = await inTx((tx) => readWorkflow(tx, moving.workflowId));
  if (!found) throw new Error('The workflow is gone.');
  return found;
};
/** Saves a draft; answers its revision. */
async function draft(graph = clickFlow(3)): Promise<number> {
  const { revision } = await workflow();
  const saved = await inTx((tx) =>
    updateDraft(tx, { id: moving.workflowId, draft: graph, baseRevision: revision, savedBy: 'ann' }),
  );
  return saved?.revision ?? 0;
}
const schedule = (revision: number, more: Partial<Parameters<typeof schedulePublish>[2]> = {}) =>
  inTx((tx) =>
    schedulePublish(tx, moving.stage.services, {
      workflowId: moving.workflowId,
      revision,
      at: later(),
      actor: 'ann',
      actorName: 'Ann',
      ...more,
    }),
  );
/** Its time has come, and any process looks. */
async function timeComes(): Promise<void> {
  await inTx((tx) => tx.execute(sql`update scans set due_at = now() - interval '1 second' where kind = 'publish'`));
  await scanOnce({
    db: moving.stage.db,
    publish: async (tx, workflowId) => (await publishScheduled(tx, moving.stage.services, workflowId))?.kind !== 'busy',
    onError: (error) => expect(error).toBeUndefined(),
  });
}
const kept = () => inTx((tx) => readScheduled(tx, moving.workflowId));

describe('a scheduled publish', () => {
  it('publishes the draft of the moment it was scheduled, whatever was saved since, with its moves', async () => {
    const run = await moving.waiting();
    const revision = await draft(clickFlow(3));
    const at = later();
    expect(await schedule(revision, { at, moves: moving.all('now') })).toEqual({ kind: 'scheduled', at });
    await draft(clickFlow(9));
    const [due] = await inTx((tx) =>
      tx.execute<{ n: number }>(sql`select count(*)::int as n from scans where kind = 'publish' and due_at > now()`),
    );
    expect(due?.n).toBe(1);
    await timeComes();
    const { currentVersionId, draft: saved } = await workflow();
    const [version] = await inTx((tx) =>
      tx.execute<{ number: number; days: number; by: string }>(
        sql`select number, (plan #>> '{nodes,n2,config,giveUpAfter,amount}')::int as days, published_by as by from workflow_versions where id = ${currentVersionId}`,
      ),
    );
    expect(version).toEqual({ number: 2, days: 3, by: 'ann' });
    expect(saved.nodes.find(({ id }) => id === 'n2')?.config).toMatchObject({ giveUpAfter: { amount: 9 } });
    const [move] = await inTx((tx) =>
      tx.execute<{ id: string }>(sql`select id from moves where workflow_id = ${moving.workflowId}`),
    );
    expect(await moving.moveOf(move?.id ?? '')).toMatchObject({ status: 'waiting', total: 1, actorName: 'Ann' });
    expect((await moving.rowOf(run)).version).toBe(1);
    expect(await kept()).toBeNull();
    expect(await inTx((tx) => tx.execute(sql`select 1 from scans where kind = 'publish'`))).toEqual([]);
  });

  it('that cannot be published any more is kept with the reason, and not tried again by itself', async () => {
    const run = await moving.waiting();
    const revision = await draft(clickFlow(3));
    await schedule(revision, { moves: { choices: [{ versionId: moving.versionId, nodeId: 'n2', choice: 'now' }] } });
    await inTx((tx) =>
      tx.execute(
        sql`update scheduled_publishes set graph = jsonb_set(graph, '{edges}', '[]') where workflow_id = ${moving.workflowId}`,
      ),
    );
    await timeComes();
    expect((await kept())?.failed).toMatch(/^It has problems that block publishing: /);
    await timeComes();
    expect((await workflow()).currentVersionId).toBe(moving.versionId);
    expect((await moving.rowOf(run)).version).toBe(1);
    await schedule(await draft(clickFlow(2)));
    expect((await kept())?.failed).toBeNull();
  });

  it('is taken away by a person, or replaced by another time', async () => {
    await schedule(await draft());
    await schedule(await draft(clickFlow(2)));
    const scans = await inTx((tx) =>
      tx.execute(sql`select 1 from scans where kind = 'publish' and subject_id = ${moving.workflowId}`),
    );
    expect(scans).toHaveLength(1);
    const away = () => inTx((tx) => unschedulePublish(tx, moving.workflowId, 'ann'));
    expect([await away(), await away()]).toEqual([true, false]);
    await timeComes();
    expect((await workflow()).currentVersionId).toBe(moving.versionId);
  });

  it('is refused where the time is over, the draft has changed or has problems, or a choice cannot be made', async () => {
    const revision = await draft();
    expect(await schedule(revision, { at: new Date(Date.now() - 1_000).toISOString() })).toEqual({ kind: 'time-past' });
    expect((await schedule(revision - 1)).kind).toBe('draft-changed');
    const choices = [{ versionId: moving.versionId, nodeId: 'nowhere', choice: 'now' as const }];
    expect((await schedule(revision, { moves: { choices } })).kind).toBe('bad-choice');
    expect((await schedule(await draft({ ...clickFlow(3), edges: [] }))).kind).toBe('not-publishable');
    expect(await kept()).toBeNull();
  });
});
