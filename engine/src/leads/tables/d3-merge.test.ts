import type { Graph, GraphNode, WorkflowSettings } from '@trellis/shared/graph/graph.ts';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lockLeads } from '../../db/queries/run-locks.ts';
import { clickWithin, HandRun, straight } from '../../testing/hand-run.ts';
import { letGo } from '../../testing/settle.ts';
import { createStage, type Stage } from '../../testing/stage.ts';
import { mergeLeads } from '../merge.ts';

/*
 * Two leads that turn out to be one person (3.D3): given what each did and said → what the survivor has, and how the runs stand.
 */

let stage: Stage;
let hand: HandRun;
beforeAll(async () => {
  stage = await createStage();
  hand = new HandRun(stage);
});
afterAll(() => stage?.close());

let pairs = 0;
const rows = <Row extends Record<string, unknown>>(query: ReturnType<typeof sql>) =>
  hand.inWorkspace((tx) => tx.execute<Row>(query));

/** Two fresh leads, by name. */
async function pair(): Promise<{ loser: string; survivor: string; users: { loser: string; survivor: string } }> {
  const users = { loser: `loser-${++pairs}`, survivor: `survivor-${pairs}` };
  const { leadId: loser } = await stage.track({ user: users.loser, name: 'came' });
  const { leadId: survivor } = await stage.track({ user: users.survivor, name: 'came' });
  return { loser, survivor, users };
}

const merge = ({ loser, survivor }: { loser: string; survivor: string }) =>
  hand.inWorkspace(async (tx) => {
    await lockLeads(tx, [loser, survivor]);
    return mergeLeads(tx, { loser, survivor, unless: [], actor: 'test' });
  });

/** `event` → a wait for `next` → a wait for `next` → a wait for ever. */
function gates(event: string, settings: Partial<WorkflowSettings>): Graph {
  const gate = { ...clickWithin(), config: { event: 'next', lookBack: 'this-wait' } };
  const graph = straight(gate, gate, clickWithin());
  const nodes = graph.nodes.map((node): GraphNode => (node.id === 'n0' ? { ...node, config: { event } } : node));
  return { ...graph, nodes, settings: { reEntry: { mode: 'after-exit' }, ...settings } };
}

const enter = (topic = '') => ({ name: 'enter', topic });
const next = { name: 'next', topic: '' };
type Done = { name: string; topic: string }[];

describe('D3 runs', () => {
  it.each<[rule: string, settings: Partial<WorkflowSettings>, done: { loser: Done; survivor: Done }, runs: string[]]>([
    ['the loser’s run moves', {}, { loser: [enter()], survivor: [] }, ['active n1']],
    ['the survivor’s stays', {}, { loser: [], survivor: [enter()] }, ['active n1']],
    [
      'of two the furthest stays: the loser’s',
      {},
      { loser: [enter(), next], survivor: [enter()] },
      ['active n2', 'merged'],
    ],
    [
      'of two the furthest stays: the survivor’s',
      {},
      { loser: [enter()], survivor: [enter(), next] },
      ['active n2', 'merged'],
    ],
    [
      'of other keys both stay',
      { reEntryKey: 'event.topic' },
      { loser: [enter('x')], survivor: [enter('y')] },
      ['active n1', 'active n1'],
    ],
    [
      'of one key one stays',
      { reEntryKey: 'event.topic' },
      { loser: [enter('x'), enter('z'), next], survivor: [enter('x'), enter('y')] },
      ['active n1', 'active n2', 'active n2', 'merged'],
    ],
    [
      'side by side where the workflow says so',
      { whileActive: 'parallel' },
      { loser: [enter()], survivor: [enter()] },
      ['active n1', 'active n1'],
    ],
  ])('%s', async (_, settings, done, expected) => {
    const both = await pair();
    const event = `enter-${pairs}`;
    await stage.publish(gates(event, settings));
    for (const who of ['loser', 'survivor'] as const) {
      for (const { name, topic } of done[who]) {
        const user = both.users[who];
        const { eventId } = await stage.track({ user, name: name === 'enter' ? event : name, properties: { topic } });
        const { started, woken } = await hand.route(eventId);
        for (const run of [...started.map(({ runId }) => runId), ...woken]) await letGo(hand, run);
      }
    }
    expect(await merge(both)).toBe(true);
    const after = async () => {
      const found = await rows<{
        stands: string;
      }>(sql`select case status when 'ended' then reason else concat(status, ' ', state #>> '{tokens,0,node}') end as stands
        from runs where lead_id = ${both.survivor} order by 1`);
      return found.map(({ stands }) => stands);
    };
    expect(await after()).toEqual(expected);
    expect(await rows(sql`select 1 from runs where lead_id = ${both.loser}`)).toHaveLength(0);
    // Those that go on can: each is called once and rests where it was.
    for (const { id } of await rows<{ id: string }>(
      sql`select id from runs where lead_id = ${both.survivor} and status = 'active'`,
    ))
      await letGo(hand, id);
    expect(await after()).toEqual(expected);
  });

  it.each(['loser', 'survivor'] as const)(
    'of two equally far the one that entered first stays: the %s’s',
    async (first) => {
      const both = await pair();
      const event = `enter-${pairs}`;
      await stage.publish(gates(event, {}));
      const began: string[] = [];
      for (const who of [first, first === 'loser' ? 'survivor' : 'loser'] as const) {
        const { started } = await hand.route((await stage.track({ user: both.users[who], name: event })).eventId);
        for (const { runId } of started) {
          await letGo(hand, runId);
          began.push(runId);
        }
      }
      await merge(both);
      const stays = await rows<{ id: string }>(
        sql`select id from runs where lead_id = ${both.survivor} and status = 'active'`,
      );
      expect(stays).toEqual([{ id: began[0] }]);
    },
  );

  it('that move count for re-entry as if they had always been the survivor’s', async () => {
    const both = await pair();
    const event = `enter-${pairs}`;
    await stage.publish(gates(event, { reEntry: { mode: 'never' } }));
    const { started } = await hand.route((await stage.track({ user: both.users.loser, name: event })).eventId);
    await hand.control(started[0]?.runId ?? '', { kind: 'exit' });
    await merge(both);
    const { missed } = await hand.route((await stage.track({ user: both.users.survivor, name: event })).eventId);
    expect(missed).toMatchObject([{ code: 'only-once' }]);
  });
});

describe('D3 consent', () => {
  const words = ['unknown', 'opted-in', 'opted-out'] as const;
  const strictest = (one: string, other: string) =>
    [one, other].includes('opted-out') ? 'opted-out' : [one, other].includes('opted-in') ? 'opted-in' : 'unknown';
  it.each(words.flatMap((loser) => words.map((survivor) => [loser, survivor] as const)))(
    'of email and texts: %s beside %s, the most restrictive wins',
    async (loser, survivor) => {
      const both = await pair();
      for (const [id, word] of [
        [both.loser, loser],
        [both.survivor, survivor],
      ])
        await rows(sql`update leads set consent_email = ${word}, consent_sms = ${word} where id = ${id}`);
      await merge(both);
      const [after] = await rows(
        sql`select consent_email as email, consent_sms as sms from leads where id = ${both.survivor}`,
      );
      expect(after).toEqual({ email: strictest(loser, survivor), sms: strictest(loser, survivor) });
    },
  );

  it.each([
    ['of the loser', 'loser', 'survivor'],
    ['of the survivor', 'survivor', 'loser'],
  ] as const)('a “no” %s ends what the other had running', async (_, out, other) => {
    const both = await pair();
    const event = `enter-${pairs}`;
    await stage.publish(gates(event, {}));
    for (const who of [out, other])
      await hand.route((await stage.track({ user: both.users[who], name: event })).eventId);
    await rows(
      sql`update runs set status = 'ended', reason = 'unsubscribed', active_key = null where lead_id = ${both[out]}`,
    );
    await rows(sql`update leads set consent_email = 'opted-out' where id = ${both[out]}`);
    await merge(both);
    const after = await rows<{ reason: string }>(sql`select reason from runs where lead_id = ${both.survivor}`);
    expect(after.map(({ reason }) => reason)).toEqual(['unsubscribed', 'unsubscribed']);
  });
});

describe('D3 exposure', () => {
  type Arms = { loser?: string; survivor?: string };
  it.each<[rule: string, arms: Arms, furthest: keyof Arms, arm: string, counts: Record<string, number>]>([
    ['the loser’s arm goes with it', { loser: 'a' }, 'survivor', 'a', { a: 1 }],
    ['the survivor keeps its own', { survivor: 'b' }, 'survivor', 'b', { b: 1 }],
    [
      'of two the arm of the run that stays, and the other is free again',
      { loser: 'a', survivor: 'b' },
      'loser',
      'a',
      { a: 1, b: 0 },
    ],
    ['of two the survivor’s where its run stays', { loser: 'a', survivor: 'b' }, 'survivor', 'b', { a: 0, b: 1 }],
    ['the same arm twice counts once', { loser: 'a', survivor: 'a' }, 'survivor', 'a', { a: 1 }],
  ])('%s', async (_, arms, furthest, arm, counts) => {
    const both = await pair();
    const event = `enter-${pairs}`;
    const { workflowId } = await stage.publish(gates(event, {}));
    for (const who of ['loser', 'survivor'] as const) {
      const { started } = await hand.route((await stage.track({ user: both.users[who], name: event })).eventId);
      await letGo(hand, started[0]?.runId ?? '');
      if (who === furthest) {
        const { woken } = await hand.route((await stage.track({ user: both.users[who], name: 'next' })).eventId);
        for (const run of woken) await letGo(hand, run);
      }
      if (arms[who])
        await rows(
          sql`insert into split_arms (workspace_id, workflow_id, node, lead_id, arm) values (${stage.workspaceId}, ${workflowId}, 's', ${both[who]}, ${arms[who]})`,
        );
    }
    const given: Record<string, number> = {};
    for (const one of Object.values(arms)) given[one] = (given[one] ?? 0) + 1;
    await rows(
      sql`insert into split_levels (workspace_id, workflow_id, node, counts) values (${stage.workspaceId}, ${workflowId}, 's', ${JSON.stringify(given)}::jsonb)`,
    );
    await merge(both);
    expect(await rows(sql`select lead_id, arm from split_arms where workflow_id = ${workflowId}`)).toEqual([
      { lead_id: both.survivor, arm },
    ]);
    expect(await rows(sql`select counts from split_levels where workflow_id = ${workflowId}`)).toEqual([{ counts }]);
  });
});
