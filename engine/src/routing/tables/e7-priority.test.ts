import type { Graph } from '@trellis/shared/graph/graph.ts';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeDelivered, takeDue } from '../../db/queries/outbox.ts';
import { createRunClient } from '../../runs/client.ts';
import { deliver } from '../../runs/deliver.ts';
import { clickWithin, HandRun, straight } from '../../testing/hand-run.ts';
import { createStage, eventually, type Stage } from '../../testing/stage.ts';

/*
 * Priority between workflows (3.E7), 1 first and 3 where none is set: one event enters a lead by it, and its runs take their turn in Temporal's queues
 * by it.
 */

let stage: Stage;
let hand: HandRun;
beforeAll(async () => {
  stage = await createStage();
  hand = new HandRun(stage);
});
afterAll(() => stage?.close());

const waits = (event: string, priority: number | undefined): Graph => {
  const graph = straight(clickWithin());
  return {
    ...graph,
    nodes: graph.nodes.map((node) => (node.id === 'n0' ? { ...node, config: { event } } : node)),
    settings: { reEntry: { mode: 'always' }, ...(priority === undefined ? {} : { priority }) },
  };
};

describe('E7 one event', () => {
  it.each<[drawn: (number | undefined)[], entered: (number | undefined)[]]>([
    [
      [5, 1, 3],
      [1, 3, 5],
    ],
    [
      [undefined, 4, 2],
      [2, undefined, 4],
    ],
    [
      [3, undefined],
      [3, undefined],
    ],
  ])('of workflows with the priorities %j enters the lead in the order %j', async (drawn, entered) => {
    const event = `go-${drawn.join('-')}`;
    const ids = new Map<string, number | undefined>();
    for (const priority of drawn) ids.set((await stage.publish(waits(event, priority))).workflowId, priority);
    const { started } = await hand.send(`lead-${event}`, event);
    expect(started.map(({ workflowId }) => ids.get(workflowId))).toEqual(entered);
  });
});

describe('E7 a run', () => {
  it.each<[number | undefined, number | undefined]>([
    [1, 1],
    [5, 5],
    [undefined, undefined],
  ])('of a workflow with the priority %j is started with the key %j', async (priority, key) => {
    await hand.inWorkspace((tx) => tx.execute(sql`delete from outbox`));
    const event = `start-${priority}`;
    await stage.publish(waits(event, priority));
    const { started } = await hand.send(`lead-${event}`, event);
    const [runId = ''] = started.map((run) => run.runId);
    const { address, namespace, queues } = stage.temporal;
    const client = createRunClient({ address, namespace, queues });
    const { db, plans, announcer, decide } = stage.services;
    try {
      const [row] = await db.asSystem(async (tx) => {
        const rows = await takeDue(tx, ['start'], 10);
        await removeDelivered(
          tx,
          rows.map(({ id }) => id),
        );
        return rows;
      });
      if (!row) throw new Error('No start is owed.');
      await deliver({ db, client, plans, announcer, decide, nudge: () => {} }, row);
      const { Client, Connection } = await import('@temporalio/client');
      const connection = await Connection.connect({ address });
      const { raw } = await eventually(
        () => new Client({ connection, namespace }).workflow.getHandle(`run:${runId}`).describe(),
        () => true,
      );
      expect(raw.workflowExecutionInfo?.priority?.priorityKey || undefined).toBe(key);
      await new Client({ connection, namespace }).workflow.getHandle(`run:${runId}`).terminate();
      await connection.close();
    } finally {
      await client.close();
    }
  });
});
