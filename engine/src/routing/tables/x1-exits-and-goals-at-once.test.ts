import type { Graph, GraphNode } from '@trellis/shared/graph/graph.ts';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clickWithin, HandRun, type Link, MAIL, straight } from '../../testing/hand-run.ts';
import { createStage, type Stage } from '../../testing/stage.ts';

/*
 * Exit rules and goals when their event comes (3.X1, 3.X2): given where a run is and what the event means → where it is in the same transaction →
 * what became of the mail it had claimed.
 */

let stage: Stage;
let hand: HandRun;
beforeAll(async () => {
  stage = await createStage();
  hand = new HandRun(stage);
});
afterAll(() => stage?.close());

const GOAL = (effect: string): Link => ({ type: 'goal', config: { event: 'bought', effect } });
const wait: Link = { type: 'wait', config: { duration: { amount: 3, unit: 'days', mode: 'elapsed' } } };

/** `event` → mail → the rest → (goal →) a wait for ever. */
function graph(event: string, meaning: Meaning, rest: Link): Graph {
  const drawn =
    meaning === 'exit' ? straight(MAIL, rest, clickWithin()) : straight(MAIL, rest, GOAL(meaning), clickWithin());
  const last = meaning === 'end' ? drawn.nodes.length - 2 : drawn.nodes.length;
  const nodes = drawn.nodes
    .map((node): GraphNode => (node.id === 'n0' ? { ...node, config: { event } } : node))
    .slice(0, meaning === 'end' ? 4 : last);
  const ids = new Set(nodes.map(({ id }) => id));
  return {
    ...drawn,
    nodes,
    edges: drawn.edges.filter(({ from, to }) => ids.has(from) && ids.has(to)),
    settings: {
      ...drawn.settings,
      ...(meaning === 'exit' ? { exitRules: [{ id: 'x', name: 'Bought', event: 'bought' }] } : {}),
    },
  };
}
type Meaning = 'exit' | 'end' | 'go' | 'count';

const places = {
  'not begun': async () => {},
  'waiting for an event': (run: string) => hand.call(run),
  'waiting for a time': (run: string) => hand.call(run),
  'trying a mail again': (run: string) => hand.call(run, { fate: { fortune: 'retry-before-gate' } }),
  'at a mail that is claimed': (run: string) => hand.call(run, { fate: { dies: 'after-claim' } }).catch(() => {}),
} as const;
type Place = keyof typeof places;

const ENDED = { status: 'ended', reason: 'exit-rule' };
const REACHED = { status: 'ended', reason: 'goal-reached' };
const JUMPED = { status: 'active', at: 'ready n3' };

describe('X1 when its event comes', () => {
  let rows = 0;
  it.each<[what: Meaning, place: Place, run: object, effect?: object]>([
    ['exit', 'not begun', ENDED],
    ['exit', 'waiting for an event', ENDED, { state: 'accepted' }],
    ['exit', 'waiting for a time', ENDED, { state: 'accepted' }],
    ['exit', 'trying a mail again', ENDED, { state: 'withheld', code: 'exit-rule' }],
    ['exit', 'at a mail that is claimed', ENDED, { state: 'withheld', code: 'exit-rule' }],
    ['end', 'not begun', REACHED],
    ['end', 'waiting for a time', REACHED, { state: 'accepted' }],
    ['end', 'at a mail that is claimed', REACHED, { state: 'withheld', code: 'goal-reached' }],
    ['go', 'not begun', JUMPED],
    ['go', 'waiting for an event', JUMPED, { state: 'accepted' }],
    ['go', 'trying a mail again', JUMPED, { state: 'withheld', code: 'goal-reached' }],
    ['go', 'at a mail that is claimed', JUMPED, { state: 'withheld', code: 'goal-reached' }],
    ['count', 'waiting for a time', { status: 'active', at: 'waiting n2' }, { state: 'accepted' }],
    ['count', 'at a mail that is claimed', { status: 'active', at: 'performing n1' }, { state: 'claimed' }],
  ])('%s: a run that is %s', async (meaning, place, after, effect) => {
    const event = `go-${++rows}`;
    await stage.publish(graph(event, meaning, place === 'waiting for a time' ? wait : clickWithin(3)));
    const user = `lead${rows}`;
    const { started } = await hand.send(user, event);
    const run = started[0]?.runId ?? '';
    await places[place](run);
    const { stepNo } = await hand.row(run);
    const { interrupted, eventId } = await hand.send(user, 'bought');
    expect(interrupted).toEqual([run]);
    expect(await hand.row(run)).toMatchObject({ ...after, stepNo: stepNo + 1, wokenN: stepNo });
    expect(await hand.effects(run)).toMatchObject(effect ? [effect] : []);
    const [logged] = await hand.inWorkspace((tx) =>
      tx.execute(
        sql`select kind, cause, consumed_event_id as consumed from run_steps where run_id = ${run} and step_no = ${stepNo + 1}`,
      ),
    );
    const ends = meaning === 'exit' || meaning === 'end';
    expect(logged).toEqual({ kind: ends ? 'ended' : 'control', cause: 'event', consumed: eventId });
    // A second event of the kind finds an ended run, or a goal that was reached: once per run.
    expect((await hand.send(user, 'bought')).interrupted).toEqual([]);
    const sent = hand.sink.total;
    await hand.call(run);
    expect(hand.sink.total - sent).toBe(meaning === 'count' && place === 'at a mail that is claimed' ? 1 : 0);
  });
});
