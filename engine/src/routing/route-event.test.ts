import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clickWithin, HandRun, straight } from '../testing/hand-run.ts';
import { createStage, type Stage } from '../testing/stage.ts';

describe('routing an event', () => {
  let stage: Stage;
  let hand: HandRun;
  beforeAll(async () => {
    stage = await createStage();
    hand = new HandRun(stage);
    await stage.publish(straight(clickWithin(3), clickWithin(3)));
  });
  afterAll(() => stage?.close());

  let users = 0;
  /** A run that waits at its first wait, with an empty outbox. */
  async function waiting(): Promise<{ user: string; run: string }> {
    const user = `lead${++users}`;
    const run = await hand.enter(user);
    await hand.call(run, { cause: 'start', place: 'local' });
    await hand.inWorkspace((tx) => tx.execute(sql`delete from outbox`));
    return { user, run };
  }
  const owed = () =>
    hand.inWorkspace((tx) =>
      tx.execute<{ kind: string; n: number | null }>(sql`select kind, n from outbox where kind <> 'route'`),
    );
  const missed = (eventId: string) =>
    hand.inWorkspace((tx) =>
      tx.execute<{ code: string }>(sql`select code from near_misses where event_id = ${eventId}`),
    );

  it('starts one run, however often it is routed', async () => {
    const { eventId, started } = await hand.send('once', 'go');
    expect(started).toHaveLength(1);
    expect(await hand.route(eventId)).toMatchObject({ started: [], woken: [], missed: [] });
    const runs = await hand.inWorkspace((tx) =>
      tx.execute(sql`select 1 from runs where trigger_event_id = ${eventId}`),
    );
    expect(runs).toHaveLength(1);
  });

  it('starts one run where two processes route it at the same time', async () => {
    const { eventId } = await stage.track({ user: 'raced', name: 'go' });
    const both = await Promise.all([hand.route(eventId), hand.route(eventId)]);
    expect(both.flatMap(({ started }) => started)).toHaveLength(1);
  });

  it('does not start what is running already, and says so', async () => {
    const { user } = await waiting();
    const { eventId, started } = await hand.send(user, 'go');
    expect(started).toEqual([]);
    expect(await missed(eventId)).toMatchObject([{ code: 'already-active' }]);
  });

  it('wakes the run that waits for it with the number of its rest, and only once per number', async () => {
    const { user, run } = await waiting();
    const { stepNo } = await hand.row(run);
    expect((await hand.send(user, 'email.clicked')).woken).toEqual([run]);
    expect((await hand.send(user, 'email.clicked')).woken).toEqual([]);
    expect(await owed()).toEqual([{ kind: 'wake', n: stepNo }]);
  });

  it('lets one of two events end a wait; the other does not end the next one, which did not look back', async () => {
    const { user, run } = await waiting();
    const [first, second] = await Promise.all([hand.send(user, 'email.clicked'), hand.send(user, 'email.clicked')]);
    await hand.call(run, { cause: 'wake', place: 'local' });
    const left = (await hand.steps(run)).filter(({ kind, port }) => kind === 'left' && port === 'happened');
    expect(left).toHaveLength(1);
    expect(await hand.row(run)).toMatchObject({ at: 'waiting n2' });
    const consumed = await hand.inWorkspace((tx) =>
      tx.execute<{ id: string }>(
        sql`select consumed_event_id as id from run_steps where run_id = ${run} and consumed_event_id is not null`,
      ),
    );
    expect(consumed).toHaveLength(1);
    expect([first.eventId, second.eventId]).toContain(consumed[0]?.id);
  });

  it('leaves a near miss for an event that a filter shuts out', async () => {
    const filter = {
      version: 1,
      combinator: 'and',
      rules: [{ field: 'event.properties.tag', operator: '=', value: 'guide' }],
    };
    const graph = straight({ ...clickWithin(), config: { ...clickWithin().config, filter } });
    const trigger = graph.nodes[0];
    if (trigger) trigger.config = { event: 'other' };
    await stage.publish(graph);
    const { started } = await hand.send('filtered', 'other');
    const [run] = started;
    await hand.call(run?.runId ?? '', { place: 'local' });
    const { eventId, woken } = await hand.send('filtered', 'email.clicked', { tag: 'x' });
    expect(woken).toEqual([]);
    expect(await missed(eventId)).toMatchObject([{ code: 'filter' }]);
    expect((await hand.send('filtered', 'email.clicked', { tag: 'guide' })).woken).toEqual([run?.runId]);
  });

  it('that the run has found by itself before wakes nobody', async () => {
    const { user, run } = await waiting();
    const { eventId } = await stage.track({ user, name: 'email.clicked' });
    await hand.call(run, { cause: 'timer', place: 'local' });
    expect(await hand.row(run)).toMatchObject({ at: 'waiting n2' });
    expect((await hand.route(eventId)).woken).toEqual([]);
  });

  it('of a paused run waits in the rows, and ends the wait when the run goes on', async () => {
    const { user, run } = await waiting();
    await hand.control(run, { kind: 'pause' });
    await hand.send(user, 'email.clicked');
    await hand.call(run, { cause: 'wake', place: 'local' });
    expect(await hand.row(run)).toMatchObject({ status: 'paused', at: 'waiting n1' });
    await hand.control(run, { kind: 'resume' });
    await hand.call(run, { cause: 'wake', place: 'local' });
    expect(await hand.row(run)).toMatchObject({ status: 'active', at: 'waiting n2' });
  });

  it('refuses an event of a workspace that is not its own', async () => {
    const { eventId } = await stage.track({ user: 'foreign', name: 'go' });
    const foreign = await stage.db.inWorkspace(crypto.randomUUID(), async (tx) => {
      const { routeEvent } = await import('./route-event.ts');
      return routeEvent(tx, eventId);
    });
    expect(foreign.started).toEqual([]);
    expect((await hand.route(eventId)).started).toHaveLength(1);
  });
});
