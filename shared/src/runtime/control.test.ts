import { describe, expect, it } from 'vitest';
import { ask, DAY, end, HOUR, NOW, newRun, perform, type SmallPlan, smallPlan, waits } from '../testing/small-plan.ts';
import { skipWait, standingAt } from './control.ts';
import type { RunState } from './state.ts';

const door = { port: 'happened', event: 'x', since: NOW };
const resting = (wait: Parameters<typeof waits>[0], ports: Record<string, string | null>) => {
  const small = smallPlan({ a: { decides: waits(wait), ports }, b: { decides: end } });
  return { small, state: ask(small, { state: newRun(small) }).state };
};
const timed = () => resting({ until: NOW + DAY, onTime: 'late', doors: [door] }, { happened: null, late: 'b' });
const untimed = () => resting({ doors: [door] }, { happened: 'b' });

/** A run that waits for the next try of its mail. */
function retrying(): { small: SmallPlan; state: RunState } {
  const small = smallPlan({ a: { decides: perform, place: 'email', ports: { next: 'b' } }, b: { decides: end } });
  const outcome = { kind: 'retry' as const, code: 'deferred', text: 'Later' };
  const { state } = ask(small, { state: newRun(small) });
  return { small, state: ask(small, { state, settled: { key: 'run1:a:1', attempts: 4, outcome } }).state };
}

describe('skipping a wait', () => {
  it('takes the port of its time', () => {
    const { small, state } = timed();
    const skipped = skipWait(small.plan, state, { now: NOW + HOUR });
    expect(skipped).toMatchObject({
      kind: 'skipped',
      step: { node: 'a', visit: 1, port: 'late', to: 'b', openedAt: NOW },
      state: { tokens: [{ id: 1, at: 'ready', node: 'b' }], outputs: { a: { port: 'late', at: NOW + HOUR } } },
    });
  });

  it('takes the named port, and ends the run where that ends here', () => {
    const { small, state } = timed();
    expect(skipWait(small.plan, state, { now: NOW, port: 'happened' })).toMatchObject({ state: { tokens: [] } });
  });

  it('asks for the port where the wait has no time, or has not that port', () => {
    for (const port of [undefined, 'other', 'constructor']) {
      const { small, state } = untimed();
      const options = { now: NOW, ...(port ? { port } : {}) };
      expect(skipWait(small.plan, state, options)).toEqual({ kind: 'name-port', ports: ['happened'] });
    }
  });

  it('between two tries means: try now', () => {
    const { small, state } = retrying();
    const skipped = skipWait(small.plan, state, { now: NOW + 7 });
    if (skipped.kind !== 'skipped') throw new Error('not skipped');
    expect(ask(small, { state: skipped.state, now: NOW + 7 }).stop).toMatchObject({
      kind: 'effect',
      effect: { fresh: false },
    });
  });

  it('is not possible where nothing waits', () => {
    const { small } = timed();
    expect(skipWait(small.plan, newRun(small), { now: NOW })).toEqual({ kind: 'not-waiting' });
  });
});

it('where a run stands is its first token, since it came there', () => {
  const { small, state } = timed();
  expect(standingAt(state)).toEqual({ token: 1, node: 'a', visit: 1, openedAt: NOW });
  expect(standingAt(newRun(small))).toMatchObject({ node: 'a', openedAt: NOW });
  expect(standingAt({ ...state, tokens: [] })).toBeUndefined();
});
