import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createVirtualClock, type VirtualClock } from '../../testing/driver/virtual-clock.ts';
import { only } from '../../testing/entry-rows.ts';
import { clickWithin, HandRun, type Link, straight } from '../../testing/hand-run.ts';
import { letGo } from '../../testing/settle.ts';
import { createStage, type Stage } from '../../testing/stage.ts';

/*
 * An event and a wait on real rows (3.W4, 3.W5): given a wait of three days for a click, what comes, and when → whether the run is woken, and what is
 * kept of an event that did not count → by which port the run left.
 */

const HOUR = 3_600_000;
let stage: Stage;
let hand: HandRun;
let clock: VirtualClock;
beforeAll(async () => {
  stage = await createStage();
  hand = new HandRun(stage);
  clock = await createVirtualClock(stage.db, stage.workspaceId, Date.UTC(2026, 10, 20, 10));
});
afterAll(() => stage?.close());

interface Came {
  /** Hours after the wait began at which it comes. */
  at: number;
  /** How long before that it happened, hours. */
  lateBy?: number;
  name?: string;
  properties?: Record<string, unknown>;
  /** The run is called when its time is over, before the event comes. */
  afterTimer?: true;
}
const guide: Link = {
  ...clickWithin(3),
  config: { ...clickWithin(3).config, filter: only('event.tag', '=', 'guide') },
};
const twice: Link = {
  type: 'wait-any',
  config: {
    lookBack: 'this-wait',
    doors: [
      { id: 'd0', label: 'Guide', kind: 'event', event: 'email.clicked', filter: only('event.tag', '=', 'guide') },
      { id: 'd1', label: 'Price', kind: 'event', event: 'email.clicked', filter: only('event.tag', '=', 'price') },
    ],
  },
  at: 'd0',
};

describe('W5 an event at a wait', () => {
  let rows = 0;
  it.each<[rule: string, wait: Link, came: Came, woken: boolean, kept: [string, string?][], left: string | undefined]>([
    ['in time wakes the run', clickWithin(3), { at: 1 }, true, [], 'happened'],
    [
      'that happened in time and comes before anybody has looked wins',
      clickWithin(3),
      { at: 73, lateBy: 2 },
      true,
      [],
      'happened',
    ],
    [
      'that happened after the deadline does not, and leaves why',
      clickWithin(3),
      { at: 73 },
      false,
      [['after-deadline', 'Happened after the deadline of this wait']],
      'timeout',
    ],
    [
      'that happened in time and comes when the wait has ended is late, and reopens nothing',
      clickWithin(3),
      { at: 80, lateBy: 10, afterTimer: true },
      false,
      [['late', 'Happened in time, but came after the wait had ended; it reopens nothing']],
      'timeout',
    ],
    [
      'that happened after the end of the wait is nothing to it',
      clickWithin(3),
      { at: 80, afterTimer: true },
      false,
      [],
      'timeout',
    ],
    [
      'that happened before the look-back leaves why',
      clickWithin(3),
      { at: 1, lateBy: 2 },
      false,
      [['before-wait', 'Happened before the time this wait looks back to']],
      undefined,
    ],
    [
      'that its filter shuts out leaves the failing clause',
      guide,
      { at: 1, properties: { tag: 'price' } },
      false,
      [['filter', 'Not counted, tag is “price”']],
      undefined,
    ],
    [
      'that the filters of several doors shut out leaves each clause, once',
      twice,
      { at: 1, properties: { tag: 'other' } },
      false,
      [['filter', 'Not counted, tag is “other”']],
      undefined,
    ],
    ['of another name leaves nothing', clickWithin(3), { at: 1, name: 'email.opened' }, false, [], undefined],
  ])('%s', async (_, wait, came, woken, kept, left) => {
    const user = `lead${++rows}`;
    const event = `go-${rows}`;
    const { nodes, edges, ...graph } = straight(wait, {
      ...clickWithin(),
      config: { event: 'never', lookBack: 'this-wait' },
    });
    await stage.publish({
      ...graph,
      nodes: nodes.map((node) =>
        node.id === 'n0'
          ? { ...node, config: { event } }
          : { ...node, endsHere: node.id === 'n1' ? ['d1'] : ['timeout'] },
      ),
      // Its time leads on to a wait for ever, so that the run still goes when the event comes.
      edges: [
        ...edges,
        ...(wait.type === 'wait-for-event' ? [{ id: 't', from: 'n1', port: 'timeout', to: 'n2' }] : []),
      ],
    });
    const { started } = await hand.route((await stage.track({ user, name: event })).eventId);
    const run = started[0]?.runId ?? '';
    await letGo(hand, run);
    const from = clock.now();
    await clock.leapTo(from + came.at * HOUR);
    if (came.afterTimer) await letGo(hand, run);
    const { name = 'email.clicked', properties = {}, lateBy } = came;
    const occurred = lateBy === undefined ? {} : { occurredAt: Date.now() - lateBy * HOUR };
    const { eventId } = await stage.track({ user, name, properties, ...occurred });
    const routed = await hand.route(eventId);
    expect(routed.woken).toEqual(woken ? [run] : []);
    const misses = await hand.inWorkspace((tx) =>
      tx.execute<{ code: string; text: string; run: string; node: string }>(
        sql`select code, text, run_id as run, node from near_misses where event_id = ${eventId} order by text`,
      ),
    );
    expect(misses).toEqual(kept.map(([code, text]) => ({ code, text, run, node: 'n1' })));
    await letGo(hand, run);
    const step = (await hand.steps(run)).find(({ node, kind }) => node === 'n1' && kind === 'left');
    expect(step?.port).toBe(left);
  });

  it('that is late for a run that has ended is told too', async () => {
    await stage.publish(straight(clickWithin(3)));
    const { started } = await hand.send('gone', 'go');
    const run = started[0]?.runId ?? '';
    await letGo(hand, run);
    await clock.leapTo(clock.now() + 80 * HOUR);
    await letGo(hand, run);
    expect(await hand.row(run)).toMatchObject({ status: 'ended' });
    const { eventId } = await stage.track({ user: 'gone', name: 'email.clicked', occurredAt: Date.now() - 10 * HOUR });
    expect((await hand.route(eventId)).missed).toMatchObject([{ code: 'late', runId: run }]);
    expect(await hand.row(run)).toMatchObject({ status: 'ended' });
  });
});
