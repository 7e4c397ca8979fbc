import { describe, expect, it } from 'vitest';
import { CONDITION_VERSION, type Condition } from '../condition/condition.ts';
import type { EventRecord } from '../event/event.ts';
import { eventFor } from '../node/context-for.ts';
import type { EventDoor } from '../node/decision.ts';
import { type Asked, ask, DAY, end, HOUR, MINUTE, NOW, newRun, smallPlan, waits } from '../testing/small-plan.ts';
import type { Advance } from './answer.ts';

const tagged: Condition = {
  version: CONDITION_VERSION,
  combinator: 'and',
  rules: [{ field: 'event.properties.tag', operator: '=', value: 'guide' }],
};
const door = (since: number, parts: Partial<EventDoor> = {}): EventDoor => ({
  port: 'happened',
  event: 'email.clicked',
  since,
  ...parts,
});
const clickAt = (at: number, tag = 'guide') => eventFor('email.clicked', { tag }, at);
/** Happened then, but arrived only later. */
const lateClick = (at: number, receivedAt: number): EventRecord => ({
  ...clickAt(at),
  receivedAt: new Date(receivedAt).toISOString(),
});

/** One wait with these doors until tomorrow; both its ports lead to an end. */
function waiting(doors: EventDoor[], parts: Parameters<typeof waits>[0] = {}) {
  return smallPlan({
    asks: {
      decides: waits({ doors, until: NOW + DAY, onTime: 'timeout', ...parts }),
      ports: { happened: 'yes', timeout: 'no' },
    },
    yes: { decides: end },
    no: { decides: end },
  });
}

const portTaken = ({ steps }: Advance) => steps.find(({ kind }) => kind === 'left')?.port;
const rested = (small: ReturnType<typeof waiting>, parts: Partial<Asked> = {}) =>
  ask(small, { state: newRun(small), ...parts }).state;

describe('an open wait', () => {
  it.each<[string, EventDoor, EventRecord[], string | undefined]>([
    ['an event before the look-back', door(NOW - HOUR), [clickAt(NOW - 2 * HOUR)], undefined],
    ['an event at the very start of the look-back', door(NOW - HOUR), [clickAt(NOW - HOUR)], 'happened'],
    ['an event within the look-back', door(NOW - HOUR), [clickAt(NOW - MINUTE)], 'happened'],
    ['an event of another name', door(0), [eventFor('email.opened', { tag: 'guide' }, NOW)], undefined],
    ['an event that a name with * covers', door(0, { event: 'email.*' }), [clickAt(NOW)], 'happened'],
    ['an event that the filter lets in', door(0, { filter: tagged }), [clickAt(NOW)], 'happened'],
    ['an event that the filter shuts out', door(0, { filter: tagged }), [clickAt(NOW, 'other')], undefined],
    [
      'the second of two, where the filter wants it',
      door(0, { filter: tagged }),
      [clickAt(1, 'x'), clickAt(2)],
      'happened',
    ],
  ])('looks back on arrival: %s', (_, oneDoor, events, port) => {
    const small = waiting([oneDoor]);
    expect(portTaken(ask(small, { state: newRun(small), events }))).toBe(port);
  });

  it.each<[string, EventRecord[], number, number | undefined, string | undefined]>([
    ['before the deadline nothing ends it', [], NOW + DAY - 1, undefined, undefined],
    ['at the deadline its time is over', [], NOW + DAY, undefined, 'timeout'],
    ['an event in time ends it', [clickAt(NOW + HOUR)], NOW + HOUR, undefined, 'happened'],
    ['an event at the very deadline wins', [clickAt(NOW + DAY)], NOW + DAY, undefined, 'happened'],
    ['an event in time wins, however late somebody asks', [clickAt(NOW + HOUR)], NOW + 9 * DAY, undefined, 'happened'],
    ['an event after the deadline loses', [clickAt(NOW + DAY + 1)], NOW + DAY + 2, undefined, 'timeout'],
    ['with grace it stays open after the deadline', [], NOW + DAY + MINUTE - 1, MINUTE, undefined],
    ['with grace its time is over when that is', [], NOW + DAY + MINUTE, MINUTE, 'timeout'],
    ['an event of the grace itself loses', [clickAt(NOW + DAY + 2)], NOW + DAY + MINUTE, MINUTE, 'timeout'],
    [
      'an event in time that arrives in the grace wins',
      [lateClick(NOW + HOUR, NOW + DAY + 2)],
      NOW + DAY + 2,
      MINUTE,
      'happened',
    ],
    [
      'a fast clock does not move an event past its receipt',
      [{ ...clickAt(NOW + HOUR), occurredAt: new Date(NOW + 5 * DAY).toISOString() }],
      NOW + 2 * DAY,
      undefined,
      'happened',
    ],
  ])('asked later: %s', (_, events, now, graceMs, port) => {
    const small = waiting([door(NOW)], graceMs === undefined ? {} : { graceMs });
    const asked = ask(small, { state: rested(small), now, events });
    expect(portTaken(asked)).toBe(port);
    if (port === undefined) expect(asked.steps).toEqual([]);
  });

  it('is ended by the event that happened first, whatever order they came in', () => {
    const small = waiting([door(NOW)]);
    const asked = ask(small, { state: rested(small), now: NOW + DAY, events: [clickAt(NOW + 5), clickAt(NOW + 2)] });
    expect(asked.steps[0]).toMatchObject({ port: 'happened', consumed: `email.clicked@${NOW + 2}`, cause: 'event' });
    expect(asked.state.consumed).toEqual([`email.clicked@${NOW + 2}`]);
  });

  it('does not count an event that ended an earlier wait of the run, nor the one that started it', () => {
    const small = waiting([door(0)]);
    const consumed = [clickAt(NOW - 1).id];
    expect(portTaken(ask(small, { state: newRun(small, { consumed }), events: [clickAt(NOW - 1)] }))).toBeUndefined();
  });

  it('counts it where the door says so, and the log still holds each event once', () => {
    const small = waiting([door(0, { reuseConsumed: true })]);
    const consumed = [clickAt(NOW - 1).id];
    const asked = ask(small, { state: newRun(small, { consumed }), events: [clickAt(NOW - 1)] });
    expect(portTaken(asked)).toBe('happened');
    expect(asked.steps.filter((step) => step.consumed)).toEqual([]);
    expect(asked.state.consumed).toEqual(consumed);
  });

  it('is ended by the door whose event happened first, whatever order they stand in', () => {
    const small = waiting([door(NOW, { port: 'timeout', event: 'meeting.booked' }), door(NOW)]);
    const events = [eventFor('meeting.booked', {}, NOW + 9), clickAt(NOW + 2)];
    expect(portTaken(ask(small, { state: rested(small), now: NOW + 9, events }))).toBe('happened');
  });

  it('that is over on arrival is never one: nothing is logged of a rest', () => {
    const small = waiting([door(0)]);
    const early = ask(small, { state: newRun(small), events: [clickAt(NOW - 1)] });
    const late = waiting([], { until: NOW, onTime: 'timeout' });
    for (const { steps } of [early, ask(late, { state: newRun(late) })])
      expect(steps.map(({ kind }) => kind)).toEqual(['left', 'ended']);
  });

  it('with grace is come back for when that is over too', () => {
    const small = waiting([door(NOW)], { graceMs: MINUTE });
    expect(ask(small, { state: newRun(small) }).stop).toMatchObject({ until: NOW + DAY + MINUTE });
  });

  it('takes the door whose event came, and says which deadline it comes back for', () => {
    const doors = [door(NOW, { port: 'timeout', event: 'meeting.booked' }), door(NOW)];
    const small = waiting(doors);
    const resting = ask(small, { state: newRun(small) });
    expect(resting.stop).toEqual({
      kind: 'wait',
      until: NOW + DAY,
      onTimer: 'local',
      onWake: 'local',
      label: 'Node asks',
    });
    expect(portTaken(ask(small, { state: resting.state, events: [clickAt(NOW)] }))).toBe('happened');
  });

  it('without a maximum rests with no time at all', () => {
    const small = smallPlan({ asks: { decides: waits({ doors: [door(NOW)] }), ports: { happened: null } } });
    const resting = ask(small, { state: newRun(small) });
    expect(resting.stop).not.toHaveProperty('until');
    expect(ask(small, { state: resting.state, now: NOW + 900 * DAY }).stop.kind).toBe('wait');
  });

  it('with its deadline in the past goes on at once', () => {
    const small = waiting([door(NOW)], { until: NOW - 1, onTime: 'timeout' });
    expect(portTaken(ask(small, { state: newRun(small) }))).toBe('timeout');
  });

  it('that decides again at its deadline follows what it decides then', () => {
    const small = smallPlan({
      asks: {
        decides: ({ timeOver, openedAt, now }) =>
          timeOver && now >= openedAt + 2 * DAY
            ? { kind: 'go', port: 'next', why: { text: 'Now' } }
            : waits({ until: timeOver ? openedAt + 2 * DAY : openedAt + DAY, onTime: 'next', again: true }),
        ports: { next: 'yes' },
      },
      yes: { decides: end },
    });
    const first = ask(small, { state: newRun(small) });
    const second = ask(small, { state: first.state, now: NOW + DAY, cause: 'timer' });
    expect(second.stop).toMatchObject({ kind: 'wait', until: NOW + 2 * DAY });
    expect(second.steps).toMatchObject([{ kind: 'rest', cause: 'time', visit: 1, openedAt: NOW }]);
    const third = ask(small, { state: second.state, now: NOW + 2 * DAY, cause: 'timer' });
    expect(third.steps[0]).toMatchObject({ kind: 'left', port: 'next', cause: 'time', openedAt: NOW });
    expect(third.stop).toEqual({ kind: 'end', reason: 'completed' });
  });
});
