import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { wakeHeld } from '../../db/queries/held-runs.ts';
import { clickWithin, MAIL, straight } from '../../testing/hand-run.ts';
import { type Level, PausedWorld } from '../../testing/paused-world.ts';

/*
 * 3.A2, the end of a pause: what a resume shows, and how it is spread. Given → outcome.
 */
let world: PausedWorld;
beforeEach(async () => {
  world = await PausedWorld.create();
});
afterEach(() => world?.close());

const WORKSPACE: Level = { level: 'workspace' };
const nobody = { run: '', leadId: '' };

describe('A2 a resume', () => {
  const day = { type: 'wait', config: { mode: 'duration', duration: { amount: 1, unit: 'days', mode: 'elapsed' } } };
  const many = async (count: number) => {
    await world.publish(straight(day, MAIL));
    await world.begin();
    for (let i = 0; i < count; i++) await world.enter();
  };

  it('shows what is due and what comes later, by each choice, who waits for an event and who stays held', async () => {
    await world.publish(straight(clickWithin()));
    await world.begin();
    const waiting = await world.enter();
    await world.publish(straight(day, MAIL));
    const first = await world.enter();
    await world.at(20);
    const second = await world.enter();
    const third = await world.enter();
    await world.pause({ level: 'lead' }, third);
    await world.pause(WORKSPACE, first);
    await world.send('late', 'go');
    await world.at(30);
    // Each but the first runs in both workflows. By running on only the first one’s day is over.
    expect(await world.preview(WORKSPACE, first)).toEqual({
      stop: { due: 0, later: 2 },
      run: { due: 1, later: 1 },
      waiting: 3,
      held: 2,
      queued: 2,
      complete: true,
    });
    await world.send(waiting.user, 'email.clicked');
    expect((await world.preview(WORKSPACE, first)).stop).toEqual({ due: 1, later: 2 });
    expect(await world.log(second.run)).toHaveLength(2);
  });

  it('may decide of durations anew', async () => {
    await many(1);
    await world.at(6);
    await world.pause(WORKSPACE, nobody);
    await world.at(54);
    await world.resume(WORKSPACE, nobody, { durations: 'run' });
    expect(world.hand.sink.total).toBe(1);
  });

  it('spread over an hour lets what is due go on one after the other, each within it', async () => {
    await many(12);
    await world.at(6);
    await world.pause(WORKSPACE, nobody, { durations: 'run' });
    await world.at(54);
    await world.resume(WORKSPACE, nobody, { spreadMinutes: 60 });
    const sent: number[] = [world.hand.sink.total];
    for (const hour of [54.25, 54.5, 54.75, 55]) {
      await world.at(hour);
      sent.push(world.hand.sink.total);
    }
    expect(sent[0]).toBeLessThan(3);
    expect(sent.at(-1)).toBe(12);
    expect(new Set(sent).size).toBeGreaterThanOrEqual(4);
  });

  it('that is spread holds each send until its turn also where something else calls the run', async () => {
    await many(12);
    await world.at(6);
    await world.pause(WORKSPACE, nobody, { durations: 'run' });
    await world.at(54);
    await world.resume(WORKSPACE, nobody, { spreadMinutes: 60 });
    const before = world.hand.sink.total;
    const rows = await world.hand.inWorkspace((tx) =>
      tx.execute<{ id: string }>(sql`select id from runs where status = 'active'`),
    );
    for (const { id } of rows) await world.letGo(id);
    expect(world.hand.sink.total).toBe(before);
    await world.at(55);
    expect(world.hand.sink.total).toBe(12);
  });

  it('calls those it held by batches, each run once', async () => {
    await many(5);
    await world.at(1);
    await world.pause(WORKSPACE, nobody, { durations: 'run' });
    await world.at(30);
    const batches = await world.hand.inWorkspace(async (tx) => {
      const [row] = await tx.execute<{ id: string }>(
        sql`update pauses set until = now(), resumed_at = now() returning id`,
      );
      const pause = { id: row?.id ?? '', level: 'workspace' as const, subjectId: tx.workspaceId, name: '' };
      const woken: number[] = [];
      for (let cursor: string | null = null, full = true; full; ) {
        const batch: Awaited<ReturnType<typeof wakeHeld>> = await wakeHeld(tx, pause, { cursor, limit: 2 });
        woken.push(batch.woken);
        cursor = batch.last;
        full = batch.woken === 2;
      }
      return woken;
    });
    expect(batches).toEqual([2, 2, 1]);
    await world.settle();
    expect(world.hand.sink.total).toBe(5);
  });

  it('and a pause are audited with who and why, in the same transaction', async () => {
    await many(1);
    await world.pause(WORKSPACE, nobody);
    await world.resume(WORKSPACE, nobody, { spreadMinutes: 5 });
    const rows = await world.hand.inWorkspace((tx) =>
      tx.execute<{ action: string; actor: string; reason: string | null; change: unknown }>(
        sql`select action, actor, reason, change - 'pause' as change from audit_log where action like 'pause.%' or action like 'resume.%' order by id`,
      ),
    );
    expect(rows).toEqual([
      { action: 'pause.workspace', actor: 'hanna', reason: 'a test', change: { durations: 'stop', entrants: 'queue' } },
      { action: 'resume.workspace', actor: 'hanna', reason: null, change: { durations: 'stop', spreadMinutes: 5 } },
    ]);
  });
});
