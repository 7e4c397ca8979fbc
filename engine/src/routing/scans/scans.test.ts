import type { Graph } from '@trellis/shared/graph/graph.ts';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { insertSegment } from '../../db/queries/segments.ts';
import { createVirtualClock, type VirtualClock } from '../../testing/driver/virtual-clock.ts';
import { clickWithin, HandRun, straight } from '../../testing/hand-run.ts';
import { settle } from '../../testing/settle.ts';
import { createStage, type Stage } from '../../testing/stage.ts';
import { changeStatus } from '../../workflows/status.ts';
import { scanOnce } from './scanner.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 10, 20, 10);

const by = (type: string, config: Record<string, unknown>): Graph => {
  const graph = straight(clickWithin());
  return { ...graph, nodes: graph.nodes.map((node) => (node.id === 'n0' ? { ...node, type, config } : node)) };
};

describe('what comes due by the clock', () => {
  let stage: Stage;
  let hand: HandRun;
  let clock: VirtualClock;
  beforeEach(async () => {
    stage = await createStage();
    hand = new HandRun(stage);
    clock = await createVirtualClock(stage.db, stage.workspaceId, START);
  });
  afterEach(async () => {
    await stage?.close();
  });

  /** Lets time go on to a moment, every scan do its batch, and all events be routed. */
  async function at(moment: number): Promise<void> {
    await clock.leapTo(moment);
    await hand.inWorkspace((tx) => tx.execute(sql`update scans set due_at = now() - interval '1 second'`));
    await scanOnce({ db: stage.db, onError: (error) => expect(error).toBeUndefined() });
    await settle(stage, hand);
  }
  const started = async () =>
    (await hand.inWorkspace((tx) => tx.execute<{ n: number }>(sql`select count(*)::int as n from runs`)))[0]?.n;
  const lead = async (user: string, attributes: Record<string, unknown> = {}) => {
    const { leadId } = await stage.track({ user, name: 'seen' });
    await hand.inWorkspace((tx) =>
      tx.execute(
        sql`update leads set attributes = attributes || ${JSON.stringify(attributes)}::jsonb, time_zone = 'Europe/Berlin' where id = ${leadId}`,
      ),
    );
    return leadId;
  };

  it('a paused workflow scans nothing, and what came due meanwhile starts when it goes on', async () => {
    await lead('a', { renewal: '2026-11-25' });
    const { workflowId } = await stage.publish(by('trigger-date', { field: 'lead.renewal' }));
    await at(START + HOUR);
    const set = (status: 'live' | 'paused') =>
      hand.inWorkspace((tx) => changeStatus(tx, { workflowId, status, actor: 'test' }));
    await set('paused');
    await at(Date.UTC(2026, 10, 26));
    expect(await started()).toBe(0);
    await set('live');
    await at(Date.UTC(2026, 10, 26, 1));
    expect(await started()).toBe(1);
  });

  it('stopping a workflow with its runs ends them all', async () => {
    const { workflowId } = await stage.publish(by('trigger-event', { event: 'go' }));
    for (const user of ['a', 'b', 'c']) await hand.send(user, 'go');
    await hand.inWorkspace((tx) => changeStatus(tx, { workflowId, status: 'stopped', actor: 'test', runs: 'end' }));
    await at(START + HOUR);
    const ended = await hand.inWorkspace((tx) =>
      tx.execute(sql`select 1 from runs where status = 'ended' and reason = 'workflow-stopped'`),
    );
    expect(ended).toHaveLength(3);
  });

  it('a segment takes in all who meet its rule, follows them live, and both are events that triggers know', async () => {
    await lead('a', { plan: 'pro' });
    const other = await lead('b', { plan: 'free' });
    const rule = {
      version: 1 as const,
      combinator: 'and' as const,
      rules: [{ field: 'lead.plan', operator: '=' as const, value: 'pro' }],
    };
    const segmentId = await hand.inWorkspace(async (tx) =>
      insertSegment(tx, { name: 'Pro', condition: rule, createdBy: 'test' }),
    );
    await stage.publish(by('trigger-segment', { segment: segmentId }), 'entered');
    const members = async () =>
      (
        await hand.inWorkspace((tx) =>
          tx.execute<{ id: string }>(sql`select lead_id as id from segment_members order by entered_at`),
        )
      ).map(({ id }) => id);
    await hand.inWorkspace((tx) =>
      tx.execute(
        sql`insert into scans (workspace_id, kind, subject_id, due_at) values (${stage.workspaceId}, 'segment', ${segmentId}, now())`,
      ),
    );
    await at(START + HOUR);
    expect(await members()).toHaveLength(1);
    expect(await started()).toBe(1);
    await hand.inWorkspace((tx) => tx.execute(sql`update leads set attributes = '{"plan":"pro"}' where id = ${other}`));
    await stage.track({ user: 'b', name: 'seen' });
    await settle(stage, hand);
    expect(await members()).toContain(other);
    expect(await started()).toBe(2);
    await hand.inWorkspace((tx) =>
      tx.execute(sql`update leads set attributes = '{"plan":"free"}' where id = ${other}`),
    );
    await stage.track({ user: 'b', name: 'seen' });
    await settle(stage, hand);
    expect(await members()).not.toContain(other);
  });
});
