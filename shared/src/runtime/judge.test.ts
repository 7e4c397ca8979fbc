import { describe, expect, it } from 'vitest';
import { CONDITION_VERSION, type Condition, type Rule } from '../condition/condition.ts';
import { eventFor, leadFor } from '../node/context-for.ts';
import type { EventDoor } from '../node/decision.ts';
import { answerLookups, DAY, HOUR, NOW, newRun, smallPlan, worldAt } from '../testing/small-plan.ts';
import { judgeDoor, judgeTrigger } from './judge.ts';

const where = (rule: Rule): Condition => ({ version: CONDITION_VERSION, combinator: 'and', rules: [rule] });
const topic = where({ field: 'event.properties.topic', operator: '=', value: 'pricing' });

describe('a trigger', () => {
  const judge = (parts: Partial<Parameters<typeof judgeTrigger>[0]> = {}) =>
    judgeTrigger({
      event: eventFor('x', { topic: 'pricing' }),
      reEntry: { mode: 'always' },
      former: [],
      world: worldAt(NOW),
      ...parts,
    });

  it('takes what its filter lets in, and says which clause shut the rest out', () => {
    expect(judge({ filter: topic })).toEqual({ kind: 'yes' });
    const no = judge({ filter: topic, event: eventFor('x', { topic: 'hiring' }) });
    expect(no).toMatchObject({ kind: 'no', code: 'filter' });
    expect(no).toHaveProperty('text', expect.stringContaining('hiring'));
  });

  it('may filter by the lead and by the event as trigger', () => {
    const world = worldAt(NOW, { lead: leadFor({ tags: ['vip'] }) });
    const vip = where({ field: 'lead.tags', operator: 'contains', value: 'vip' });
    expect(judge({ filter: vip, world })).toEqual({ kind: 'yes' });
    expect(judge({ filter: where({ field: 'trigger.properties.topic', operator: '=', value: 'pricing' }) }).kind).toBe(
      'yes',
    );
  });

  it('asks for the counts that its filter needs', () => {
    const filter = where({ field: 'history', operator: 'atLeast', value: { event: 'y', times: 2 } });
    const asked = judge({ filter });
    if (asked.kind !== 'load') throw new Error(`Found ${asked.kind}, expected to be asked for the count.`);
    const events = [eventFor('y', {}, 1), eventFor('y', {}, 2)];
    const loaded = answerLookups({ events: {}, counts: {} }, asked.lookups, events);
    expect(judge({ filter, world: worldAt(NOW, { loaded }) })).toEqual({ kind: 'yes' });
  });
});

describe('a door', () => {
  const small = smallPlan({ a: { decides: { kind: 'perform', why: { text: '' } } } });
  const door: EventDoor = { port: 'p', event: 'email.*', since: NOW };
  const judge = (parts: {
    door?: Partial<EventDoor>;
    at?: number;
    name?: string;
    deadline?: number | null;
    consumed?: string[];
  }) => {
    const { at = NOW, name = 'email.clicked', deadline = NOW + HOUR, consumed = [] } = parts;
    const reading = { world: worldAt(NOW + 9 * HOUR), state: newRun(small, { consumed }), missing: [] };
    const judged = judgeDoor(reading, { ...door, ...parts.door }, deadline, eventFor(name, { topic: 'hiring' }, at));
    return judged?.kind === 'no' ? judged.code : judged?.kind;
  };

  it.each<[string, Parameters<typeof judge>[0], string | undefined]>([
    ['an event in time', {}, 'yes'],
    ['at the deadline', { at: NOW + HOUR }, 'yes'],
    ['after the deadline', { at: NOW + HOUR + 1 }, 'after-deadline'],
    ['late where there is no deadline', { at: NOW + 9 * DAY, deadline: null }, 'yes'],
    ['before the look-back', { at: NOW - 1 }, 'before-wait'],
    ['another name', { name: 'page.viewed' }, undefined],
    ['consumed already', { consumed: [`email.clicked@${NOW}`] }, undefined],
    ['consumed already, admitted again', { consumed: [`email.clicked@${NOW}`], door: { reuseConsumed: true } }, 'yes'],
    ['shut out by the filter', { door: { filter: topic } }, 'filter'],
  ])('judges %s', (_, parts, expected) => {
    expect(judge(parts)).toBe(expected);
  });
});
