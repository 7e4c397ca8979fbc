import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fortune } from '../../testing/driver/fate.ts';
import { HandRun, HOOK, type Link, MAIL, straight } from '../../testing/hand-run.ts';
import { createStage, type Stage } from '../../testing/stage.ts';

/*
 * How an effect turns out, and what stands in its row afterwards: given the last step of a workflow and what the other side does → the run → the row.
 */

let stage: Stage;
let hand: HandRun;
beforeAll(async () => {
  stage = await createStage();
  hand = new HandRun(stage);
});
afterAll(() => stage?.close());

/** A workflow that ends with this step: nothing stands behind it. */
async function lastStep(link: Link, event: string): Promise<void> {
  const { nodes, edges, ...graph } = straight(link);
  await stage.publish({
    ...graph,
    nodes: nodes
      .filter(({ id }) => id !== 'n2')
      .map((node) => (node.id === 'n0' ? { ...node, config: { event } } : { ...node, endsHere: ['next'] })),
    edges: edges.filter(({ to }) => to !== 'n2'),
  });
}

describe('Errors: the row of an effect that is the last step of its run', () => {
  let rows = 0;
  it.each<[rule: string, link: Link, fortune: Fortune, run: object, effect: object]>([
    ['a mail that is accepted', MAIL, 'accept', { status: 'ended', reason: 'no-next-step' }, { state: 'accepted' }],
    ['a webhook that is answered', HOOK, 'accept', { status: 'ended', reason: 'no-next-step' }, { state: 'accepted' }],
    [
      'a mail that is refused',
      MAIL,
      'fail-after-gate',
      { status: 'parked', reason: 'content_refused' },
      { state: 'failed', code: 'content_refused' },
    ],
    ['a mail that may have arrived', MAIL, 'lost-and-gone', { status: 'ended' }, { state: 'unknown' }],
    [
      'a mail to be tried later',
      MAIL,
      'retry-before-gate',
      { status: 'active', at: 'waiting n1' },
      { state: 'claimed', attempts: 1 },
    ],
    ['an address that is dead', MAIL, 'hard-bounce', { status: 'ended', reason: 'hard-bounced' }, { state: 'failed' }],
  ])('%s', async (_, link, fortune, run, effect) => {
    const event = `go-${++rows}`;
    await lastStep(link, event);
    const { started } = await hand.send(`lead${rows}`, event);
    const id = started[0]?.runId ?? '';
    await hand.call(id, { place: link === HOOK ? 'http' : 'email', fate: { fortune } });
    expect(await hand.row(id)).toMatchObject(run);
    expect(await hand.effects(id)).toMatchObject([effect]);
  });
});
