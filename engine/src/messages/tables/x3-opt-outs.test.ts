import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordEngagement } from '../../api/tracking/engagement.ts';
import { eraseLead } from '../../leads/erase.ts';
import { clickWithin, HandRun, MAIL, straight } from '../../testing/hand-run.ts';
import { createStage, eventually, type Stage } from '../../testing/stage.ts';
import { optOut } from '../consent.ts';
import { recordMailFeedback } from '../mail-feedback.ts';
import { sendIdOf } from '../send-id.ts';

/*
 * What ends everything at once (3.X3): given a run at some place and what its lead says → how the run ends, whatever it covers → what may be sent.
 */

let stage: Stage;
let hand: HandRun;
beforeAll(async () => {
  stage = await createStage();
  hand = new HandRun(stage);
  await stage.publish(straight(MAIL, clickWithin(3), MAIL));
});
afterAll(() => stage?.close());

let users = 0;
const user = () => `lead${users}`;
const address = () => `${user()}@lead.example`;
const { nudge, announce } = { nudge: () => {}, announce: () => {} };

const places = {
  waiting: (run: string) => hand.call(run),
  retrying: (run: string) => hand.call(run, { fate: { fortune: 'retry-before-gate' } }),
  parked: (run: string) => hand.call(run, { fate: { fortune: 'fail-before-gate' } }),
  paused: async (run: string) => {
    await hand.call(run);
    await hand.control(run, { kind: 'pause' });
  },
};
const said = {
  'an unsubscribe by link': (run: string) =>
    recordEngagement(
      { db: stage.db, secret: stage.services.secret, nudge, announce },
      { what: 'unsubscribe', workspaceId: stage.workspaceId, sendId: sendOf(run), at: Date.now(), leadId: sendOf(run) },
    ),
  'a complaint': (run: string) => feedback(run, { what: 'complaint' }),
  'a hard bounce': (run: string) => feedback(run, { what: 'bounce', kind: 'hard', code: '5.1.1', said: 'unknown' }),
  'an erasure': async (run: string) => {
    const [lead] = await hand.inWorkspace((tx) =>
      tx.execute<{ id: string }>(sql`select lead_id as id from runs where id = ${run}`),
    );
    await eraseLead(
      { db: stage.db, secret: stage.services.secret },
      { workspaceId: stage.workspaceId, leadId: lead?.id ?? '', actor: 'a' },
    );
  },
};
const sendOf = (run: string) => sendIdOf(`${run}:n1:1`);
const feedback = (run: string, what: Parameters<typeof recordMailFeedback>[3]) =>
  hand.inWorkspace((tx) =>
    recordMailFeedback(tx, stage.services.secret, { sendId: sendOf(run), source: 'test' }, what),
  );

describe('X3 ends a run at once', () => {
  const reasons = {
    'an unsubscribe by link': 'unsubscribed',
    'a complaint': 'complained',
    'a hard bounce': 'hard-bounced',
    'an erasure': 'erased',
  };
  const cases = (Object.keys(said) as (keyof typeof said)[]).flatMap((what) =>
    (Object.keys(places) as (keyof typeof places)[]).map((place) => [what, place] as const),
  );
  it.each(cases)('%s of a lead whose run is %s', async (what, place) => {
    users++;
    const run = await hand.enter(user());
    await places[place](run);
    await said[what](run);
    expect(await hand.row(run)).toMatchObject({ status: 'ended', reason: reasons[what] });
    const sent = hand.sink.total;
    await hand.call(run);
    expect(hand.sink.total).toBe(sent);
    expect((await hand.steps(run)).at(-1)).toMatchObject({ kind: 'ended', outcome: reasons[what] });
    // No later run of theirs sends anything either.
    if (what === 'an erasure') return;
    const later = await hand.enter(user());
    await hand.call(later);
    expect(hand.sink.total).toBe(sent);
    expect(await hand.row(later)).toMatchObject({ status: 'ended', reason: 'suppressed' });
  });

  it('a soft bounce and a reply end nothing', async () => {
    users++;
    const run = await hand.enter(user());
    await hand.call(run);
    await feedback(run, { what: 'bounce', kind: 'soft', code: '4.2.2', said: 'full' });
    await feedback(run, { what: 'reply', text: 'Hi', messageId: `reply-${run}` });
    expect(await hand.row(run)).toMatchObject({ status: 'active', at: 'waiting n2' });
  });

  it('of every lead with the address, whatever its case', async () => {
    users++;
    const runs = [await hand.enter(user()), await hand.enter(`${user()}b`)];
    await hand.inWorkspace((tx) =>
      tx.execute(sql`update leads set email = upper(${address()}) where attributes ->> 'firstName' = ${`${user()}b`}`),
    );
    await hand.inWorkspace((tx) =>
      optOut(tx, stage.services.secret, { address: address(), reason: 'unsubscribed', source: 'test' }),
    );
    for (const run of runs) expect(await hand.row(run)).toMatchObject({ status: 'ended', reason: 'unsubscribed' });
  });
});

it('X3 no mail begins to an address whose opt-out has committed, also where no lead had it when that began', async () => {
  users++;
  const run = await hand.enter(user());
  const former = address();
  const move = (to: string) =>
    hand.inWorkspace((tx) =>
      tx.execute(sql`update leads set email = ${to} where attributes ->> 'firstName' = ${user()}`),
    );
  await move('elsewhere@lead.example');
  let commit = () => {};
  const held = new Promise<void>((resolve) => {
    commit = resolve;
  });
  let begun = () => {};
  const optedOut = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const optingOut = hand.inWorkspace(async (tx) => {
    const { leadIds } = await optOut(tx, stage.services.secret, {
      address: former,
      reason: 'unsubscribed',
      source: 'test',
    });
    expect(leadIds).toEqual([]);
    begun();
    await held;
  });
  await optedOut;
  await move(former);
  const sent = hand.sink.total;
  const called = hand.call(run);
  // The gate waits for the opt-out, of which it can see nothing yet.
  await eventually(
    () =>
      stage.db.asSystem((tx) =>
        tx.execute<{ n: number }>(
          sql`select count(*)::int as n from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())`,
        ),
      ),
    ([row]) => row?.n === 1,
  );
  commit();
  await optingOut;
  await called;
  expect(hand.sink.total).toBe(sent);
  expect(await hand.effects(run)).toMatchObject([{ state: 'withheld', code: 'suppressed' }]);
  expect(await hand.row(run)).toMatchObject({ status: 'ended', reason: 'suppressed' });
});
