import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createVirtualClock, type VirtualClock } from '../../testing/driver/virtual-clock.ts';
import { clickWithin, HandRun, MAIL, straight } from '../../testing/hand-run.ts';
import { letGo } from '../../testing/settle.ts';
import { createStage, type Stage } from '../../testing/stage.ts';
import { recordEvents } from '../record-events.ts';
import { readTraits } from '../traits.ts';

/*
 * What happened counts in the order in which it happened, not in which it came (3.D2): given calls with what they tell and how many minutes ago it
 * happened → what is known of the lead. What went out is never taken back.
 */

const MINUTE = 60_000;
let stage: Stage;
let hand: HandRun;
let clock: VirtualClock;
beforeAll(async () => {
  stage = await createStage();
  hand = new HandRun(stage);
  clock = await createVirtualClock(stage.db, stage.workspaceId, Date.UTC(2026, 10, 20, 10));
});
afterAll(() => stage?.close());

let rows = 0;
interface Told {
  ago: number;
  traits: Record<string, unknown>;
  name?: string;
}
const incoming = ({ ago, traits, name = 'identify' }: Told) => {
  const id = crypto.randomUUID();
  return {
    messageId: id,
    bodyHash: id,
    name,
    properties: name === 'identify' ? traits : {},
    source: 'track',
    occurredAt: Date.now() - ago * MINUTE,
    lead: { identities: { userId: `lead${rows}` } },
    ...(Object.keys(traits).length > 0 ? { traits: readTraits(traits) } : {}),
  };
};
const tell = (calls: Told[]) => hand.inWorkspace((tx) => recordEvents(tx, calls.map(incoming)));
const plan = (ago: number, name: string): Told => ({ ago, traits: { plan: name } });

describe('D2 what is known of a lead', () => {
  it.each<[rule: string, calls: Told[][], known: Record<string, unknown>]>([
    ['in order the last counts', [[plan(9, 'free')], [plan(5, 'pro')]], { plan: 'pro' }],
    ['what comes late does not undo what happened after it', [[plan(5, 'pro')], [plan(9, 'free')]], { plan: 'pro' }],
    [
      'what comes late and nobody told after it counts',
      [[plan(9, 'free')], [{ ago: 1, traits: {}, name: 'visit' }], [plan(5, 'pro')]],
      { plan: 'pro' },
    ],
    [
      'each attribute by itself',
      [[plan(5, 'pro')], [{ ago: 9, traits: { plan: 'free', size: 7 } }]],
      { plan: 'pro', size: 7 },
    ],
    [
      'by whatever spelling',
      [[{ ago: 5, traits: { first_name: 'Aino' } }], [{ ago: 9, traits: { firstName: 'A.' } }]],
      { firstName: 'Aino' },
    ],
    ['within one batch too', [[plan(5, 'pro'), plan(9, 'free')]], { plan: 'pro' }],
    ['between two that came before', [[plan(9, 'free')], [plan(1, 'team')], [plan(5, 'pro')]], { plan: 'team' }],
    [
      'an attribute taken away later stays away',
      [[plan(9, 'free')], [{ ago: 1, traits: { plan: null } }], [plan(5, 'pro')]],
      {},
    ],
    [
      'a zone too',
      [[{ ago: 5, traits: { timezone: 'Europe/Berlin' } }], [{ ago: 9, traits: { timezone: 'UTC' } }]],
      { zone: 'Europe/Berlin' },
    ],
  ])('%s', async (_, calls, known) => {
    rows++;
    for (const batch of calls) await tell(batch);
    const [lead] = await hand.inWorkspace((tx) =>
      tx.execute<{ attributes: Record<string, unknown>; zone: string | null }>(
        sql`select attributes, time_zone as zone from leads where id = (select lead_id from lead_identities where value = ${`lead${rows}`})`,
      ),
    );
    expect({ ...lead?.attributes, ...(lead?.zone ? { zone: lead.zone } : {}) }).toEqual(known);
  });
});

describe('D2 what happened late', () => {
  it('of several events the one that happened first ends a wait, whatever order they came in', async () => {
    const gate = {
      type: 'wait-any',
      config: { lookBack: 'this-wait', doors: ['x', 'y'].map((id) => ({ id, label: id, kind: 'event', event: id })) },
      at: 'x',
    };
    const { nodes, ...graph } = straight(gate);
    await stage.publish({
      ...graph,
      nodes: nodes.map((node) => (node.id === 'n1' ? { ...node, endsHere: ['y'] } : node)),
    });
    const run = await hand.enter('raced');
    await letGo(hand, run);
    await clock.leapTo(clock.now() + 60 * MINUTE);
    const later = await stage.track({ user: 'raced', name: 'x', occurredAt: Date.now() - 10 * MINUTE });
    const earlier = await stage.track({ user: 'raced', name: 'y', occurredAt: Date.now() - 20 * MINUTE });
    for (const { eventId } of [later, earlier]) await hand.route(eventId);
    await letGo(hand, run);
    const [left] = (await hand.steps(run)).filter(({ node, kind }) => node === 'n1' && kind === 'left');
    expect(left?.port).toBe('y');
  });

  it('an exit rule’s event that comes after the mail ends the run, and the mail stays sent', async () => {
    const graph = straight(MAIL, clickWithin());
    await stage.publish({
      ...graph,
      nodes: graph.nodes.map((node) => (node.id === 'n0' ? { ...node, config: { event: 'sent' } } : node)),
      settings: { ...graph.settings, exitRules: [{ id: 'x', name: 'Bought', event: 'bought' }] },
    });
    const { started } = await hand.send('late', 'sent');
    const run = started[0]?.runId ?? '';
    await hand.call(run);
    await hand.route((await stage.track({ user: 'late', name: 'bought', occurredAt: Date.now() - MINUTE })).eventId);
    expect(await hand.row(run)).toMatchObject({ status: 'ended', reason: 'exit-rule' });
    expect(await hand.effects(run)).toMatchObject([{ state: 'accepted' }]);
  });
});
