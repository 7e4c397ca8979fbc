import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { enrolLead } from '../../routing/enrol.ts';
import { clickWithin, MAIL, straight } from '../../testing/hand-run.ts';
import { type Choices, type Level, PausedWorld } from '../../testing/paused-world.ts';
import { changeStatus } from '../../workflows/status.ts';

/*
 * 3.A2 beside durations: events during a pause, and those who would enter. Given → outcome.
 */
let world: PausedWorld;
beforeEach(async () => {
  world = await PausedWorld.create();
});
afterEach(() => world?.close());

const WORKSPACE: Level = { level: 'workspace' };
const nobody = { run: '', leadId: '' };

describe('A2 what happens during a pause', () => {
  /** A click ends the wait at n1 and leads to a wait for a second one; the exit rule listens for "gone". */
  const twoClicks = () => {
    const graph = straight(clickWithin(3), clickWithin(3));
    return { ...graph, settings: { ...graph.settings, exitRules: [{ id: 'gone', name: 'Gone', event: 'gone' }] } };
  };
  const LEVELS: Level[] = [
    { level: 'workspace' },
    { level: 'workflow' },
    { level: 'version' },
    { level: 'lead' },
    { level: 'run' },
  ];

  it.each(LEVELS.map((on) => [on.level, on] as const))(
    'at the level %s is only recorded, and applied in the order in which it occurred when it ends; nobody is ejected by it',
    async (_, on) => {
      await world.publish(twoClicks());
      await world.begin();
      const of = await world.enter();
      await world.at(1);
      await world.pause(on, of);
      await world.at(2);
      await world.send(of.user, 'email.clicked');
      await world.at(3);
      await world.send(of.user, 'gone');
      await world.at(20);
      expect(await world.hand.row(of.run)).toMatchObject({ at: 'waiting n1' });
      expect((await world.hand.row(of.run)).status).toBe(on.level === 'run' ? 'paused' : 'active');
      await world.resume(on, of);
      expect((await world.log(of.run)).filter((line) => !line.includes('n1 control'))).toEqual([
        '0 n0 left next',
        '0 n1 rest',
        '20 n1 left happened',
        '20 n2 ended exit-rule',
      ]);
    },
  );

  it('does not end a wait whose time was over before it, where durations ran on', async () => {
    await world.publish(straight(clickWithin(1), MAIL));
    await world.begin();
    const of = await world.enter();
    await world.at(2);
    await world.pause(WORKSPACE, of, { durations: 'run' });
    await world.at(30);
    await world.send(of.user, 'email.clicked');
    await world.at(40);
    await world.resume(WORKSPACE, of);
    expect(await world.log(of.run)).toContain('40 n1 left timeout');
  });

  it('ends the same wait where durations stood still, for its time was not over', async () => {
    await world.publish(straight(clickWithin(1), MAIL));
    await world.begin();
    const of = await world.enter();
    await world.at(2);
    await world.pause(WORKSPACE, of);
    await world.at(30);
    await world.send(of.user, 'email.clicked');
    await world.at(40);
    await world.resume(WORKSPACE, of);
    expect(await world.log(of.run)).toContain('40 n1 left happened');
  });

  it('after a pause that moved the deadline an event within it counts, though its first deadline is past', async () => {
    await world.publish(straight(clickWithin(1), MAIL));
    await world.begin();
    const of = await world.enter();
    await world.at(2);
    await world.pause(WORKSPACE, of);
    await world.at(12);
    await world.resume(WORKSPACE, of);
    await world.at(33);
    await world.send(of.user, 'email.clicked');
    expect(await world.log(of.run)).toContain('33 n1 left happened');
  });
});

describe('A2 those who would enter', () => {
  const misses = async () =>
    (
      await world.hand.inWorkspace((tx) =>
        tx.execute<{ code: string }>(sql`select code from near_misses where run_id is null order by id`),
      )
    ).map(({ code }) => code);
  const runs = async () =>
    (
      await world.hand.inWorkspace((tx) =>
        tx.execute<{ lead: string }>(sql`select lead_id as lead from runs order by id`),
      )
    ).map(({ lead }) => lead);
  const letIn = async () => {
    await world.hand.inWorkspace((tx) =>
      tx.execute(sql`update scans set due_at = now() - interval '1 second' where kind = 'entries'`),
    );
    await world.settle();
  };
  const rows: [Level, Choices['entrants'], string[], entered: number][] = [
    [{ level: 'workspace' }, 'queue', ['queued', 'queued', 'queued'], 2],
    [{ level: 'workspace' }, 'drop', ['paused', 'paused', 'paused'], 0],
    [{ level: 'workflow' }, 'queue', ['queued', 'queued', 'queued'], 2],
    [{ level: 'workflow' }, 'drop', ['paused', 'paused', 'paused'], 0],
    [{ level: 'version' }, 'queue', ['queued', 'queued', 'queued'], 2],
    [{ level: 'version' }, 'drop', ['paused', 'paused', 'paused'], 0],
    [{ level: 'node', name: 'n0' }, 'queue', ['queued', 'queued', 'queued'], 2],
    [{ level: 'node', name: 'n0' }, 'drop', ['paused', 'paused', 'paused'], 0],
    // They enter, and rest before it.
    [{ level: 'node', name: 'n1' }, 'drop', ['already-active'], 2],
  ];
  it.each(rows.map((row) => [`${Object.values(row[0]).join(' ')}, ${row[1]}`, row] as const))(
    '%s: three events of two leads, judged by re-entry as ever',
    async (_, [on, entrants, left, entered]) => {
      const graph = straight({ type: 'wait' });
      await world.publish({ ...graph, settings: { reEntry: { mode: 'after-exit' } } });
      await world.begin();
      await world.pause(on, nobody, { entrants });
      await world.send('b', 'go');
      await world.at(1);
      await world.send('a', 'go');
      await world.send('b', 'go');
      expect(await misses()).toEqual(left);
      await world.at(2);
      await world.resume(on, nobody);
      await letIn();
      expect(await runs()).toHaveLength(entered);
      // The second event of b meets the run that its first one started.
      if (entrants === 'queue') expect((await misses()).at(-1)).toBe('already-active');
      await world.at(30);
      expect(await misses()).toHaveLength(left.length + (entrants === 'queue' ? 1 : 0));
    },
  );

  it('of a paused lead only, while others enter', async () => {
    await world.publish(straight(MAIL));
    await world.begin();
    const of = await world.enter('held');
    const on: Level = { level: 'lead' };
    await world.pause(on, of);
    await world.send('held', 'go');
    await world.send('free', 'go');
    expect(await runs()).toHaveLength(2);
    await world.resume(on, of);
    await letIn();
    expect((await runs()).filter((lead) => lead === of.leadId)).toHaveLength(2);
    expect(await misses()).toEqual(['queued']);
  });

  it('enter in the order in which they came', async () => {
    await world.publish(straight({ type: 'wait' }));
    await world.begin();
    await world.pause(WORKSPACE, nobody);
    const came: string[] = [];
    for (const user of ['c', 'a', 'd', 'b']) came.push((await world.send(user, 'go')).leadId);
    await world.resume(WORKSPACE, nobody);
    await letIn();
    expect(await runs()).toEqual(came);
  });

  it('by hand are refused, and told why', async () => {
    const graph = straight({ type: 'wait' });
    const nodes = graph.nodes.map((node) =>
      node.id === 'n0' ? { ...node, type: 'trigger-manual', config: {} } : node,
    );
    await world.publish({ ...graph, nodes });
    await world.begin();
    const { leadId } = await world.send('a', 'seen');
    await world.pause({ level: 'workflow' }, nobody);
    const { workflowId } = world;
    const enrol = () => world.hand.inWorkspace((tx) => enrolLead(tx, { leadId, workflowId, actor: 'hanna' }));
    expect(await enrol()).toMatchObject({ kind: 'refused', code: 'paused' });
    await world.resume({ level: 'workflow' }, nobody);
    expect(await enrol()).toMatchObject({ kind: 'started' });
  });

  it('and wait when a workflow is stopped never enter, and keep the reason', async () => {
    await world.publish(straight({ type: 'wait' }));
    await world.begin();
    await world.pause({ level: 'workflow' }, nobody);
    await world.send('a', 'go');
    const { workflowId } = world;
    await world.hand.inWorkspace((tx) => changeStatus(tx, { workflowId, status: 'stopped', actor: 'hanna' }));
    expect(await misses()).toEqual(['queued', 'stopped']);
    await world.hand.inWorkspace((tx) => changeStatus(tx, { workflowId, status: 'live', actor: 'hanna' }));
    await letIn();
    expect(await runs()).toEqual([]);
  });
});
