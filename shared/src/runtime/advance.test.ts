import { describe, expect, it } from 'vitest';
import { CONDITION_VERSION, type Condition } from '../condition/condition.ts';
import { eventFor } from '../node/context-for.ts';
import type { Decision } from '../node/decision.ts';
import { lookupKey } from '../node/lookup.ts';
import { ask, DAY, end, go, HOUR, NOW, newRun, perform, smallPlan, waits, worldAt } from '../testing/small-plan.ts';
import { advance } from './advance.ts';

const tagged: Condition = {
  version: CONDITION_VERSION,
  combinator: 'and',
  rules: [{ field: 'lead.tags', operator: 'contains', value: 'vip' }],
};

describe('advance', () => {
  it('walks on through deciding nodes and logs each', () => {
    const small = smallPlan({
      a: { decides: go(), ports: { next: 'b' } },
      b: { decides: go('right'), ports: { left: null, right: 'c' } },
      c: { decides: end },
    });
    const { steps, stop, state } = ask(small, { state: newRun(small), cause: 'start' });
    expect(steps.map(({ node, kind, port, to, cause }) => [node, kind, port, to, cause])).toEqual([
      ['a', 'left', 'next', 'b', 'start'],
      ['b', 'left', 'right', 'c', 'start'],
      ['c', 'ended', undefined, undefined, 'start'],
    ]);
    expect(stop).toEqual({ kind: 'end', reason: 'completed' });
    expect(state.tokens).toEqual([]);
    expect(state.visits).toEqual({ a: 1, b: 1, c: 1 });
  });

  it('ends a run whose port ends here', () => {
    const small = smallPlan({ a: { decides: go(), ports: { next: null } } });
    expect(ask(small, { state: newRun(small) })).toMatchObject({
      stop: { kind: 'end', reason: 'no-next-step' },
      steps: [{ node: 'a', kind: 'left', port: 'next' }],
    });
  });

  it('passes through a node that is off by its port, and nothing happens there', () => {
    const small = smallPlan({
      a: { decides: perform, place: 'email', off: true, ports: { next: 'b' } },
      b: { decides: end },
    });
    const { steps, stop } = ask(small, { state: newRun(small), place: 'local' });
    expect(steps[0]).toMatchObject({ node: 'a', kind: 'left', port: 'next', text: 'Switched off: passed through' });
    expect(stop.kind).toBe('end');
  });

  it('stops before an effect of another place, with nothing of it decided', () => {
    const small = smallPlan({
      a: { decides: go(), ports: { next: 'mail' } },
      mail: { decides: perform, place: 'email', ports: { next: null } },
    });
    const { steps, stop, state } = ask(small, { state: newRun(small), place: 'local' });
    expect(stop).toEqual({ kind: 'step', place: 'email', label: 'Node mail' });
    expect(steps.map(({ node }) => node)).toEqual(['a']);
    expect(state.visits).toEqual({ a: 1 });
    expect(ask(small, { state, place: 'http' }).stop).toMatchObject({ kind: 'step', place: 'email' });
    const { state: claimed } = ask(small, { state, place: 'email' });
    expect(ask(small, { state: claimed, place: 'local' }).stop).toMatchObject({ kind: 'step', place: 'email' });
  });

  it('names the places where a wait goes on: after its time, and through its only door', () => {
    const door = (port: string) => ({ port, event: 'x', since: NOW });
    const place = (doors: ReturnType<typeof door>[]) => {
      const small = smallPlan({
        a: { decides: waits({ until: NOW + DAY, onTime: 'late', doors }), ports: { yes: 'mail', late: 'hook' } },
        mail: { decides: perform, place: 'email', ports: { next: null } },
        hook: { decides: perform, place: 'http', ports: { next: null } },
      });
      return ask(small, { state: newRun(small) }).stop;
    };
    expect(place([door('yes')])).toMatchObject({ onTimer: 'http', onWake: 'email' });
    expect(place([door('yes'), door('late')])).toMatchObject({ onTimer: 'http', onWake: 'local' });
    expect(place([])).toMatchObject({ onTimer: 'http', onWake: 'local' });
  });

  it('asks for look-ups it lacks, and throws the decision away', () => {
    const since = NOW - HOUR;
    const small = smallPlan({
      before: { decides: go(), ports: { next: 'a' } },
      a: {
        decides: ({ events }) => ({
          kind: 'go',
          port: events(['email.*', 'meeting.booked'], since).length > 1 ? 'many' : 'few',
          why: { text: '' },
          set: { decided: true },
        }),
        ports: { many: null, few: null },
      },
    });
    const state = newRun(small);
    const input = { ...small, state, cause: 'go' as const, place: 'any' as const };
    const asked = advance({ ...input, world: worldAt(NOW) });
    const lookup = { kind: 'events' as const, names: ['email.*', 'meeting.booked'], since };
    expect(asked).toEqual({ state, steps: [], changes: [], stop: { kind: 'load', lookups: [lookup] } });
    const events = [eventFor('email.clicked'), eventFor('meeting.booked')];
    const loaded = { events: { [lookupKey(lookup)]: events }, counts: {} };
    expect(advance({ ...input, world: worldAt(NOW, { loaded }) }).steps.at(-1)).toMatchObject({
      node: 'a',
      port: 'many',
    });
  });

  it('lets later nodes see the lead as earlier ones changed it, and hands the changes on', () => {
    const change: Decision = {
      ...go(),
      kind: 'go',
      port: 'next',
      set: { seen: 1 },
      change: [
        { kind: 'add-tag', tag: 'vip' },
        { kind: 'set-attribute', name: 'plan', value: 'team' },
        { kind: 'remove-attribute', name: 'score' },
      ],
    };
    const small = smallPlan({
      a: { decides: change, ports: { next: 'b' } },
      b: {
        decides: ({ evaluate, lead, run }) => {
          const { plan, score } = lead.attributes;
          const seen = evaluate(tagged).value === true && plan === 'team' && score === undefined && run.variables.seen;
          return go(seen ? 'yes' : 'no');
        },
        ports: { yes: null, no: null },
      },
    });
    const answer = ask(small, { state: newRun(small) });
    expect(answer.steps.at(-1)).toMatchObject({ node: 'b', port: 'yes' });
    expect(answer.changes).toHaveLength(3);
    expect(answer.state.variables).toEqual({ seen: 1 });
  });

  it('parks with the code that a node gives, and stays ready there', () => {
    const small = smallPlan({ a: { decides: { kind: 'park', code: 'no-arm', why: { text: 'Stuck' } }, ports: {} } });
    const answer = ask(small, { state: newRun(small) });
    expect(answer.stop).toEqual({ kind: 'parked', code: 'no-arm' });
    expect(answer.steps).toMatchObject([{ kind: 'parked', outcome: 'no-arm' }]);
    expect(answer.state.tokens).toEqual([{ id: 1, at: 'ready', node: 'a' }]);
  });

  it('parks at the deadline of a wait too, and then stands ready at its node', () => {
    const small = smallPlan({
      a: {
        decides: ({ timeOver }) =>
          timeOver
            ? { kind: 'park', code: 'no-arm', why: { text: 'Stuck' } }
            : waits({ until: NOW + DAY, onTime: 'next', again: true }),
        ports: { next: null },
      },
    });
    const { state } = ask(small, { state: newRun(small) });
    const parked = ask(small, { state, now: NOW + DAY });
    expect(parked.stop.kind).toBe('parked');
    expect(parked.state.tokens).toEqual([{ id: 1, at: 'ready', node: 'a' }]);
  });

  it('parks a loop that never rests', () => {
    const small = smallPlan({ a: { decides: go(), ports: { next: 'b' } }, b: { decides: go(), ports: { next: 'a' } } });
    expect(ask(small, { state: newRun(small) }).stop).toEqual({ kind: 'parked', code: 'endless-loop' });
  });

  it('counts the visits of a loop, so that each has an effect of its own', () => {
    const small = smallPlan({
      mail: { decides: perform, place: 'email', ports: { next: 'again' } },
      again: { decides: go(), ports: { next: 'mail' } },
    });
    const first = ask(small, { state: newRun(small) });
    const settled = { key: 'run1:mail:1', attempts: 1, outcome: { kind: 'done' as const, port: 'next', text: 'Sent' } };
    expect(ask(small, { state: first.state, settled }).stop).toMatchObject({
      effect: { key: 'run1:mail:2', visit: 2 },
    });
  });

  it('gives chance by run, node and visit, the same each time', () => {
    const drawn: number[] = [];
    const small = smallPlan({
      a: {
        decides: ({ random }) => {
          drawn.push(random(), random('x'));
          return go();
        },
        ports: { next: null },
      },
    });
    ask(small, { state: newRun(small) });
    ask(small, { state: newRun(small) });
    expect(drawn.slice(0, 2)).toEqual(drawn.slice(2));
    expect(drawn[0]).not.toBe(drawn[1]);
  });

  it('throws where a node decides for a port that its plan lacks, or stands where the plan has nothing', () => {
    const small = smallPlan({ a: { decides: go('nowhere'), ports: { next: null } } });
    expect(() => ask(small, { state: newRun(small) })).toThrow('"nowhere"');
    const lost = newRun(small, { tokens: [{ id: 1, at: 'ready', node: 'gone' }] });
    expect(() => ask(small, { state: lost })).toThrow('no node "gone"');
  });
});
