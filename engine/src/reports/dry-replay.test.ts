import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { clickWithin, HandRun, MAIL, straight } from '../testing/hand-run.ts';
import { createStage, type Stage } from '../testing/stage.ts';
import { dryReplay } from './dry-replay.ts';

let stage: Stage;
let hand: HandRun;
beforeAll(async () => {
  stage = await createStage();
  hand = new HandRun(stage);
  const graph = straight({ type: 'branch', at: 'big' }, MAIL, clickWithin(3), MAIL);
  const rules = [{ field: 'lead.plan', operator: '=', value: 'big' }];
  graph.nodes = graph.nodes.map((node) =>
    node.id === 'n1'
      ? {
          ...node,
          config: { branches: [{ id: 'big', label: 'Big', when: { combinator: 'and', rules } }] },
          endsHere: ['else'],
        }
      : node,
  );
  await stage.publish(graph);
}, 60_000);
afterAll(() => stage?.close());

const replay = (runId: string, more: object = {}) =>
  hand.inWorkspace((tx) => dryReplay(tx, stage.services, { runId, ...more }));
let users = 0;
async function walked() {
  const { leadId, started } = await hand.send(`big${users++}`, 'go');
  await hand.inWorkspace((tx) =>
    tx.execute(sql`update leads set attributes = attributes || '{"plan":"big"}' where id = ${leadId}`),
  );
  const run = started[0]?.runId ?? '';
  await hand.call(run);
  return { run, user: `big${users - 1}` };
}

it('a run that was sent, clicked and ended is recomputed from its record, step by step the same', async () => {
  const { run, user } = await walked();
  await hand.send(user, 'email.clicked', { tag: 'guide' });
  await hand.call(run, { cause: 'wake' });
  expect(await hand.row(run)).toMatchObject({ status: 'ended' });
  const told = await replay(run);
  expect(told).toMatchObject({ same: true, differsAt: null, reached: 'all' });
  expect(told?.replayed.length).toBe((await hand.steps(run)).length);
  expect(told?.replayed.map(({ text }) => text)).toEqual(told?.recorded.map(({ text }) => text));
});

it('what a person did, and a try that failed first, are recomputed too', async () => {
  const run = await hand.enter('again');
  await hand.inWorkspace((tx) =>
    tx.execute(
      sql`update leads set attributes = '{"plan":"big"}' where id = (select lead_id from runs where id = ${run})`,
    ),
  );
  await hand.call(run, { fate: { fortune: 'retry-before-gate' } });
  await hand.control(run, { kind: 'run-now' });
  await hand.call(run, { cause: 'wake' });
  await hand.control(run, { kind: 'replay', node: 'n2', mode: 'only-unsent' });
  await hand.call(run, { cause: 'wake' });
  expect(await replay(run)).toMatchObject({ same: true, reached: 'all' });
});

it('one changed input changes the path, and the record stays', async () => {
  const { run } = await walked();
  const told = await replay(run, { attributes: { plan: 'tiny' } });
  expect(told).toMatchObject({ same: false, reached: 'parted' });
  const at = told?.differsAt ?? -1;
  expect(told?.recorded[at]).toMatchObject({ nodeId: 'n1', port: 'big' });
  expect(told?.replayed[at]).toMatchObject({ nodeId: 'n1', port: 'else' });
  expect(await replay(run)).toMatchObject({ same: true });
});

it('a change from a later step on leaves what came before as it was', async () => {
  const { run } = await walked();
  expect(await replay(run, { nodeId: 'n3', attributes: { other: 1 } })).toMatchObject({ same: true });
});

it('of a run without a record nothing is told', async () => {
  const { run } = await walked();
  await hand.inWorkspace((tx) => tx.execute(sql`delete from run_inputs where run_id = ${run}`));
  expect(await replay(run)).toBeNull();
});
