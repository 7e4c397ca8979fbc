import { describe, expect, it } from 'vitest';
import type { EffectOutcome } from '../node/perform.ts';
import { ask, DAY, end, HOUR, NOW, newRun, perform, type SmallPlan, smallPlan } from '../testing/small-plan.ts';
import { RETRY_AFTER } from './settle.ts';

const SECOND = 1000;

/** One mail; `failed` as drawn: to a node, marked as an end, or not there at all. */
const mailing = (failed?: string | null) =>
  smallPlan({
    mail: {
      decides: perform,
      place: 'email',
      ports: { next: 'done', ...(failed === undefined ? {} : { failed }) },
    },
    done: { decides: end },
    plan: { decides: end },
  });
const claimed = (small: SmallPlan) => ask(small, { state: newRun(small), place: 'email' }).state;
const settle = (small: SmallPlan, outcome: EffectOutcome, attempts = 1, sentAt?: number) =>
  ask(small, {
    state: claimed(small),
    now: NOW + SECOND,
    cause: 'settled',
    place: 'email',
    settled: { key: 'run1:mail:1', attempts, outcome, ...(sentAt === undefined ? {} : { sentAt }) },
  });

const failed: EffectOutcome = { kind: 'failed', code: 'recipient_unknown', text: 'Refused' };
const later: EffectOutcome = { kind: 'retry', code: 'deferred', text: 'Later' };

describe('an effect', () => {
  it('stops the walk, under a key that no other visit has', () => {
    const small = mailing();
    const { stop, steps, state } = ask(small, { state: newRun(small), place: 'email' });
    expect(stop).toEqual({
      kind: 'effect',
      effect: { key: 'run1:mail:1', token: 1, node: 'mail', visit: 1, type: 'test.mail', place: 'email', fresh: true },
    });
    expect(steps).toMatchObject([{ node: 'mail', kind: 'rest' }]);
    expect(ask(small, { state, place: 'email' }).stop).toMatchObject({ effect: { key: 'run1:mail:1', fresh: false } });
  });

  it('that is done goes by its port and leaves its output and its time to later nodes', () => {
    const answer = settle(mailing(), { kind: 'done', port: 'next', text: 'Sent', output: { id: 'x' } }, 1, NOW + 5);
    expect(answer.steps).toMatchObject([
      { node: 'mail', kind: 'left', port: 'next', to: 'done', cause: 'settled', outcome: 'done' },
      { node: 'done', kind: 'ended', outcome: 'completed' },
    ]);
    expect(answer.state.outputs.mail).toEqual({ port: 'next', at: NOW + SECOND, sentAt: NOW + 5, data: { id: 'x' } });
    expect(answer.state.lastSendAt).toBe(NOW + 5);
  });

  it('of which nobody knows goes on by the main port and says so', () => {
    const answer = settle(
      mailing('plan'),
      { kind: 'unknown', code: 'lost-after-gate', port: 'next', text: '?' },
      1,
      NOW,
    );
    expect(answer.steps[0]).toMatchObject({ kind: 'left', port: 'next', outcome: 'unknown' });
    expect(answer.state.lastSendAt).toBe(NOW);
  });

  it.each<[string, string | null | undefined, object, object]>([
    [
      'takes the failed port where that leads somewhere',
      'plan',
      { kind: 'left', port: 'failed', to: 'plan' },
      { kind: 'end', reason: 'completed' },
    ],
    [
      'ends where the failed port is marked to end here',
      null,
      { kind: 'left', port: 'failed' },
      { kind: 'end', reason: 'no-next-step' },
    ],
    [
      'parks the run with the code where nobody drew a way',
      undefined,
      { kind: 'parked', outcome: 'recipient_unknown' },
      { kind: 'parked', code: 'recipient_unknown' },
    ],
  ])('that failed %s', (_, port, step, stop) => {
    const answer = settle(mailing(port), failed);
    expect(answer.steps[0]).toMatchObject(step);
    expect(answer.stop).toEqual(stop);
  });

  it('that may be tried again becomes a wait of the run, longer each time', () => {
    expect(RETRY_AFTER.map((_, i) => settle(mailing(), later, i + 1).stop)).toMatchObject(
      [5, 30, 120, 600, 1_800, 7_200, 21_600, 43_200].map((seconds) => ({
        kind: 'wait',
        until: NOW + SECOND + seconds * SECOND,
        onTimer: 'email',
        onWake: 'email',
      })),
    );
  });

  it('is tried when the other side asks, a day later at most, and counted in real time', () => {
    expect(settle(mailing(), { ...later, afterMs: HOUR }).stop).toMatchObject({ until: NOW + SECOND + HOUR });
    expect(settle(mailing(), { ...later, afterMs: 9 * DAY }).stop).toMatchObject({ until: NOW + SECOND + DAY });
    const small = mailing();
    const world = { clockFactor: 100 };
    const settled = { key: 'run1:mail:1', attempts: 1, outcome: later };
    expect(ask(small, { state: claimed(small), settled, world }).stop).toMatchObject({ until: NOW + 500 * SECOND });
  });

  it('fails for good after the last try', () => {
    const answer = settle(mailing('plan'), later, RETRY_AFTER.length + 1);
    expect(answer.steps[0]).toMatchObject({ port: 'failed', outcome: 'deferred' });
    expect(settle(mailing('plan'), { ...later, afterMs: 1 }, RETRY_AFTER.length + 1).steps[0]).toMatchObject({
      port: 'failed',
    });
  });

  it('is tried again under the same key when its wait is over, and not before', () => {
    const small = mailing();
    const { state } = settle(small, later);
    expect(ask(small, { state, now: NOW + 2 * SECOND, place: 'email' })).toMatchObject({
      steps: [],
      stop: { kind: 'wait' },
    });
    const now = NOW + 6 * SECOND;
    expect(ask(small, { state, now, place: 'local' }).stop).toMatchObject({ kind: 'step', place: 'email' });
    expect(ask(small, { state, now, place: 'email' })).toMatchObject({
      steps: [],
      stop: { kind: 'effect', effect: { key: 'run1:mail:1', fresh: false } },
    });
  });

  it.each<[boolean, object]>([
    [true, { kind: 'end', reason: 'suppressed' }],
    [false, { kind: 'effect', effect: { key: 'run1:mail:1', fresh: false } }],
  ])('that was withheld (for good: %s) ends the run, or is still to be done', (final, stop) => {
    expect(settle(mailing(), { kind: 'withheld', code: 'suppressed', final, text: 'Withheld' }).stop).toMatchObject(
      stop,
    );
  });

  it('of a token that went elsewhere moves nothing', () => {
    const small = mailing();
    const settled = { key: 'run1:mail:7', attempts: 1, outcome: failed };
    expect(ask(small, { state: claimed(small), settled, place: 'email' })).toMatchObject({
      steps: [],
      stop: { kind: 'effect' },
    });
  });
});
