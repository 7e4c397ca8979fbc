import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HandRun, MAIL, straight } from '../../testing/hand-run.ts';
import { createStage, type Stage } from '../../testing/stage.ts';
import { optOut } from '../consent.ts';

/*
 * Where a mail goes is decided when it is sent (3.D4): given what happens to the lead's address, and when → where it arrives → how it ends.
 */

let stage: Stage;
let hand: HandRun;
beforeAll(async () => {
  stage = await createStage();
  hand = new HandRun(stage);
  await stage.publish(straight(MAIL, { type: 'wait' }));
});
afterAll(() => stage?.close());

let users = 0;
const OLD = () => `lead${users}@lead.example`;
const NEW = () => `new${users}@lead.example`;

type Event = 'moves' | 'goes' | 'old opts out' | 'new opts out';
const happens = (what: Event) =>
  hand.inWorkspace(async (tx) => {
    const user = `lead${users}`;
    if (what === 'moves')
      await tx.execute(sql`update leads set email = ${NEW()} where attributes ->> 'firstName' = ${user}`);
    else if (what === 'goes')
      await tx.execute(sql`update leads set email = null where attributes ->> 'firstName' = ${user}`);
    else
      await optOut(tx, stage.services.secret, {
        address: what === 'old opts out' ? OLD() : NEW(),
        reason: 'unsubscribed',
        source: 'test',
      });
  });

describe('D4 the address of a mail', () => {
  it.each<
    [
      rule: string,
      when: 'before' | 'claimed' | 'transmitting',
      what: Event[],
      arrives: 'old' | 'new' | 'nowhere',
      effect: object,
      run: object,
    ]
  >([
    [
      'nothing happens',
      'claimed',
      [],
      'old',
      { state: 'accepted', attempts: 1 },
      { status: 'active', at: 'waiting n2' },
    ],
    ['changed before the step', 'before', ['moves'], 'new', { state: 'accepted', attempts: 1 }, { at: 'waiting n2' }],
    [
      'changed while the mail is made',
      'claimed',
      ['moves'],
      'new',
      { state: 'accepted', attempts: 2 },
      { at: 'waiting n2' },
    ],
    [
      'changed when it has begun',
      'transmitting',
      ['moves'],
      'old',
      { state: 'accepted', attempts: 1 },
      { at: 'waiting n2' },
    ],
    [
      'gone before the step',
      'before',
      ['goes'],
      'nowhere',
      { state: 'failed', code: 'no-address' },
      { status: 'parked', reason: 'no-address' },
    ],
    [
      'gone while the mail is made',
      'claimed',
      ['goes'],
      'nowhere',
      { state: 'failed', code: 'no-address' },
      { status: 'parked' },
    ],
    [
      'changed, and the former opted out',
      'claimed',
      ['moves', 'old opts out'],
      'new',
      { state: 'accepted' },
      { at: 'waiting n2' },
    ],
    [
      'changed to one that opted out before',
      'claimed',
      ['new opts out', 'moves'],
      'nowhere',
      { state: 'withheld' },
      { status: 'ended', reason: 'suppressed' },
    ],
    [
      'changed, then opted out',
      'claimed',
      ['moves', 'new opts out'],
      'nowhere',
      { state: 'withheld' },
      { status: 'ended', reason: 'unsubscribed' },
    ],
    [
      'opted out while the mail is made',
      'claimed',
      ['old opts out'],
      'nowhere',
      { state: 'withheld' },
      { status: 'ended', reason: 'unsubscribed' },
    ],
  ])('%s', async (_, when, what, arrives, effect, after) => {
    const run = await hand.enter(`lead${++users}`);
    const before = hand.sink.recipients.length;
    const all = async () => {
      for (const one of what) await happens(one);
    };
    if (when === 'before') await all();
    let once = 0;
    await hand.call(run, when === 'before' ? {} : { at: { [when]: async () => (once++ === 0 ? all() : undefined) } });
    const to = { old: [OLD()], new: [NEW()], nowhere: [] }[arrives];
    expect(hand.sink.recipients.slice(before)).toEqual(to);
    expect((await hand.effects(run)).at(-1)).toMatchObject(effect);
    expect(await hand.row(run)).toMatchObject(after);
  });
});
