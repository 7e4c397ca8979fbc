import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CLONED, cloneRuns } from '../testing/clone-runs.ts';
import { findViolations } from '../testing/invariants.ts';
import { clickFlow, Moving } from '../testing/moving.ts';
import { workOnce } from '../testing/republish.ts';
import { letGo, settle } from '../testing/settle.ts';
import { readCohorts } from '../workflows/cohorts.ts';

// How long it took is printed for people; on two processors that nobody else uses it is about a minute.
const MINUTE = 60_000;
const OVER = 4_000;
const EARLIER = 2_000;
const UNAFFECTED = 4_000;
const TOTAL = OVER + EARLIER + UNAFFECTED;
const BATCH = 1_000;

const statements: string[] = [];
let moving: Moving;
beforeAll(async () => {
  moving = await Moving.create({ onStatement: (text) => statements.push(text) });
  await moving.fresh();
}, MINUTE);
afterAll(() => moving?.stage.close());

it(
  '10,000 waiting runs are previewed in a moment and moved one transaction each; who is not concerned is not called',
  async () => {
    const { hand, stage, workflowId, versionId } = moving;
    const [over, further] = [await moving.waiting(), await moving.waiting()];
    await hand.send('lead1', 'email.clicked');
    await settle(stage, hand);
    await moving.after(50);
    const earlier = await moving.waiting();
    await moving.after(80);
    expect((await moving.rowOf(further)).at).toBe('waiting n4');
    const inTx: typeof hand.inWorkspace = (work) => hand.inWorkspace(work);
    for (const [run, count] of [
      [over, OVER - 1],
      [earlier, EARLIER - 1],
      [further, UNAFFECTED - 1],
    ] as const)
      for (let made = 0; made < count; made += BATCH)
        await inTx((tx) => cloneRuns(tx, run, Math.min(BATCH, count - made)));
    await inTx((tx) => tx.execute(sql`delete from outbox`));

    const { plan } = await moving.stage.publish(clickFlow(3), 'Elsewhere');
    const begun = performance.now();
    const cohorts = await inTx((tx) => readCohorts(tx, stage.services.decide, { workflowId, except: null, to: plan }));
    const previewed = performance.now() - begun;
    expect(cohorts.map(({ node, leads, effect, suggested }) => [node.id, leads, effect, suggested])).toEqual([
      ['n2', OVER + EARLIER, `${OVER} have waited over 3 days: they time out at once, spread over 1 h`, 'now'],
      ['n4', UNAFFECTED, 'Nothing changes for them', 'stay'],
    ]);

    const choices = ['n2', 'n4'].map((nodeId) => ({ versionId, nodeId, choice: 'now' as const }));
    const { moveId } = await moving.publish(clickFlow(3), { choices, spreadMinutes: 60 });
    await inTx((tx) => tx.execute(sql`delete from outbox`));
    statements.length = 0;
    const start = performance.now();
    while ((await workOnce(stage, moveId ?? '')) > 0);
    const took = performance.now() - start;
    expect(await moving.moveOf(moveId ?? '')).toMatchObject({
      status: 'done',
      total: TOTAL,
      moved: TOTAL,
      refused: {},
    });

    const own = statements.filter((text) => !/^(begin|commit|savepoint|select set_config)/i.test(text.trim())).length;
    const commits = statements.filter((text) => /^commit/i.test(text.trim())).length;
    process.stdout.write(
      `10,000 runs: previewed in ${Math.round(previewed)} ms, moved in ${Math.round(took / 1000)} s, ${(own / TOTAL).toFixed(1)} statements and ${(commits / TOTAL).toFixed(2)} commits a run\n`,
    );
    expect(previewed).toBeLessThan(5_000);
    expect(own / TOTAL).toBeLessThan(11);
    expect(commits).toBeLessThan(TOTAL * 1.1);
    expect(took).toBeLessThan(10 * MINUTE);

    const owed = await inTx((tx) =>
      tx.execute<{ at: string; n: number; late: number; runs: number }>(sql`
        select r.state #>> '{tokens,0,node}' as at, count(*)::int as n, count(*) filter (where o.due_at > x.at + interval '1 second')::int as late, count(distinct o.subject_id)::int as runs
        from outbox o join runs r on r.id = o.subject_id join move_runs x on x.run_id = r.id where o.kind = 'wake' group by 1`),
    );
    expect(owed.map(({ at, n, runs }) => [at, n, runs])).toEqual([['n2', OVER + EARLIER, OVER + EARLIER]]);
    expect(owed[0]?.late).toBeGreaterThan(OVER * 0.95);
    expect(owed[0]?.late).toBeLessThanOrEqual(OVER);

    await inTx((tx) => tx.execute(sql`delete from outbox where kind = 'move'`));
    const arrived = (id: string) => (id.startsWith(CLONED) ? 1 : hand.sink.count(id));
    const soundly = async () => {
      const found = await findViolations({ db: stage.db, workspaceId: stage.workspaceId, arrived });
      expect(found.filter((text) => !text.startsWith('the outbox still owes a wake'))).toEqual([]);
    };
    await soundly();
    // Some of them go on, as the dispatcher would let them.
    await moving.after(82);
    const some = await inTx((tx) =>
      tx.execute<{ id: string }>(
        sql`select o.subject_id as id from outbox o where o.kind = 'wake' order by o.id limit 100`,
      ),
    );
    for (const { id } of some) await letGo(hand, id);
    const twice = await inTx((tx) =>
      tx.execute(sql`select run_id, node from sends group by run_id, node having count(*) > 1`),
    );
    expect(twice).toEqual([]);
    await soundly();
  },
  20 * MINUTE,
);
