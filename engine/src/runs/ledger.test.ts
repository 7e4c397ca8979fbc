import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProcessDied } from '../testing/driver/loopback-mail.ts';
import { clickWithin, HandRun, HOOK, MAIL, straight } from '../testing/hand-run.ts';
import { createStage, type Stage } from '../testing/stage.ts';

describe('the ledger of a mail', () => {
  let stage: Stage;
  let hand: HandRun;
  beforeAll(async () => {
    stage = await createStage();
    hand = new HandRun(stage);
    await stage.publish(straight(MAIL, HOOK, clickWithin(3)));
  });
  afterAll(() => stage?.close());

  const outcome = async (run: string) =>
    (await hand.steps(run)).find(({ node, kind }) => node === 'n1' && kind === 'left');
  let users = 0;
  const enter = () => hand.enter(`lead${++users}`);
  const mails = async (work: () => Promise<unknown>) => {
    const before = hand.sink.total;
    await work();
    return hand.sink.total - before;
  };

  it.each(['before-claim', 'after-claim', 'at-gate'] as const)(
    'killed %s, a mail is sent by the next call, once',
    async (dies) => {
      const run = await enter();
      const sent = await mails(async () => {
        await expect(hand.call(run, { fate: { dies } })).rejects.toThrow(ProcessDied);
        await hand.call(run);
      });
      expect(sent).toBe(1);
      expect(await hand.effects(run)).toMatchObject([{ state: 'accepted' }]);
    },
  );

  it.each(['after-gate', 'before-settle'] as const)(
    'killed %s, it is unknown, never repeated, and the run goes on',
    async (dies) => {
      const run = await enter();
      const sent = await mails(async () => {
        await expect(hand.call(run, { fate: { dies } })).rejects.toThrow(ProcessDied);
        await hand.call(run);
      });
      expect(sent).toBe(dies === 'after-gate' ? 0 : 1);
      expect(await hand.effects(run)).toMatchObject([{ state: 'unknown', code: 'lost-after-gate' }]);
      expect(await outcome(run)).toMatchObject({ port: 'next', outcome: 'unknown' });
    },
  );

  it('taken over while it froze before its gate, the first attempt finds the gate closed and leaves the second alone', async () => {
    const run = await enter();
    const sent = await mails(() =>
      hand.call(run, {
        at: {
          claimed: () =>
            hand.call(run, {
              at: {
                // While the second transmits, a third call comes: it must not find the row claimed.
                transmitting: async () => expect(await hand.effects(run)).toMatchObject([{ state: 'transmitting' }]),
              },
            }),
        },
      }),
    );
    expect(sent).toBe(1);
    expect(await hand.effects(run)).toMatchObject([{ state: 'accepted', attempts: 2 }]);
  });

  it('taken over by an attempt that died before its gate, the first finds the gate closed all the same', async () => {
    const run = await enter();
    const sent = await mails(async () => {
      const answer = await hand.call(run, {
        at: { claimed: () => expect(hand.call(run, { fate: { dies: 'at-gate' } })).rejects.toThrow(ProcessDied) },
      });
      expect(answer).toMatchObject({ kind: 'step' });
      expect(await hand.effects(run)).toMatchObject([{ state: 'claimed', attempts: 2 }]);
      await hand.call(run);
    });
    expect(sent).toBe(1);
    expect(await hand.effects(run)).toMatchObject([{ state: 'accepted', attempts: 3 }]);
  });

  it('does not let an attempt that lost its claim reopen what another transmits', async () => {
    const run = await enter();
    // The first attempt freezes before its gate; meanwhile the second opens its own and dies there; then the first gives up.
    const sent = await mails(async () => {
      await hand.call(run, {
        fate: { fortune: 'retry-before-gate' },
        at: {
          claimed: () => expect(hand.call(run, { fate: { dies: 'before-settle' } })).rejects.toThrow(ProcessDied),
        },
      });
      expect(await hand.effects(run)).toMatchObject([{ state: 'transmitting' }]);
      await hand.call(run);
    });
    expect(sent).toBe(1);
    expect(await hand.effects(run)).toMatchObject([{ state: 'unknown' }]);
  });

  it('judged unknown, it becomes accepted by a late 250, and the run is not moved by it', async () => {
    const run = await enter();
    let moved = 0;
    const sent = await mails(() =>
      hand.call(run, {
        at: {
          transmitting: async () => {
            await hand.call(run);
            moved = (await hand.row(run)).stepNo;
          },
        },
      }),
    );
    expect(sent).toBe(1);
    expect((await hand.effects(run))[0]).toMatchObject({ state: 'accepted', code: null });
    expect((await hand.row(run)).stepNo).toBe(moved);
    expect(await outcome(run)).toMatchObject({ outcome: 'unknown' });
  });

  it('judged unknown, it becomes failed by a late 4xx, and is never open again', async () => {
    const run = await enter();
    await hand.call(run, { fate: { fortune: 'retry-after-gate' }, at: { transmitting: () => hand.call(run) } });
    expect((await hand.effects(run))[0]).toMatchObject({ state: 'failed', code: 'deferred' });
    // The token has one open effect at most: the next one finds its place free.
    await hand.call(run, { place: 'http' });
    expect(await hand.row(run)).toMatchObject({ at: 'waiting n3' });
  });

  it('accepted during a pause, it is known as accepted when the run goes on, and is not sent again', async () => {
    const run = await enter();
    const sent = await mails(async () => {
      await hand.call(run, { at: { transmitting: () => hand.control(run, { kind: 'pause' }) } });
      expect(await hand.effects(run)).toMatchObject([{ state: 'accepted' }]);
      await hand.control(run, { kind: 'resume' });
      await hand.call(run);
    });
    expect(sent).toBe(1);
    expect(await outcome(run)).toMatchObject({ port: 'next', outcome: 'done' });
  });

  it('accepted after a pause that is over already, it is not called unknown', async () => {
    const run = await enter();
    await hand.call(run, {
      at: {
        transmitting: async () => {
          await hand.control(run, { kind: 'pause' });
          await hand.control(run, { kind: 'resume' });
        },
      },
    });
    expect((await hand.effects(run))[0]).toMatchObject({ state: 'accepted' });
    expect(await outcome(run)).toMatchObject({ outcome: 'done' });
  });

  it.each<['claimed' | 'in-gate' | 'transmitting', number, string]>([
    ['claimed', 0, 'withheld'],
    ['transmitting', 1, 'accepted'],
  ])('of a run that is taken out while it is %s arrives %i times and ends as %s', async (moment, arrives, state) => {
    const run = await enter();
    const sent = await mails(() => hand.call(run, { at: { [moment]: () => hand.control(run, { kind: 'exit' }) } }));
    expect(sent).toBe(arrives);
    expect(await hand.effects(run)).toMatchObject([{ state }]);
    expect(await hand.row(run)).toMatchObject({ status: 'ended', reason: 'exited-by-person' });
  });

  it('of a run that was taken out while it was transmitted, and then killed, is settled as unknown all the same', async () => {
    const run = await enter();
    const dies = hand.call(run, {
      fate: { dies: 'before-settle' },
      at: { transmitting: () => hand.control(run, { kind: 'exit' }) },
    });
    await expect(dies).rejects.toThrow(ProcessDied);
    expect(await hand.call(run)).toMatchObject({ kind: 'end' });
    expect(await hand.effects(run)).toMatchObject([{ state: 'unknown' }]);
  });

  it('of a run that was taken out is failed for good where the provider asks to try later', async () => {
    const run = await enter();
    await hand.call(run, {
      fate: { fortune: 'retry-after-gate' },
      at: { transmitting: () => hand.control(run, { kind: 'exit' }) },
    });
    expect(await hand.effects(run)).toMatchObject([{ state: 'failed', code: 'deferred' }]);
  });

  it('that the provider puts off again and again has failed after its ninth try, and leaves nothing open', async () => {
    const run = await enter();
    for (let tries = 1; tries < 9; tries++) {
      expect(await hand.call(run, { fate: { fortune: 'retry-after-gate' } })).toMatchObject({ kind: 'wait' });
      expect(await hand.effects(run)).toMatchObject([{ state: 'claimed', attempts: tries }]);
      await hand.control(run, { kind: 'skip-wait' });
    }
    await hand.call(run, { fate: { fortune: 'retry-after-gate' } });
    expect(await hand.effects(run)).toMatchObject([{ state: 'failed', code: 'deferred', attempts: 9 }]);
    expect(await hand.row(run)).toMatchObject({ status: 'parked', reason: 'deferred' });
  });

  it('paused while it is claimed rests, and is sent once by the same visit after the pause', async () => {
    const run = await enter();
    const sent = await mails(async () => {
      const answer = await hand.call(run, { at: { claimed: () => hand.control(run, { kind: 'pause' }) } });
      expect(answer).toMatchObject({ kind: 'wait' });
      expect(answer).not.toHaveProperty('ms');
      expect(await hand.effects(run)).toMatchObject([{ state: 'claimed' }]);
      await hand.control(run, { kind: 'resume' });
      await hand.call(run, { place: 'local' });
      await hand.call(run);
    });
    expect(sent).toBe(1);
    expect((await hand.effects(run))[0]).toMatchObject({ state: 'accepted' });
  });

  it('a webhook that answered during a pause is not called again', async () => {
    const run = await enter();
    await hand.call(run);
    await hand.call(run, { place: 'http', at: { transmitting: () => hand.control(run, { kind: 'pause' }) } });
    await hand.control(run, { kind: 'resume' });
    let called = 0;
    await hand.call(run, { place: 'http', at: { claimed: async () => void called++ } });
    expect(called).toBe(0);
    expect(await hand.row(run)).toMatchObject({ at: 'waiting n3' });
  });
});
