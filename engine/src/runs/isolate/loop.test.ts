import { describe, expect, it } from 'vitest';
import type { Answer, StepInput } from './answer.ts';
import { runLoop, type Surroundings } from './loop.ts';

const INPUT = { workspace: 'w', run: 'r', n: -1, place: 'email', label: 'Start' };
const end: Answer = { kind: 'end', n: 99 };
const rest = (n: number, ms?: number): Answer => ({
  kind: 'wait',
  n,
  ...(ms === undefined ? {} : { ms }),
  onTimer: 'email',
  onWake: 'local',
  label: 'Waits',
});

/** Plays the answers in order; the test fires timers and sends wake-ups. */
function play(answers: Answer[], own: Partial<Surroundings> = {}) {
  const calls: StepInput[] = [];
  const sleeps: (number | undefined)[] = [];
  let onWake: (n: number) => void = () => {};
  let sleeper: { isOver: () => boolean; resolve: (woken: boolean) => void } | undefined;
  const done = runLoop(INPUT, {
    ask: async (input) => {
      calls.push(input);
      return answers.shift() ?? end;
    },
    sleep: (isOver, ms) => {
      sleeps.push(ms);
      if (isOver()) return Promise.resolve(true);
      return new Promise((resolve) => {
        sleeper = { isOver, resolve };
      });
    },
    listen: (listener) => {
      onWake = listener;
    },
    isLong: () => false,
    goOn: () => Promise.reject(new Error('went on')),
    ...own,
  });
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    calls,
    sleeps,
    done,
    settle,
    async wake(n: number) {
      onWake(n);
      if (sleeper?.isOver()) sleeper.resolve(true);
      await settle();
    },
    async timer() {
      sleeper?.resolve(false);
      await settle();
    },
  };
}

const causes = (calls: StepInput[]) => calls.map(({ cause, place }) => `${cause} ${place}`);

describe('the loop of a run', () => {
  it('asks where it is told to, until the end', async () => {
    const played = play([{ kind: 'step', n: 1, place: 'http', label: 'Hook' }, end]);
    await played.done;
    expect(causes(played.calls)).toEqual(['start email', 'go http']);
  });

  it('asks at one place when its time is over, and at the other when it is woken', async () => {
    const played = play([rest(1, 500), rest(2), end]);
    await played.settle();
    await played.timer();
    await played.wake(2);
    await played.done;
    expect(causes(played.calls)).toEqual(['start email', 'timer email', 'wake local']);
    expect(played.sleeps).toEqual([500, undefined]);
  });

  it('sleeps through wake-ups for rests that are over', async () => {
    const played = play([rest(5), end]);
    await played.settle();
    await played.wake(4);
    expect(played.calls).toHaveLength(1);
    await played.wake(5);
    await played.done;
  });

  it.each([5, 6, 1_000])(
    'makes one call for a stray wake-up number %i at rest 5, however the rest is armed again',
    async (n) => {
      const played = play([rest(5), rest(5), end]);
      await played.settle();
      await played.wake(n);
      await played.settle();
      expect(played.calls).toHaveLength(2);
      await played.wake(n);
      expect(played.calls).toHaveLength(3);
      await played.done;
    },
  );

  it('hears a wake-up that comes while it asks, if that is for the rest it then comes to', async () => {
    let answer: (given: Answer) => void = () => {};
    const asked: StepInput[] = [];
    const played = play([], {
      ask: (input) => {
        asked.push(input);
        return asked.length === 1
          ? new Promise((resolve) => {
              answer = resolve;
            })
          : Promise.resolve(end);
      },
    });
    await played.settle();
    await played.wake(7);
    answer(rest(7));
    await played.done;
    expect(causes(asked)).toEqual(['start email', 'wake local']);
  });

  it('hands a long history over to a fresh execution, at the place of its timer', async () => {
    const next: unknown[] = [];
    const played = play([rest(5, 10)], {
      isLong: () => true,
      goOn: (input) => {
        next.push(input);
        return Promise.reject(new Error('went on'));
      },
    });
    await expect(played.done).rejects.toThrow('went on');
    expect(next).toEqual([{ workspace: 'w', run: 'r', n: 4, place: 'email', label: 'Waits' }]);
  });
});
