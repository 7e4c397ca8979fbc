import type { Graph } from '@trellis/shared/graph/graph.ts';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { WorkspaceTx } from '../db/client.ts';
import { readWorkflow } from '../db/queries/workflows.ts';
import { type Routed, routeEvent } from '../routing/route-event.ts';
import { clickFlow, Moving } from '../testing/moving.ts';
import { eventually } from '../testing/stage.ts';
import { publish } from './publish.ts';
import { changeStatus } from './status.ts';
import { type TakenBack, takeBack } from './take-back.ts';

let moving: Moving;
beforeAll(async () => {
  moving = await Moving.create();
}, 60_000);
afterAll(() => moving?.stage.close());
beforeEach(() => moving.fresh());

const inTx = <T>(work: (tx: WorkspaceTx) => Promise<T>) => moving.hand.inWorkspace(work);
const back = (tx: WorkspaceTx, versionId: string) =>
  takeBack(tx, moving.stage.services.catalog, { workflowId: moving.workflowId, versionId, actor: 'ann' });
const current = async () => (await inTx((tx) => readWorkflow(tx, moving.workflowId)))?.currentVersionId;
const versionOf = async (run: string) => (await moving.rowOf(run)).version;
type Taken = TakenBack & { kind: 'taken-back' };
const tookBack = (answer: TakenBack): Taken => {
  if (answer.kind !== 'taken-back') throw new Error(`Not taken back: ${answer.kind}`);
  return answer;
};
const ebook = () => {
  const graph = clickFlow(3);
  const nodes = graph.nodes.map((node) => (node.id === 'n0' ? { ...node, config: { event: 'download' } } : node));
  return { ...graph, nodes };
};

describe('taking a publish back', () => {
  it('makes the former version current, with its triggers; who began on the new one is listed and finishes there', async () => {
    const { version } = await moving.publish(ebook());
    const begun = await moving.hand.send('early', 'download');
    const answer = tookBack(await inTx((tx) => back(tx, version.id)));
    expect(answer).toMatchObject({ started: 1, runIds: [begun.started[0]?.runId], current: { id: moving.versionId } });
    expect(await current()).toBe(moving.versionId);
    expect((await moving.hand.send('late', 'download')).started).toEqual([]);
    const [late] = (await moving.hand.send('late', 'go')).started;
    expect(await versionOf(late?.runId ?? '')).toBe(1);
    expect(await versionOf(begun.started[0]?.runId ?? '')).toBe(2);
    const [audit] = await inTx((tx) =>
      tx.execute<{ actor: string }>(
        sql`select actor from audit_log where action = 'workflow.take-back' and subject_id = ${moving.workflowId}`,
      ),
    );
    expect(audit?.actor).toBe('ann');
  });

  it('cancels the move that waits', async () => {
    const run = await moving.waiting();
    const { version, moveId } = await moving.publish(clickFlow(3), moving.all('now'));
    await inTx((tx) => back(tx, version.id));
    expect(await moving.moveOf(moveId ?? '')).toMatchObject({
      status: 'cancelled',
      moved: 0,
      refused: { cancelled: 1 },
    });
    expect(await versionOf(run)).toBe(1);
  });

  it('is possible for 20 seconds, once, and only for what is current', async () => {
    const { version } = await moving.publish(clickFlow(3));
    const age = (seconds: number) =>
      inTx((tx) =>
        tx.execute(
          sql`update workflows set current_since = now() - make_interval(secs => ${seconds}) where id = ${moving.workflowId}`,
        ),
      );
    await age(21);
    expect(await inTx((tx) => back(tx, version.id))).toEqual({ kind: 'too-late' });
    expect(await inTx((tx) => back(tx, moving.versionId))).toEqual({ kind: 'too-late' });
    await age(5);
    tookBack(await inTx((tx) => back(tx, version.id)));
    expect(await inTx((tx) => back(tx, version.id))).toEqual({ kind: 'too-late' });
    expect(await inTx((tx) => back(tx, moving.workflowId))).toEqual({ kind: 'not-found' });
  });

  it('is not possible where publishing made no new version', async () => {
    const { unchanged, takeBackUntil, version } = await moving.publish(clickFlow(4));
    expect([unchanged, takeBackUntil]).toEqual([true, null]);
    expect(await inTx((tx) => back(tx, version.id))).toEqual({ kind: 'too-late' });
  });

  it('takes the workflow back to the status it had', async () => {
    const { workflowId } = moving;
    await inTx((tx) => changeStatus(tx, { workflowId, status: 'stopped', actor: 'ann' }));
    const { version } = await moving.publish(clickFlow(3));
    await inTx((tx) => back(tx, version.id));
    expect((await inTx((tx) => readWorkflow(tx, workflowId)))?.status).toBe('stopped');
  });

  it('waits for a lead that is entering, and lists its run; one that comes in between enters the former version', async () => {
    const { answer, first, late } = await race(clickFlow(3), 'go');
    expect(answer.runIds).toEqual([first.started[0]?.runId]);
    expect(await versionOf(late.started[0]?.runId ?? '')).toBe(1);
    expect(await versionOf(first.started[0]?.runId ?? '')).toBe(2);
  });

  it('starts nobody in between whom the former version does not let in, and keeps the reason', async () => {
    const { answer, late } = await race(ebook(), 'download');
    expect(answer.runIds).toHaveLength(1);
    expect(late.started).toEqual([]);
    expect(late.missed).toMatchObject([{ code: 'stale' }]);
  });

  it('and another publish at the same moment: one goes first, and no run is on a version that nobody published', async () => {
    const { version } = await moving.publish(clickFlow(3));
    const { catalog } = moving.stage.services;
    const draft = await inTx((tx) => readWorkflow(tx, moving.workflowId));
    const { workflowId } = moving;
    const [taken, published] = await Promise.all([
      inTx((tx) => back(tx, version.id)),
      inTx((tx) => publish(tx, catalog, { workflowId, revision: draft?.revision ?? 0, actor: 'bob' })),
    ]);
    const { kind } = published;
    if (taken.kind === 'taken-back') expect(['busy', 'published']).toContain(kind);
    else expect([taken.kind, kind]).toEqual(['too-late', 'published']);
    const triggers = await inTx((tx) =>
      tx.execute<{ id: string }>(
        sql`select distinct version_id as id from workflow_triggers where workflow_id = ${workflowId}`,
      ),
    );
    expect(triggers).toEqual([{ id: await current() }]);
  });
});

/** One lead enters while a publish is taken back; another one reads its trigger before that commits, and begins its run after. */
async function race(graph: Graph, event: string): Promise<{ answer: Taken; first: Routed; late: Routed }> {
  const { version } = await moving.publish(graph);
  const track = async (user: string) => (await moving.stage.track({ user, name: event })).eventId;
  const [entering, between] = [await track('entering'), await track('between')];
  let taken: Promise<TakenBack> | undefined;
  let late: Promise<Routed> | undefined;
  const first = await inTx(async (tx) => {
    const routed = await routeEvent(tx, entering);
    taken = inTx(async (other) => {
      const answer = await back(other, version.id);
      late = inTx((third) => routeEvent(third, between));
      await blocked();
      return answer;
    });
    await blocked();
    return routed;
  });
  const answer = tookBack((await taken) ?? { kind: 'not-found' });
  if (!late) throw new Error('Nobody came in between.');
  return { answer, first, late: await late };
}

/** Resolves when a connection waits for a lock that another one holds. */
async function blocked(): Promise<void> {
  await eventually(
    () =>
      inTx((tx) =>
        tx.execute(sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`),
      ),
    (waiting) => waiting.length > 0,
  );
}
