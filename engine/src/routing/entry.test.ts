import type { Graph, WorkflowSettings } from '@trellis/shared/graph/graph.ts';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createVirtualClock } from '../testing/driver/virtual-clock.ts';
import { clickWithin, HandRun, straight } from '../testing/hand-run.ts';
import { settle } from '../testing/settle.ts';
import { createStage, type Stage } from '../testing/stage.ts';
import { startScanner } from './scans/scanner.ts';

const HOUR = 3_600_000;

/** Leads wait for a click for ever; entered by `go`. */
const waits = (settings: Partial<WorkflowSettings>): Graph => ({
  ...straight(clickWithin()),
  settings: { reEntry: { mode: 'always' }, ...settings },
});
const only = (field: string, value: string) => ({
  version: 1 as const,
  combinator: 'and' as const,
  rules: [{ field, operator: '=' as const, value }],
});

describe('entering a workflow', () => {
  let stage: Stage;
  let hand: HandRun;
  beforeEach(async () => {
    stage = await createStage();
    hand = new HandRun(stage);
  });
  afterEach(() => stage?.close());

  const runs = () =>
    hand.inWorkspace((tx) =>
      tx.execute<{ status: string; reason: string | null; key: string | null }>(
        sql`select status, reason, state ->> 'entryKey' as key from runs order by id`,
      ),
    );
  const codes = async (sent: Promise<{ missed: { code: string; text: string }[] }>) =>
    (await sent).missed.map(({ code }) => code);

  it('lets in only who meets the entry filter, and says what was found of the others', async () => {
    await stage.publish(waits({ entryFilter: only('event.plan', 'pro') }));
    const { started, missed } = await hand.send('a', 'go', { plan: 'free' });
    expect(started).toEqual([]);
    expect(missed).toMatchObject([{ code: 'entry-filter', text: 'Not let in, plan is “free”' }]);
    expect((await hand.send('a', 'go', { plan: 'pro' })).started).toHaveLength(1);
  });

  it('runs once per key at a time, side by side for different keys', async () => {
    await stage.publish(waits({ reEntryKey: 'event.topic' }));
    expect((await hand.send('a', 'go', { topic: 'x' })).started).toHaveLength(1);
    expect((await hand.send('a', 'go', { topic: 'y' })).started).toHaveLength(1);
    expect(await codes(hand.send('a', 'go', { topic: 'x' }))).toEqual(['already-active']);
    expect((await runs()).map(({ key }) => key)).toEqual(['x', 'y']);
  });

  it('lets a new run take the place of the active one where the workflow restarts', async () => {
    await stage.publish(waits({ whileActive: 'restart' }));
    await hand.send('a', 'go');
    expect((await hand.send('a', 'go')).started).toHaveLength(1);
    expect(await runs()).toMatchObject([{ status: 'ended', reason: 'superseded' }, { status: 'active' }]);
  });

  it('runs side by side where the workflow says so', async () => {
    await stage.publish(waits({ whileActive: 'parallel' }));
    await hand.send('a', 'go');
    await hand.send('a', 'go');
    expect((await runs()).map(({ status }) => status)).toEqual(['active', 'active']);
  });

  it('makes one run of two triggers within the window', async () => {
    await stage.publish(waits({ whileActive: 'parallel', coalesceMinutes: 10 }));
    const clock = await createVirtualClock(stage.db, stage.workspaceId, Date.UTC(2026, 10, 20, 10));
    await hand.send('a', 'go');
    expect(await codes(hand.send('a', 'go'))).toEqual(['coalesced']);
    await clock.leapTo(clock.now() + HOUR);
    expect((await hand.send('a', 'go')).started).toHaveLength(1);
  });

  it('turns away those above a cap, or queues them and lets them in when there is room', async () => {
    await stage.publish(waits({ entryCap: { perHour: 2, over: 'drop' } }), 'drops');
    const clock = await createVirtualClock(stage.db, stage.workspaceId, Date.UTC(2026, 10, 20, 10));
    for (const user of ['a', 'b']) expect((await hand.send(user, 'go')).started).toHaveLength(1);
    expect(await codes(hand.send('c', 'go'))).toEqual(['cap']);
    await hand.inWorkspace((tx) => tx.execute(sql`update workflows set status = 'stopped'`));
    await stage.publish(waits({ entryCap: { perHour: 1, over: 'queue' } }), 'queues');
    expect((await hand.send('d', 'go')).started).toHaveLength(1);
    for (const user of ['e', 'f']) expect(await codes(hand.send(user, 'go'))).toEqual(['queued']);
    const scanner = startScanner({ db: stage.db, nudge: () => {}, onError: (error) => expect(error).toBeUndefined() });
    try {
      const started = async () => {
        await hand.inWorkspace((tx) => tx.execute(sql`update scans set due_at = now()`));
        await scanner.once();
        return (await runs()).length;
      };
      expect(await started()).toBe(3);
      await clock.leapTo(clock.now() + HOUR + 1_000);
      expect(await started()).toBe(4);
      expect(await started()).toBe(4);
      await clock.leapTo(clock.now() + HOUR + 1_000);
      expect(await started()).toBe(5);
      expect(await hand.inWorkspace((tx) => tx.execute(sql`select 1 from entry_queue`))).toHaveLength(0);
    } finally {
      await scanner.stop();
    }
  });

  it('starts and stops other workflows by what it asks for inside, and by nothing anybody sends', async () => {
    const target = await stage.publish({
      ...waits({}),
      nodes: waits({}).nodes.map((node) => (node.id === 'n0' ? { ...node, type: 'trigger-manual', config: {} } : node)),
    });
    const asks = (type: string, event: string): Graph => {
      const graph = straight({ type, config: { workflow: target.workflowId } });
      return {
        ...graph,
        nodes: graph.nodes.map((node) => (node.id === 'n0' ? { ...node, config: { event } } : node)),
      };
    };
    await stage.publish(asks('start-workflow', 'begin'), 'starter');
    await stage.publish(asks('stop-workflow', 'cease'), 'stopper');
    const ofTarget = () =>
      hand.inWorkspace((tx) =>
        tx.execute<{ status: string; reason: string | null }>(
          sql`select status, reason from runs where workflow_id = ${target.workflowId} order by id`,
        ),
      );
    await hand.send('a', 'workflow.requested', { workflow: target.workflowId });
    expect(await ofTarget()).toEqual([]);
    await hand.send('a', 'begin');
    await settle(stage, hand);
    expect(await ofTarget()).toEqual([{ status: 'active', reason: null }]);
    await hand.send('a', 'cease');
    await settle(stage, hand);
    expect(await ofTarget()).toEqual([{ status: 'ended', reason: 'stopped-by-workflow' }]);
  });
});
