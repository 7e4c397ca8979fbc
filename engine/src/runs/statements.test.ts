import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HandRun, MAIL, straight } from '../testing/hand-run.ts';
import { createStage, type Stage } from '../testing/stage.ts';

describe('what a send costs the database', () => {
  const statements: string[] = [];
  let stage: Stage;
  let hand: HandRun;
  beforeAll(async () => {
    stage = await createStage({ onStatement: (text) => statements.push(text) });
    hand = new HandRun(stage);
    await stage.publish(straight(MAIL, MAIL, { type: 'wait' }));
    // What comes after the mails is a plain wait, for a run that ends writes an event. The plan is read once per process.
    await hand.call(await hand.enter('warm'));
  });
  afterAll(() => stage?.close());
  beforeEach(() => {
    statements.length = 0;
  });

  const own = (from: number) =>
    statements.slice(from).filter((text) => !/^(begin|commit|savepoint|select set_config)/i.test(text.trim()));
  const commits = (from: number) => statements.slice(from).filter((text) => /^commit/i.test(text.trim())).length;

  it('is at most 8 statements and 3 commits, and 5 and 2 for one that follows another at once', async () => {
    const run = await hand.enter('counted');
    const begins = statements.length;
    let secondClaimed = 0;
    await hand.call(run, {
      at: {
        claimed: async () => {
          secondClaimed = statements.length;
        },
      },
    });
    expect(hand.sink.total).toBe(4);
    // The first mail's claim, gate and settle; the settle holds the second one's claim.
    const first = statements.slice(begins, secondClaimed);
    expect(first.filter((text) => /^commit/i.test(text.trim()))).toHaveLength(3);
    expect(own(begins).length - own(secondClaimed).length).toBeLessThanOrEqual(8);
    expect(own(secondClaimed).length).toBeLessThanOrEqual(5);
    expect(commits(secondClaimed)).toBe(2);
  });
});
