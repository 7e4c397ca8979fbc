import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clickWithin, HandRun, straight } from '../../testing/hand-run.ts';
import { createStage, eventually, type Stage } from '../../testing/stage.ts';
import { afterRace } from '../after-race.ts';
import type { IncomingEvent } from '../incoming.ts';
import { recordEvents } from '../record-events.ts';

/*
 * Messages with one id (3.D1): given what comes, in batches or beside each other → what is answered for each → what is stored, set aside and started.
 */

let stage: Stage;
let hand: HandRun;
beforeAll(async () => {
  stage = await createStage();
  hand = new HandRun(stage);
  await stage.publish(straight(clickWithin()));
});
afterAll(() => stage?.close());

let rows = 0;
/** `m1` and a body that is A or B. */
const message = (text: string): IncomingEvent => ({
  messageId: `${text.slice(0, 2)}-${rows}`,
  bodyHash: text.slice(2),
  name: 'go',
  properties: { body: text.slice(2) },
  source: 'track',
  lead: { identities: { userId: `lead${rows}` } },
});
const take = (texts: string[]) => hand.inWorkspace((tx) => recordEvents(tx, texts.map(message)));

describe('D1 duplicates', () => {
  it.each<
    [rule: string, batches: string[][], answers: string[], kept: { events: number; aside: number; runs: number }]
  >([
    ['one message', [['m1A']], ['stored'], { events: 1, aside: 0, runs: 1 }],
    ['the same again: one effect', [['m1A'], ['m1A']], ['stored', 'duplicate'], { events: 1, aside: 0, runs: 1 }],
    [
      'the same in one batch',
      [['m1A', 'm1A', 'm1A']],
      ['stored', 'duplicate', 'duplicate'],
      { events: 1, aside: 0, runs: 1 },
    ],
    [
      'another body with its id is set aside',
      [['m1A'], ['m1B']],
      ['stored', 'quarantined'],
      { events: 1, aside: 1, runs: 1 },
    ],
    ['another body in one batch too', [['m1A', 'm1B']], ['stored', 'quarantined'], { events: 1, aside: 1, runs: 1 }],
    [
      'set aside it stays so, however often it comes',
      [['m1A'], ['m1B'], ['m1B']],
      ['stored', 'quarantined', 'quarantined'],
      { events: 1, aside: 2, runs: 1 },
    ],
    [
      'the first body is still the one',
      [['m1A'], ['m1B'], ['m1A']],
      ['stored', 'quarantined', 'duplicate'],
      { events: 1, aside: 1, runs: 1 },
    ],
    [
      'other ids with one body are other events',
      [['m1A', 'm2A']],
      ['stored', 'stored'],
      { events: 2, aside: 0, runs: 1 },
    ],
  ])('%s', async (_, batches, answers, kept) => {
    rows++;
    const told: string[] = [];
    const stored = new Set<string>();
    for (const batch of batches)
      for (const { outcome, eventId } of await take(batch)) {
        told.push(outcome);
        if (outcome !== 'quarantined') stored.add(eventId);
      }
    expect(told).toEqual(answers);
    // Each is delivered twice.
    for (const eventId of stored) await hand.route(eventId);
    const missed = await misses();
    for (const eventId of stored) await hand.route(eventId);
    await standing(kept);
    // The second delivery does nothing at all: nobody is even told that the lead is in already.
    expect(await misses()).toEqual(missed);
  });

  it('that come at the same time are one event', async () => {
    rows++;
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) => take([index % 4 === 3 ? 'm1B' : 'm1A'])),
    );
    const outcomes = answers.flat().map(({ outcome }) => outcome);
    expect(outcomes.filter((one) => one === 'stored')).toHaveLength(1);
    // Whose body was first decides who is set aside.
    expect([3, 9]).toContain(outcomes.filter((one) => one === 'quarantined').length);
  });

  it.each([
    ['the same message', 'm1A', 'lead', 'duplicate'],
    ['another body of the same person', 'm1B', 'lead', 'quarantined'],
    ['another body of somebody new, who is not made by it', 'm1B', 'stranger', 'quarantined'],
  ])('that come while the first is not committed yet: %s', async (_, text, person, outcome) => {
    rows++;
    const second: IncomingEvent = { ...message(text), lead: { identities: { userId: `${person}${rows}` } } };
    let looked = () => {};
    const hasLooked = new Promise<void>((resolve) => {
      looked = resolve;
    });
    const late = hasLooked.then(() => afterRace(() => hand.inWorkspace((tx) => recordEvents(tx, [second]))));
    const [first] = await hand.inWorkspace(async (tx) => {
      const recorded = await recordEvents(tx, [message('m1A')]);
      looked();
      await eventually(
        () => hand.inWorkspace((other) => other.execute(sql`select 1 from pg_locks where not granted`)),
        (waiting) => waiting.length > 0,
      );
      return recorded;
    });
    expect(await late).toMatchObject([{ outcome, eventId: first?.eventId }]);
    await standing({ events: 1, aside: outcome === 'quarantined' ? 1 : 0, runs: 0 });
    const known = await hand.inWorkspace((tx) =>
      tx.execute(sql`select value from lead_identities where value in (${`lead${rows}`}, ${`stranger${rows}`})`),
    );
    expect(known).toEqual([{ value: `lead${rows}` }]);
  });

  const misses = () =>
    hand.inWorkspace((tx) =>
      tx.execute(
        sql`select code from near_misses where lead_id = (select lead_id from lead_identities where value = ${`lead${rows}`})`,
      ),
    );
  const standing = async (kept: object) => {
    const lead = sql`(select lead_id from lead_identities where value = ${`lead${rows}`})`;
    const [found] = await hand.inWorkspace((tx) =>
      tx.execute(sql`select (select count(*)::int from events where lead_id = ${lead} and name = 'go') as events,
        (select count(*)::int from quarantined_events where message_id like ${`%-${rows}`}) as aside, (select count(*)::int from runs where lead_id = ${lead}) as runs`),
    );
    expect(found).toEqual(kept);
  };
});
