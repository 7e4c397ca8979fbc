import type { Graph } from '@trellis/shared/graph/graph.ts';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clickWithin, HandRun, straight } from '../testing/hand-run.ts';
import { settle } from '../testing/settle.ts';
import { createStage, type Stage } from '../testing/stage.ts';

/** Leads wait for a click for ever. */
const waits = straight(clickWithin());

describe('what Trellis asks routing for', () => {
  let stage: Stage;
  let hand: HandRun;
  beforeEach(async () => {
    stage = await createStage();
    hand = new HandRun(stage);
  });
  afterEach(() => stage?.close());

  it('starts and stops other workflows by what it asks for inside, and by nothing anybody sends', async () => {
    const target = await stage.publish({
      ...waits,
      nodes: waits.nodes.map((node) => (node.id === 'n0' ? { ...node, type: 'trigger-manual', config: {} } : node)),
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
