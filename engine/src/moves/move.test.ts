import type { MoveOptions } from '@trellis/shared/api/publish-views.ts';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dryReplay } from '../reports/dry-replay.ts';
import { clickFlow, HOUR, Moving, NEW_MAIL } from '../testing/moving.ts';
import { workAll } from '../testing/republish.ts';
import { letGo, settle } from '../testing/settle.ts';

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

const subjectsOf = (run: string) => moving.subjectsOf(run);

/** A dry replay equals the record, through both versions. */
async function replaysAlike(runId: string): Promise<void> {
  const replayed = await moving.hand.inWorkspace((tx) => dryReplay(tx, moving.stage.services, { runId }));
  expect(replayed).toMatchObject({ same: true, reached: 'all' });
}

describe('runs moved now', () => {
  it('keep their time: who waited longer than the new limit goes on at once, the others are only due earlier', async () => {
    const long = await waiting();
    await after(80);
    const young = await waiting();
    await after(90);
    const { moveId } = await moving.publish(clickFlow(3, NEW_MAIL), all('now'));
    await workAll(moving.stage, moveId ?? '');
    expect(await moveOf(moveId ?? '')).toMatchObject({ status: 'done', total: 2, moved: 2, refused: {} });
    expect(await rowOf(young)).toMatchObject({ version: 2, at: 'waiting n2', hours: 80 + 72 });
    expect((await owed()).map(({ run }) => run).sort()).toEqual([long, young].sort());
    expect((await logOf(long)).at(-1)).toBe('control n2 : Moved to v2 by Ann');
    await settle(moving.stage, moving.hand);
    expect(await rowOf(long)).toMatchObject({ version: 2, at: 'waiting n4' });
    await replaysAlike(long);
    expect(await subjectsOf(long)).toEqual(['Hello', 'New']);
    await sound();
  });

  it('nobody is called whose deadline is later, and no run is touched before the publish can no longer be taken back', async () => {
    const run = await waiting();
    const { moveId, takeBackUntil } = await moving.publish(clickFlow(6), all('now'));
    const [row] = await moving.hand.inWorkspace((tx) =>
      tx.execute<{ inMs: number }>(
        sql`select (extract(epoch from due_at - now()) * 1000)::float8 as "inMs" from outbox where kind = 'move'`,
      ),
    );
    expect(row?.inMs).toBeGreaterThan(15_000);
    expect(Date.parse(takeBackUntil ?? '')).toBeGreaterThan(Date.now() + 10_000);
    await workAll(moving.stage, moveId ?? '');
    expect(await owed()).toEqual([]);
    expect(await rowOf(run)).toMatchObject({ version: 2, hours: 144 });
    await sound();
  });

  it('who comes due by it goes on in a turn of its own, and is not called overdue before', async () => {
    const runs = await Promise.all([waiting(), waiting(), waiting()]);
    await after(80);
    const { moveId } = await moving.publish(clickFlow(3), all('now', { spreadMinutes: 60 }));
    await workAll(moving.stage, moveId ?? '');
    const wakes = await owed();
    expect(wakes).toHaveLength(3);
    expect(new Set(wakes.map(({ inMs }) => Math.round(inMs / 1000))).size).toBe(3);
    for (const run of runs) {
      const wake = wakes.find((one) => one.run === run);
      expect(wake?.inMs).toBeLessThan(HOUR);
      expect((await rowOf(run)).due).toBeCloseTo((wake?.inMs ?? 0) / 1000, -1);
      await letGo(moving.hand, run);
      expect(await rowOf(run)).toMatchObject({ at: 'waiting n2' });
    }
    await after(82);
    for (const run of runs) await letGo(moving.hand, run);
    for (const run of runs) expect(await rowOf(run)).toMatchObject({ version: 2, at: 'waiting n4' });
    await sound();
  });

  it.each(['claimed', 'in-gate', 'transmitting'] as const)(
    'whose mail is under way (%s) are moved when it has gone out, once',
    async (moment) => {
      const run = await moving.entered();
      await moving.hand.call(run, { place: 'local' });
      let moveId = '';
      const move = async () => {
        moveId = await moving.moved(clickFlow(3), all('now', {}, 'n1'));
      };
      await moving.hand.call(run, { at: { [moment]: move } });
      await letGo(moving.hand, run);
      expect(await rowOf(run)).toMatchObject({ version: 2, at: 'waiting n2', hours: 72 });
      expect(await moveOf(moveId)).toMatchObject({ atNextStep: 0, moved: 1 });
      expect(await subjectsOf(run)).toEqual(['Hello']);
      await replaysAlike(run);
      await sound();
    },
  );

  it('that wait for another try keep it, and send the new content', async () => {
    const run = await moving.entered();
    await moving.hand.call(run, { place: 'local' });
    await moving.hand.call(run, { fate: { fortune: 'retry-before-gate' } });
    const graph = clickFlow(4);
    const to = {
      ...graph,
      nodes: graph.nodes.map((node) => (node.id === 'n1' ? { ...node, config: NEW_MAIL.config ?? {} } : node)),
    };
    const { moveId } = await moving.publish(to, all('now', {}, 'n1'));
    await workAll(moving.stage, moveId ?? '');
    expect(await rowOf(run)).toMatchObject({ version: 2, at: 'waiting n1' });
    await after(1);
    await letGo(moving.hand, run);
    expect(await subjectsOf(run)).toEqual(['New']);
    await sound();
  });

  it('that are paused or parked stay so', async () => {
    const paused = await waiting();
    await moving.hand.control(paused, { kind: 'pause' });
    const parked = await moving.entered();
    await moving.hand.call(parked, { place: 'local' });
    await moving.hand.call(parked, { fate: { fortune: 'fail-before-gate' } });
    await moving.hand.inWorkspace((tx) => tx.execute(sql`delete from outbox`));
    const { moveId } = await moving.publish(clickFlow(3, NEW_MAIL), {
      choices: [
        { versionId: moving.versionId, nodeId: 'n1', choice: 'now' },
        { versionId: moving.versionId, nodeId: 'n2', choice: 'now' },
      ],
    });
    await workAll(moving.stage, moveId ?? '');
    expect(await rowOf(paused)).toMatchObject({ version: 2, status: 'paused' });
    expect(await rowOf(parked)).toMatchObject({ version: 2, status: 'parked', at: 'performing n1' });
    expect(await owed()).toEqual([]);
    await moving.hand.control(parked, { kind: 'retry' });
    await letGo(moving.hand, parked);
    expect(await rowOf(parked)).toMatchObject({ at: 'waiting n2' });
    await moving.hand.control(paused, { kind: 'resume' });
    await letGo(moving.hand, paused);
    expect(await rowOf(paused)).toMatchObject({ version: 2, hours: 72 });
    await sound();
  });
});

describe('runs moved otherwise', () => {
  it('at their next step: their wait ends as it was, and what follows is the new version’s', async () => {
    const run = await waiting();
    const { moveId } = await moving.publish(clickFlow(3, NEW_MAIL), all('next-step'));
    await workAll(moving.stage, moveId ?? '');
    await after(80);
    await letGo(moving.hand, run);
    expect(await rowOf(run)).toMatchObject({ version: 1, at: 'waiting n2' });
    await after(97);
    await letGo(moving.hand, run);
    expect(await rowOf(run)).toMatchObject({ version: 2, at: 'waiting n4' });
    expect(await subjectsOf(run)).toEqual(['Hello', 'New']);
    expect((await logOf(run)).slice(-5)).toEqual([
      'left n2 timeout: email.clicked did not come within 4 days',
      'control n3 : Moved to v2 by Ann',
      'rest n3 : Sends “New”',
      'left n3 next: Sent “New”; the mail provider accepted it',
      'rest n4 : Waits for email.clicked',
    ]);
    await replaysAlike(run);
    await sound();
  });

  it('by what was chosen for the step they are at when their turn comes; where nothing was, they stay', async () => {
    const [clicked, waits] = [await waiting(), await waiting()];
    const { moveId } = await moving.publish(clickFlow(3), {
      choices: [{ versionId: moving.versionId, nodeId: 'n2', choice: 'exit' }],
    });
    await moving.hand.send(`lead${moving.users - 2}`, 'email.clicked');
    await settle(moving.stage, moving.hand);
    await workAll(moving.stage, moveId ?? '');
    expect(await moveOf(moveId ?? '')).toMatchObject({ exited: 1, refused: { 'went-on': 1 } });
    expect(await rowOf(clicked)).toMatchObject({ version: 1, at: 'waiting n4' });
    expect((await moving.hand.row(waits)).status).toBe('ended');
    await sound();
  });

  it('begun anew, or taken out, as was chosen; who is in no cohort stays', async () => {
    const runs = [await waiting(), await waiting()];
    const other = await moving.entered();
    const { moveId } = await moving.publish(clickFlow(3), all('restart'));
    await workAll(moving.stage, moveId ?? '');
    expect(await moveOf(moveId ?? '')).toMatchObject({ restarted: 2, stayed: 1, moved: 0 });
    for (const run of runs) expect(await moving.hand.row(run)).toMatchObject({ status: 'ended', reason: 'restarted' });
    expect(await rowOf(other)).toMatchObject({ version: 1 });
    await settle(moving.stage, moving.hand);
    await letGo(moving.hand, other);
    const { moveId: second } = await moving.publish(clickFlow(2), all('exit'));
    await workAll(moving.stage, second ?? '');
    expect(await moving.hand.row(other)).toMatchObject({ status: 'ended', reason: 'exited-by-person' });
    await sound();
  });

  it('to a target behind what was sent, without sending it again', async () => {
    const run = await waiting();
    const target: MoveOptions = {
      choices: [{ versionId: moving.versionId, nodeId: 'n2', choice: 'now', target: 'n1' }],
      spreadMinutes: 0,
    };
    const { moveId } = await moving.publish(clickFlow(3), target);
    await workAll(moving.stage, moveId ?? '');
    await settle(moving.stage, moving.hand);
    expect(await rowOf(run)).toMatchObject({ version: 2, at: 'waiting n2' });
    expect(await subjectsOf(run)).toEqual(['Hello']);
    await sound();
  });
});
