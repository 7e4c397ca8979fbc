import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CallOptions, HOOK, MAIL, straight } from '../testing/hand-run.ts';
import { type Level, PausedWorld } from '../testing/paused-world.ts';

/*
 * A pause that commits at each point around the gate of a send: what had not begun does not begin, rests claimed at the same visit, and goes out once
 * when the pause ends (5-reliability, step 3). What had begun goes out, and is not repeated.
 */
let world: PausedWorld;
beforeAll(async () => {
  world = await PausedWorld.create();
  await world.publish(straight(MAIL, { type: 'wait' }));
}, 60_000);
afterAll(() => world?.close());
beforeEach(() => world.begin());

const LEVELS: Level[] = [
  { level: 'workspace' },
  { level: 'channel', name: 'email' },
  { level: 'workflow' },
  { level: 'version' },
  { level: 'node', name: 'n1' },
  { level: 'lead' },
  { level: 'run' },
];
const named = LEVELS.map((on) => [Object.values(on).join(' '), on] as const);

/** Enters a lead and calls its run once. */
async function call(options: (of: { run: string; leadId: string }) => CallOptions) {
  const { started, leadId } = await world.hand.send(world.newUser(), 'go');
  const of = { run: started[0]?.runId ?? '', leadId };
  const sent = world.hand.sink.total;
  const answer = await world.hand.call(of.run, options(of)).catch((error: unknown) => String(error));
  return { of, answer, sent: () => world.hand.sink.total - sent };
}
const effects = async (run: string) => (await world.hand.effects(run)).map(({ state }) => state);

describe('a pause that commits', () => {
  it.each(named)(
    'after the claim, before the gate (%s): nothing begins, and it is sent once afterwards',
    async (_, on) => {
      const { of, answer, sent } = await call((one) => ({ at: { claimed: () => world.pause(on, one) } }));
      expect([sent(), await effects(of.run)]).toEqual([0, ['claimed']]);
      expect(answer).toMatchObject({ kind: 'wait' });
      expect(answer).not.toHaveProperty('ms');
      await world.resume(on, of);
      expect([sent(), await effects(of.run)]).toEqual([1, ['accepted']]);
      expect(await world.hand.row(of.run)).toMatchObject({ at: 'waiting n2' });
    },
  );

  it.each(named)(
    'while the mail is going out (%s): it goes out, is known as accepted, and the run rests behind it',
    async (_, on) => {
      const { of, sent } = await call((one) => ({ at: { transmitting: () => world.pause(on, one) } }));
      expect([sent(), await effects(of.run)]).toEqual([1, ['accepted']]);
      await world.resume(on, of);
      expect([sent(), await effects(of.run)]).toEqual([1, ['accepted']]);
      expect(await world.hand.row(of.run)).toMatchObject({ at: 'waiting n2' });
    },
  );

  it.each(named)('and ends again before the gate (%s): it is sent once', async (_, on) => {
    const { of, sent } = await call((one) => ({
      at: {
        claimed: async () => {
          await world.pause(on, one);
          await world.resume(on, one);
        },
      },
    }));
    await world.settle();
    expect([sent(), await effects(of.run)]).toEqual([1, ['accepted']]);
  });

  it.each(named)('when the process died after the claim (%s): whoever takes over finds it paused', async (_, on) => {
    const { of, sent } = await call(() => ({ fate: { dies: 'after-claim' } }));
    await world.pause(on, of);
    await world.letGo(of.run);
    expect([sent(), await effects(of.run)]).toEqual([0, ['claimed']]);
    await world.resume(on, of);
    await world.settle();
    expect([sent(), await effects(of.run)]).toEqual([1, ['accepted']]);
  });

  it.each(named)('before the first step (%s): nothing is claimed', async (_, on) => {
    const { started, leadId } = await world.hand.send(world.newUser(), 'go');
    const of = { run: started[0]?.runId ?? '', leadId };
    const sent = world.hand.sink.total;
    await world.pause(on, of);
    expect([world.hand.sink.total - sent, await effects(of.run)]).toEqual([0, []]);
    await world.resume(on, of);
    await world.settle();
    expect([world.hand.sink.total - sent, await effects(of.run)]).toEqual([1, ['accepted']]);
  });
});

it('a pause of the web channel keeps a webhook from being called, and it is called once afterwards', async () => {
  const hooks = await PausedWorld.create();
  try {
    await hooks.publish(straight(HOOK, { type: 'wait' }));
    await hooks.begin();
    const on: Level = { level: 'channel', name: 'http' };
    await hooks.pause(on, { run: '', leadId: '' });
    const { run, leadId } = await hooks.enter();
    expect(await hooks.hand.effects(run)).toEqual([]);
    await hooks.resume(on, { run, leadId });
    expect(await hooks.hand.effects(run)).toMatchObject([{ state: 'accepted', attempts: 1 }]);
  } finally {
    await hooks.close();
  }
});
