import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listTasks } from '../../db/queries/tasks.ts';
import { recordEvents } from '../../intake/record-events.ts';
import { answerTask } from '../../leads/answer-task.ts';
import { receiveSms } from '../../messages/receive-sms.ts';
import { createVirtualClock } from '../../testing/driver/virtual-clock.ts';
import { HandRun, type Link, straight } from '../../testing/hand-run.ts';
import { letAllGo, settle } from '../../testing/settle.ts';
import { createStage, type Stage } from '../../testing/stage.ts';

const HOUR = 3_600_000;

describe('what a step changes', () => {
  let stage: Stage;
  let hand: HandRun;
  beforeEach(async () => {
    stage = await createStage();
    hand = new HandRun(stage);
  });
  afterEach(() => stage?.close());

  const rows = <Row extends Record<string, unknown>>(query: ReturnType<typeof sql>) =>
    hand.inWorkspace((tx) => tx.execute<Row>(query));
  /** A lead that enters a straight workflow and goes as far as it can. */
  async function goes(...links: Link[]): Promise<{ run: string; leadId: string }> {
    const graph = straight(...links);
    const endsHere = ['busy', 'rejected'];
    const nodes = graph.nodes.map((node) => (/task|approval/.test(node.type) ? { ...node, endsHere } : node));
    await stage.publish({ ...graph, nodes });
    const { started, leadId } = await hand.send('a', 'go');
    await settle(stage, hand);
    return { run: started[0]?.runId ?? '', leadId };
  }
  const openTasks = () =>
    hand.inWorkspace((tx) => listTasks(tx, { status: 'open', now: 0 }, { after: null, limit: 9 }));
  const calling = {
    outcomes: [
      { id: 'reached', label: 'Reached' },
      { id: 'busy', label: 'Busy' },
    ],
  };

  it('an attribute that gets another value is an event with both; one that stays fires nothing', async () => {
    const set = (value: string): Link => ({ type: 'update-lead', config: { set: [{ attribute: 'plan', value }] } });
    await goes(
      set('pro'),
      { type: 'wait', config: { duration: { amount: 1, unit: 'hours', mode: 'elapsed' } } },
      set('pro'),
    );
    const changed = () =>
      rows<{ properties: unknown }>(
        sql`select properties from events where name = 'lead.attribute_changed' order by id`,
      );
    expect(await changed()).toEqual([{ properties: { name: 'plan', from: null, to: 'pro' } }]);
    const clock = await createVirtualClock(stage.db, stage.workspaceId, Date.now());
    await clock.leapTo(Date.now() + 2 * HOUR);
    await letAllGo(stage, hand);
    expect(await rows(sql`select 1 from runs where status = 'ended'`)).toHaveLength(1);
    expect(await changed()).toHaveLength(1);
  });

  it('an attribute that comes with an event is told of too, where the lead is under way', async () => {
    const wait: Link = { type: 'wait', config: { duration: { amount: 1, unit: 'hours', mode: 'elapsed' } } };
    await goes(wait);
    const identify = (plan: string) =>
      hand.inWorkspace((tx) =>
        recordEvents(tx, [
          {
            messageId: `${plan}-${Math.random()}`,
            bodyHash: 'h',
            name: 'identify',
            properties: {},
            source: 'identify',
            lead: { identities: { userId: 'a' } },
            traits: { attributes: { plan } },
          },
        ]),
      );
    for (const plan of ['free', 'pro', 'pro']) await identify(plan);
    expect(await rows(sql`select properties from events where name = 'lead.attribute_changed' order by id`)).toEqual([
      { properties: { name: 'plan', from: null, to: 'free' } },
      { properties: { name: 'plan', from: 'free', to: 'pro' } },
    ]);
  });

  it('a call task waits on the list for its outcome, which leads the run on; of two people one answers', async () => {
    const { run } = await goes({ type: 'call-task', config: calling, at: 'reached' });
    const [task] = await openTasks();
    expect(task).toMatchObject({ kind: 'call', outcomes: calling.outcomes, runId: run });
    const answer = (outcome: string) =>
      hand.inWorkspace((tx) => answerTask(tx, { taskId: task?.id ?? '', outcome, by: 'ann' }));
    expect(await answer('sleeping')).toMatchObject({ kind: 'no-such-outcome' });
    const both = await Promise.all([answer('reached'), answer('reached')]);
    expect(both.map(({ kind }) => kind).sort()).toEqual(['answered', 'not-open']);
    await settle(stage, hand);
    expect(await hand.row(run)).toMatchObject({ status: 'ended', reason: 'completed' });
    const steps = await rows(sql`select port, cause from run_steps where node = 'n1' and kind = 'left'`);
    expect(steps).toEqual([{ port: 'reached', cause: 'event' }]);
  });

  it('a task is withdrawn once nobody waits for it', async () => {
    const { run } = await goes({ type: 'approval', at: 'approved' });
    expect(await openTasks()).toHaveLength(1);
    await hand.control(run, { kind: 'exit' });
    expect(await openTasks()).toEqual([]);
    expect(await rows(sql`select status from tasks`)).toEqual([{ status: 'withdrawn' }]);
  });

  it('the end of a run is an event with its reason', async () => {
    const { run } = await goes();
    expect(
      await rows(
        sql`select properties ->> 'run' as run, properties ->> 'reason' as reason from events where name = 'run.ended'`,
      ),
    ).toEqual([{ run, reason: 'completed' }]);
  });

  it('a throttle lets so many pass at once and holds the others until there is room', async () => {
    await stage.publish(straight({ type: 'throttle', config: { count: 2, per: 'hour' } }));
    const clock = await createVirtualClock(stage.db, stage.workspaceId, Date.UTC(2026, 10, 20, 10));
    for (let i = 0; i < 5; i++) await hand.send(`t${i}`, 'go');
    await settle(stage, hand);
    const ended = async () => (await rows(sql`select 1 from runs where status = 'ended'`)).length;
    expect(await ended()).toBe(2);
    await clock.leapTo(clock.now() + HOUR + 1_000);
    await letAllGo(stage, hand);
    expect(await ended()).toBe(4);
    await clock.leapTo(clock.now() + HOUR + 1_000);
    await letAllGo(stage, hand);
    expect(await ended()).toBe(5);
  });

  it('an exact split gives each arm its share of every few leads, and a lead its arm again', async () => {
    const arms = [
      { id: 'a0', label: 'A', percent: 25 },
      { id: 'a1', label: 'B', percent: 75 },
    ];
    const graph = straight({ type: 'split', config: { arms, levelling: 'exact' }, at: 'a0' });
    await stage.publish({
      ...graph,
      nodes: graph.nodes.map((node) => (node.type === 'split' ? { ...node, endsHere: ['a1'] } : node)),
    });
    for (let i = 0; i < 8; i++) await hand.send(`s${i}`, 'go');
    for (let i = 0; i < 8; i++) await hand.send(`s${i}`, 'go');
    await settle(stage, hand);
    expect(await rows(sql`select arm, count(*)::int as n from split_arms group by arm order by arm`)).toEqual([
      { arm: 'a0', n: 2 },
      { arm: 'a1', n: 6 },
    ]);
  });

  it('a text message goes out once with consent, and a stop word ends all of them', async () => {
    const { leadId } = await stage.track({ user: 'a', name: 'seen' });
    await rows(sql`update leads set phone = '+358 40 1234567', consent_sms = 'opted-in' where id = ${leadId}`);
    await stage.publish(
      straight({ type: 'send-sms', config: { text: 'Hi {{ lead.firstName }}, reply STOP to stop' } }),
    );
    await hand.send('a', 'go');
    await settle(stage, hand);
    const sent = () => rows<{ text: string }>(sql`select text from sms_messages where direction = 'out'`);
    expect(await sent()).toEqual([{ text: 'Hi a, reply STOP to stop' }]);
    const received = await hand.inWorkspace((tx) =>
      receiveSms(tx, stage.services.secret, { number: '00358 40 1234567', text: 'hello?', messageId: 'm0' }),
    );
    expect(received.leadIds).toEqual([]);
    const stop = await hand.inWorkspace((tx) =>
      receiveSms(tx, stage.services.secret, { number: '+358401234567', text: ' Stop. ', messageId: 'm1' }),
    );
    expect(stop).toMatchObject({ leadIds: [leadId], word: 'opted-out' });
    await hand.send('a', 'go');
    await settle(stage, hand);
    expect(await sent()).toHaveLength(1);
    expect(
      await rows(
        sql`select port, text from run_steps where node = 'n1' and kind = 'left' order by created_at desc, step_no desc limit 1`,
      ),
    ).toEqual([{ port: 'unreachable', text: 'Not sent: stopped' }]);
  });
});
