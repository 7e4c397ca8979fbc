import type { Graph } from '@trellis/shared/graph/graph.ts';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clickFlow, Moving, NEW_MAIL } from '../testing/moving.ts';
import { workAll, workOnce } from '../testing/republish.ts';
import { letGo, settle } from '../testing/settle.ts';
import type { Stage } from '../testing/stage.ts';
import { judgeHealth } from './canary.ts';
import { cancelMove, rollBackMove } from './moves.ts';

let moving: Moving;
beforeAll(async () => {
  moving = await Moving.create();
}, 60_000);
afterAll(() => moving?.stage.close());
beforeEach(() => moving.fresh());

const waiting = () => moving.waiting();
const after = (hours: number) => moving.after(hours);
const all: Moving['all'] = (...choice) => moving.all(...choice);
const moveOf = (id: string) => moving.moveOf(id);
const rowOf = (run: string) => moving.rowOf(run);
const owed = () => moving.owed();
const logOf = (run: string) => moving.logOf(run);
const sound = () => moving.sound();

describe('a move', () => {
  it('goes on after a death between two runs, and moves none twice', async () => {
    const runs = [await waiting(), await waiting(), await waiting()];
    const { moveId } = await moving.publish(clickFlow(3), all('now'));
    let treated = 0;
    const dying: Stage['db']['inWorkspace'] = (workspaceId, task) =>
      moving.stage.db.inWorkspace(workspaceId, async (tx) => {
        const answer = await task(tx);
        if (++treated === 3) throw new Error('killed');
        return answer;
      });
    await expect(workOnce(moving.stage, moveId ?? '', { inWorkspace: dying })).rejects.toThrow('killed');
    expect(await moveOf(moveId ?? '')).toMatchObject({ status: 'moving', moved: 1 });
    await Promise.all([workOnce(moving.stage, moveId ?? ''), workOnce(moving.stage, moveId ?? '')]);
    expect(await moveOf(moveId ?? '')).toMatchObject({ status: 'done', moved: 3 });
    for (const run of runs) expect((await logOf(run)).filter((text) => text.includes('Moved to v2'))).toHaveLength(1);
    const [audit] = await moving.hand.inWorkspace((tx) =>
      tx.execute<{ n: number }>(
        sql`select count(*)::int as n from audit_log where action = 'run.migrate' and actor = 'ann' and change ->> 'move' = ${moveId}`,
      ),
    );
    expect(audit?.n).toBe(3);
    await sound();
  });

  it('that is cancelled leaves those that were to move later where they are', async () => {
    const run = await waiting();
    const { moveId } = await moving.publish(clickFlow(3), all('next-step'));
    await workAll(moving.stage, moveId ?? '');
    await moving.hand.inWorkspace((tx) => cancelMove(tx, moveId ?? '', 'ann'));
    await after(97);
    await letGo(moving.hand, run);
    expect(await rowOf(run)).toMatchObject({ version: 1 });
    expect(await moveOf(moveId ?? '')).toMatchObject({ status: 'cancelled', atNextStep: 0, refused: { cancelled: 1 } });
    await sound();
  });

  it('that is rolled back returns runs to their version and wait, but not who has gone on since', async () => {
    const [back, gone] = [await waiting(), await waiting()];
    const { moveId } = await moving.publish(clickFlow(6), all('now'));
    await workAll(moving.stage, moveId ?? '');
    await moving.hand.send(`lead${moving.users - 1}`, 'email.clicked');
    await settle(moving.stage, moving.hand);
    expect(await rowOf(gone)).toMatchObject({ version: 2, at: 'waiting n4' });
    expect(await moving.hand.inWorkspace((tx) => rollBackMove(tx, moveId ?? '', 'ann'))).toEqual({ kind: 'done' });
    await workAll(moving.stage, moveId ?? '');
    expect(await moveOf(moveId ?? '')).toMatchObject({ status: 'rolled-back', moved: 2, movedBack: 1 });
    expect(await rowOf(back)).toMatchObject({ version: 1, at: 'waiting n2', hours: 96 });
    expect(await rowOf(gone)).toMatchObject({ version: 2 });
    expect((await owed()).map(({ run }) => run)).toEqual([back]);
    expect((await logOf(back)).at(-1)).toBe('control n2 : Moved back to v1 by Ann');
    await after(97);
    await letGo(moving.hand, back);
    expect(await rowOf(back)).toMatchObject({ version: 1, at: 'waiting n4' });
    await sound();
  });

  it('is not rolled back while it moves', async () => {
    await waiting();
    const { moveId } = await moving.publish(clickFlow(3), all('now'));
    expect(await moving.hand.inWorkspace((tx) => rollBackMove(tx, moveId ?? '', 'ann'))).toEqual({
      kind: 'still-moving',
    });
  });
});

describe('a canary', () => {
  const canary = { percent: 34, minutes: 10 };
  const begin = async (graph: Graph) => {
    const runs = [await waiting(), await waiting(), await waiting()];
    await after(80);
    const { moveId } = await moving.publish(graph, all('now', { canary }));
    await workAll(moving.stage, moveId ?? '');
    return { runs, id: moveId ?? '' };
  };
  const timeOver = () => moving.hand.inWorkspace((tx) => tx.execute(sql`update moves set goes_on_at = now()`));

  it('moves its share first, is watched, and then moves the rest', async () => {
    const { id } = await begin(clickFlow(3));
    expect(await moveOf(id)).toMatchObject({ status: 'watching', total: 3, moved: 2 });
    expect((await moveOf(id))?.canary?.goesOnAt).not.toBeNull();
    await workOnce(moving.stage, id);
    expect(await moveOf(id)).toMatchObject({ status: 'watching', moved: 2 });
    await timeOver();
    await workAll(moving.stage, id);
    expect(await moveOf(id)).toMatchObject({ status: 'done', moved: 3 });
    await sound();
  });

  it('does not stop for an address that is dead: that lies with the lead', async () => {
    const { id, runs } = await begin(clickFlow(3, NEW_MAIL));
    for (const run of runs)
      if ((await rowOf(run)).version === 2) await moving.hand.call(run, { fate: { fortune: 'hard-bounce' } });
    const failed = await moving.hand.inWorkspace((tx) =>
      tx.execute(
        sql`select 1 from effects where state = 'failed' and run_id in (select run_id from move_runs where move_id = ${id})`,
      ),
    );
    expect(failed).toHaveLength(2);
    await workOnce(moving.stage, id);
    expect(await moveOf(id)).toMatchObject({ status: 'watching', stopped: null });
  });

  it('stops by itself when a send of a moved run fails, and says why', async () => {
    const { id, runs } = await begin(clickFlow(3, NEW_MAIL));
    for (const run of runs)
      if ((await rowOf(run))?.version === 2) await moving.hand.call(run, { fate: { fortune: 'fail-before-gate' } });
    await workOnce(moving.stage, id);
    expect(await moveOf(id)).toMatchObject({ status: 'cancelled', moved: 2, refused: { cancelled: 1 } });
    expect((await moveOf(id))?.stopped).toBe('Of the 2 moved, 2 had a send that failed.');
  });
});

describe('drop-off among the moved', () => {
  const fine = { moved: 100, failedSends: 0, parked: 0, leftEarly: 0, pending: 100, pendingLeftEarly: 0 };
  it.each([
    ['no more than among the others is none', { leftEarly: 20, pendingLeftEarly: 15 }, null],
    ['twice as much, but hardly more, is none', { leftEarly: 9, pendingLeftEarly: 4 }, null],
    ['one or two are chance', { moved: 4, leftEarly: 2 }, null],
    [
      'much more than among the others is a jump',
      { leftEarly: 20, pendingLeftEarly: 5 },
      /Drop-off jumped: 20 % .* 5 %/,
    ],
    ['a run that was parked stops it as well', { parked: 1 }, /came to a step that failed/],
    ['so does a send that failed', { failedSends: 1 }, /a send that failed/],
  ])('%s', (_, health, expected) => {
    const said = judgeHealth({ ...fine, ...health });
    if (expected === null) expect(said).toBeNull();
    else expect(said).toMatch(expected);
  });
});
