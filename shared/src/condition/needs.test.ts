import { expect, test } from 'vitest';
import type { ConditionGroup, HistoryRule } from './condition.ts';
import { evaluate } from './evaluate.ts';
import { countedEvents, fieldsOf, needs } from './needs.ts';

const opened: HistoryRule = {
  field: 'history',
  operator: 'atLeast',
  value: { event: 'email.opened', times: 1, days: 7 },
};
const filtered: HistoryRule = {
  field: 'history',
  operator: 'atMost',
  value: {
    event: 'page',
    times: 4,
    where: { combinator: 'and', rules: [{ field: 'event.path', operator: '=', value: '/' }] },
  },
};
const condition: ConditionGroup = {
  combinator: 'and',
  rules: [
    { ...opened, id: 'a' },
    {
      combinator: 'or',
      rules: [{ ...opened, id: 'b', operator: 'atMost' }, filtered, { field: 'lead.city', operator: 'isSet' }],
    },
    { field: 'event.topic', operator: '=', valueSource: 'field', value: 'trigger.topic' },
  ],
};

test('equal counts are asked once, whatever the clause compares them with and whatever its id', () => {
  expect(needs(condition).map(({ event, days }) => [event, days])).toEqual([
    ['email.opened', 7],
    ['page', undefined],
  ]);
  expect(needs(condition)[1]?.where).toEqual({ version: 1, ...filtered.value.where });
  expect(countedEvents(condition)).toEqual(['email.opened', 'page']);
});

test('evaluation asks only for counts that were announced', () => {
  const announced = new Set(needs(condition).map(({ key }) => key));
  const asked = new Set<string>();
  evaluate(condition, {
    now: 0,
    count: ({ key }) => {
      asked.add(key);
      return 0;
    },
  });
  expect(asked).toEqual(announced);
});

test('the fields read are listed once, compared fields included', () => {
  expect(fieldsOf(condition)).toEqual(['lead.city', 'event.topic', 'trigger.topic']);
});

test('ids inside a filter don’t make it another question', () => {
  const withId = (id: string): HistoryRule => ({
    ...filtered,
    value: {
      ...filtered.value,
      where: { id, combinator: 'and', rules: [{ id, field: 'event.path', operator: '=', value: '/' }] },
    },
  });
  expect(needs({ combinator: 'and', rules: [withId('a'), withId('b'), filtered] })).toHaveLength(1);
});
