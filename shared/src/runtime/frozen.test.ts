import { describe, expect, it } from 'vitest';
import type { EventRecord } from '../event/event.ts';
import type { Listen } from '../plan/plan.ts';
import {
  type Asked,
  ask as askIn,
  DAY,
  end,
  go,
  HOUR,
  NOW,
  newRun,
  perform,
  type SmallPlan,
  smallPlan,
  waits,
} from '../testing/small-plan.ts';
import { type Frozen, stoodStill } from './frozen.ts';
import type { OpenJoin, OpenWait, RunState, Token } from './state.ts';

const ask = (small: SmallPlan, { frozen, ...asked }: Asked & { frozen?: Frozen }) =>
  askIn(small, { ...asked, ...(frozen ? { world: { frozen } } : {}) });
const eventAt = (name: string, at: number): EventRecord => ({
  id: `${name}@${at}`,
  name,
  properties: {},
  occurredAt: new Date(at).toISOString(),
  receivedAt: new Date(at).toISOString(),
  messageId: name,
});

const span = (fromHour: number, toHour: number, node?: string) => ({
  from: NOW + fromHour * HOUR,
  to: NOW + toHour * HOUR,
  ...(node ? { node } : {}),
});

describe('how long a wait stood still', () => {
  const wait = { from: NOW, deadline: NOW + 10 * HOUR, node: 'a' };
  const rows: [string, ReturnType<typeof span>[], number][] = [
    ['no pause', [], 0],
    ['a pause within it counts whole', [span(2, 5)], 3],
    ['one that began before it counts from its beginning', [span(-5, 2)], 2],
    ['one that began after its deadline counts nothing', [span(10, 20)], 0],
    ['one that began shortly before its deadline counts whole', [span(9, 30)], 21],
    ['overlapping ones count once', [span(2, 6), span(4, 8)], 6],
    ['one within another counts once', [span(2, 8), span(3, 4)], 6],
    ['a second one counts though only the first moved the deadline behind it', [span(2, 5), span(12, 14)], 5],
    ['one behind the moved deadline counts nothing', [span(2, 5), span(13, 14)], 3],
    ['that of another node counts nothing', [span(2, 5, 'b')], 0],
    ['that of its own node counts', [span(2, 5, 'a')], 3],
    ['their order does not matter', [span(12, 14), span(4, 8), span(2, 6)], 8],
  ];
  it.each(rows)('%s', (_, spans, hours) => {
    expect(stoodStill(spans, wait) / HOUR).toBe(hours);
  });
});

const tokenOf = (state: RunState): Token & { at: 'waiting' } => {
  const [token] = state.tokens;
  if (token?.at !== 'waiting') throw new Error(`The token is ${token?.at}, not waiting.`);
  return token;
};

describe('a run that waits a day', () => {
  const timed = (more: Partial<OpenWait> = {}) =>
    smallPlan({
      a: { decides: waits({ until: NOW + DAY, onTime: 'late', ...more }), ports: { late: 'b', came: null } },
      b: { decides: waits({}) },
    });
  const during = (small: ReturnType<typeof timed>, frozen: Frozen, hour: number, state?: RunState) =>
    ask(small, { state: state ?? ask(small, { state: newRun(small) }).state, now: NOW + hour * HOUR, frozen });
  const stop = { standstills: [span(10, 40)] };

  it('rests while everything is paused, whatever came due, and says nothing of a time', () => {
    const held = during(timed(), { all: {} }, 30);
    expect(held.steps).toEqual([]);
    expect(held.stop).toMatchObject({ kind: 'wait' });
    expect(held.stop).not.toHaveProperty('until');
  });

  it('comes back by itself where a resume is spread', () => {
    expect(during(timed(), { all: { until: NOW + 31 * HOUR } }, 30).stop).toMatchObject({ until: NOW + 31 * HOUR });
  });

  it('has after the pause the time left that it had before', () => {
    const after = during(timed(), stop, 41);
    expect(after.stop).toMatchObject({ kind: 'wait', until: NOW + DAY + 30 * HOUR });
    expect(tokenOf(after.state)).toMatchObject({ since: NOW + 30 * HOUR });
  });

  it('counts a pause once, however often it is asked', () => {
    const small = timed();
    const once = during(small, stop, 41).state;
    expect(tokenOf(during(small, stop, 42, once).state).wait.until).toBe(NOW + DAY + 30 * HOUR);
    expect(during(small, stop, 54, once).steps[0]).toMatchObject({ node: 'a', port: 'late' });
  });

  it('is over at once where its durations ran on', () => {
    expect(during(timed(), {}, 41).steps[0]).toMatchObject({ node: 'a', port: 'late' });
  });

  it('does not move where it waits for a date', () => {
    expect(during(timed({ dated: true }), stop, 41).steps[0]).toMatchObject({ node: 'a', port: 'late' });
  });

  it('does not count a standstill again when it is asked anew at its deadline', () => {
    let asked = 0;
    const small = smallPlan({
      a: {
        decides: ({ openedAt }) =>
          waits({ until: openedAt + (asked++ === 0 ? DAY : 2 * DAY), onTime: 'late', again: true }),
        ports: { late: null },
      },
    });
    const first = ask(small, { state: newRun(small) }).state;
    const again = ask(small, { state: first, now: NOW + 54 * HOUR, frozen: stop }).state;
    expect(tokenOf(again).wait.until).toBe(NOW + 2 * DAY + 30 * HOUR);
    const later = ask(small, { state: again, now: NOW + 60 * HOUR, frozen: stop }).state;
    expect(tokenOf(later).wait.until).toBe(NOW + 2 * DAY + 30 * HOUR);
  });
});

describe('a paused node', () => {
  const two = smallPlan({
    a: { decides: waits({ until: NOW + DAY, onTime: 'late' }), ports: { late: 'b' } },
    b: { decides: go(), ports: { next: 'c' } },
    c: { decides: end },
  });
  it('lets nobody begin: the token rests before it, ready', () => {
    const first = ask(two, { state: newRun(two) }).state;
    const held = ask(two, { state: first, now: NOW + DAY, frozen: { nodes: { b: {} } } });
    expect(held.steps.map(({ node, port }) => [node, port])).toEqual([['a', 'late']]);
    expect(held.state.tokens).toMatchObject([{ at: 'ready', node: 'b' }]);
    expect(held.stop).toMatchObject({ kind: 'wait', label: 'Node b' });
    expect(ask(two, { state: held.state, now: NOW + DAY }).stop).toMatchObject({ kind: 'end' });
  });
  it('lets nobody leave, and the time of its waits stands still', () => {
    const first = ask(two, { state: newRun(two) }).state;
    const held = ask(two, {
      state: first,
      now: NOW + DAY,
      frozen: { nodes: { a: {} }, standstills: [span(5, 24, 'a')] },
    });
    expect(held).toMatchObject({ steps: [], state: { tokens: [{ at: 'waiting', wait: { until: NOW + DAY } }] } });
    const on = ask(two, { state: held.state, now: NOW + DAY, frozen: { standstills: [span(5, 24, 'a')] } });
    expect(on.stop).toMatchObject({ kind: 'wait', until: NOW + DAY + 19 * HOUR });
  });
});

it('a paused channel: deciding goes on up to its effects, which do not begin; other channels go on', () => {
  const small = smallPlan({
    a: { decides: go(), ports: { next: 'mail' } },
    mail: { decides: perform, place: 'email', ports: { next: null } },
  });
  const held = ask(small, { state: newRun(small), place: 'email', frozen: { places: { email: {} } } });
  expect(held.steps.map(({ node }) => node)).toEqual(['a']);
  expect(held.state.tokens).toMatchObject([{ at: 'ready', node: 'mail' }]);
  const other = ask(small, { state: held.state, place: 'email', frozen: { places: { sms: {} } } });
  expect(other.stop).toMatchObject({ kind: 'effect' });
});

it('a join that waits for its branches stands still as well', () => {
  const join: OpenJoin = { need: 'all', port: 'next', until: NOW + DAY, onTime: 'late' };
  const small = smallPlan({
    a: { decides: end, ports: { next: null, late: null } },
    b: { decides: end },
  });
  const tokens: Token[] = [
    { id: 1, at: 'joined', node: 'a', since: NOW, join, forks: ['f:1'] },
    { id: 2, at: 'waiting', node: 'b', since: NOW, wait: { kind: 'wait', doors: [] }, forks: ['f:1'] },
  ];
  const on = ask(small, {
    state: { ...newRun(small), tokens },
    now: NOW + 30 * HOUR,
    frozen: { standstills: [span(10, 30)] },
  });
  expect(on.stop).toMatchObject({ kind: 'wait', until: NOW + DAY + 20 * HOUR });
});

it('what happened during a pause is applied in the order in which it occurred: a click before a goal ends its wait before the goal', () => {
  const drawn = smallPlan({
    a: {
      decides: waits({ doors: [{ port: 'came', event: 'click', since: NOW }] }),
      ports: { came: 'b' },
    },
    b: { decides: waits({}) },
    g: { decides: waits({}) },
  });
  const listens: Listen[] = [{ kind: 'goal', node: 'g', name: 'Booked', event: 'booked', effect: 'go' }];
  const small = { ...drawn, plan: { ...drawn.plan, listens } };
  const state = ask(small, { state: newRun(small) }).state;
  const at = (clickHour: number) => [eventAt('click', NOW + clickHour * HOUR), eventAt('booked', NOW + 5 * HOUR)];
  const told = (events: ReturnType<typeof at>) =>
    ask(small, { state, now: NOW + 9 * HOUR, events }).steps.map(({ node, kind, port, to }) => [
      node,
      kind,
      port ?? to,
    ]);
  expect(told(at(3))).toEqual([
    ['a', 'left', 'came'],
    ['b', 'control', 'g'],
    ['g', 'rest', undefined],
  ]);
  expect(told(at(7))).toEqual([
    ['a', 'control', 'g'],
    ['g', 'rest', undefined],
  ]);
});
