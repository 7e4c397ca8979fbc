import { expect, test } from 'vitest';
import type { JsonValue } from '../event/json.ts';
import { type ConditionGroup, MAX_VALUE_LENGTH, type Rule } from './condition.ts';
import { evaluate, type Truth } from './evaluate.ts';
import type { ConditionWorld } from './fields.ts';
import { OPERATORS } from './operators.ts';

const now = Date.parse('2026-11-20T10:00:00Z');

function worldWith(value: JsonValue | undefined): ConditionWorld {
  return { now, variables: value === undefined ? {} : { x: value } };
}

function all(...rules: (Rule | ConditionGroup)[]): ConditionGroup {
  return { combinator: 'and', rules };
}

// Rules of the tables are typed loosely, as a table must mix operators.
function rule(operator: string, value?: unknown, field = 'run.x'): Rule {
  return { field, operator, value } as Rule;
}

test.each<[JsonValue | undefined, string, unknown, Truth]>([
  ['Germany', '=', 'germany', true],
  ['Mu\u0308ller', '=', 'M\u00fcller', true],
  ['Germany', '=', 'Germany ', false],
  ['007', '=', '7', false],
  ['7', '=', 7, true],
  [7, '=', '7.0', true],
  ['seven', '=', 7, false],
  [true, '=', 'True', true],
  ['false', '=', false, true],
  ['no', '=', false, false],
  [['a'], '=', 'a', null],
  [null, '=', 'a', null],
  [undefined, '=', 'a', null],
  [undefined, '!=', 'a', null],
  ['b', '!=', 'a', true],
  [9, '<', '10', true],
  ['9', '<', '10', true],
  ['1e3', '>=', 1000, true],
  ['abc', '<', 10, null],
  [true, '<', 10, null],
  ['2026-11-20', '<=', '2026-11-20T10:00:00Z', true],
  ['2026-11-21', '>', '2026-11-20', true],
  [5, '<', 5, false],
  [5, '<=', '5', true],
  [5, '>', 5, false],
  [5, '>=', 5, true],
  [true, '=', 1, false],
  [5, 'between', [5, 7], true],
  [8, 'between', [5, 7], false],
  ['2026-11-20T23:59:00Z', 'between', ['2026-11-01', '2026-11-20'], true],
  ['x', 'between', [5, 7], null],
  ['read-guide', 'contains', 'GUIDE', true],
  [['VIP', 'beta'], 'contains', 'vip', true],
  [[1, 2], 'contains', '2', true],
  [[], 'contains', 'vip', false],
  [[], 'doesNotContain', 'vip', true],
  [{ a: 1 }, 'contains', 'a', null],
  [12345, 'contains', '34', true],
  ['read-guide', 'beginsWith', 'Read', true],
  ['read-guide', 'endsWith', 'guide', true],
  ['DE', 'in', ['at', 'de'], true],
  [2, 'in', ['1', '2'], true],
  ['FR', 'in', ['at', 'de'], false],
  ['FR', 'notIn', ['at', 'de'], true],
  [undefined, 'notIn', ['at', 'de'], null],
  [['de'], 'in', ['de'], null],
  ['', 'isSet', undefined, false],
  [[], 'isSet', undefined, false],
  [0, 'isSet', undefined, true],
  [false, 'isSet', undefined, true],
  [undefined, 'isSet', undefined, false],
  [null, 'isNotSet', undefined, true],
  ['2026-11-20T09:00:00Z', 'before', '2026-11-20', false],
  ['2026-11-20T09:00:00Z', 'on', '2026-11-20', true],
  ['2026-11-20T09:00:00Z', 'after', '2026-11-20', false],
  ['2026-11-21', 'after', '2026-11-20', true],
  ['2026-11-19T23:59:59+00:00', 'before', '2026-11-20', true],
  ['2026-02-30', 'before', '2026-11-20', null],
  ['soon', 'before', '2026-11-20', null],
  ['2026-10-22', 'withinLast', { amount: 30, unit: 'days' }, true],
  ['2026-10-21', 'withinLast', { amount: 30, unit: 'days' }, false],
  ['2026-10-21', 'notWithinLast', { amount: 30, unit: 'days' }, true],
  ['2026-11-19', 'notWithinLast', { amount: 30, unit: 'days' }, false],
  ['2026-12-01', 'notWithinLast', { amount: 30, unit: 'days' }, false],
  ['2026-12-01', 'withinLast', { amount: 30, unit: 'days' }, false],
  ['2026-11-26', 'withinNext', { amount: 1, unit: 'weeks' }, true],
  [now, 'withinLast', { amount: 5, unit: 'minutes' }, true],
  ['last week', 'withinLast', { amount: 5, unit: 'hours' }, null],
])('%j %s %j is %s', (found, operator, value, expected) => {
  expect(evaluate(all(rule(operator, value)), worldWith(found)).value).toBe(expected);
});

const T = rule('=', 1);
const F = rule('=', 2);
const U = rule('=', 1, 'run.missing');
test.each<[string, ConditionGroup, Truth]>([
  ['true and false', { combinator: 'and', rules: [T, F] }, false],
  ['true and unknown', { combinator: 'and', rules: [T, U] }, null],
  ['false and unknown', { combinator: 'and', rules: [F, U] }, false],
  ['false or unknown', { combinator: 'or', rules: [F, U] }, null],
  ['true or unknown', { combinator: 'or', rules: [U, T] }, true],
  ['not unknown', { combinator: 'and', not: true, rules: [U] }, null],
  ['not false', { combinator: 'and', not: true, rules: [F, U] }, true],
  ['no rules', { combinator: 'and', rules: [] }, true],
  ['no rules, or', { combinator: 'or', rules: [] }, true],
  ['nested', { combinator: 'or', rules: [F, { combinator: 'and', not: true, rules: [F] }] }, true],
])('Kleene: %s', (_name, condition, expected) => {
  expect(evaluate(condition, worldWith(1)).value).toBe(expected);
});

test('the clauses that decided are given with their place and what was found', () => {
  const condition = all(T, { combinator: 'or', rules: [F, rule('=', 3)] }, U);
  const { value, decidedBy } = evaluate(condition, worldWith(1));
  expect(value).toBe(false);
  expect(decidedBy).toEqual([
    { rule: F, path: [1, 0], value: false, found: 1 },
    { rule: rule('=', 3), path: [1, 1], value: false, found: 1 },
  ]);
  expect(evaluate(all(T, U), worldWith(1)).decidedBy).toEqual([{ rule: U, path: [1], value: null, why: 'missing' }]);
  expect(evaluate(all(T, T), worldWith(1)).decidedBy).toHaveLength(2);
});

test('every field is logged once as an input, missing ones without a value, long ones abridged', () => {
  const world: ConditionWorld = { now, variables: { x: 'a'.repeat(1_000), y: [[1], { b: 1 }] } };
  const { inputs } = evaluate(all(rule('=', 'a'), rule('=', 'b'), rule('=', 'c', 'run.y'), U), world);
  expect(inputs).toEqual([
    { name: 'run.x', value: `${'a'.repeat(200)}…` },
    { name: 'run.y', value: ['[…]', '{…}'] },
    { name: 'run.missing' },
  ]);
});

test('a history clause compares the count that was looked up, and is unknown where none was', () => {
  const clause = (operator: 'atLeast' | 'atMost' | 'exactly', times: number): ConditionGroup =>
    all({ field: 'history', operator, value: { event: 'email.opened', times, days: 7 } });
  const seen: unknown[] = [];
  const world: ConditionWorld = {
    now,
    count: (query) => {
      seen.push(query.event, query.days);
      return 2;
    },
  };
  expect(evaluate(clause('atLeast', 2), world).value).toBe(true);
  expect(evaluate(clause('atLeast', 3), world).value).toBe(false);
  expect(evaluate(clause('atMost', 2), world).value).toBe(true);
  expect(evaluate(clause('exactly', 1), world).value).toBe(false);
  expect(seen.slice(0, 2)).toEqual(['email.opened', 7]);
  expect(evaluate(clause('atLeast', 1), { now }).decidedBy[0]?.why).toBe('not-counted');
});

test('a rule may compare with another field, and is unknown while that is missing', () => {
  const condition = all({ field: 'run.x', operator: '=', valueSource: 'field', value: 'run.y' });
  expect(evaluate(condition, { now, variables: { x: 'A', y: 'a' } }).value).toBe(true);
  expect(evaluate(condition, { now, variables: { x: 'A', y: 'b' } }).value).toBe(false);
  expect(evaluate(condition, { now, variables: { x: 'A' } }).decidedBy[0]?.why).toBe('other-missing');
});

test('a tree nested 10,000 deep is refused by name and not by a stack overflow', () => {
  let deep: ConditionGroup = all();
  for (let level = 0; level < 10_000; level += 1) deep = all(deep);
  expect(() => evaluate(deep, { now })).toThrow(/nested more than 10 deep/);
});

test.each([
  'a'.repeat(50_000),
  '1'.repeat(50_000),
  `2026-11-20T10:00${':00'.repeat(16_000)}`,
  '\u0315\u0300'.repeat(25_000),
  ' '.repeat(50_000),
  'İ'.repeat(25_000),
  '\ud800'.repeat(50_000),
])('no operator takes 50 ms over 50 kB of evil text (%#)', (evil) => {
  const listed = { now, variables: { x: evil, y: Array.from({ length: 20 }, () => evil) } };
  const part = evil.slice(0, MAX_VALUE_LENGTH - 1);
  for (const { name, operand } of OPERATORS) {
    const needle = `${part}!`;
    const value = {
      none: undefined,
      one: needle,
      two: [needle, needle],
      many: [needle, part],
      span: { amount: 1, unit: 'days' },
    }[operand];
    const started = Date.now();
    evaluate(all(rule(name, value)), listed);
    expect(Date.now() - started, name).toBeLessThan(50);
  }
});

test('50 clauses are evaluated in less than 50 µs', () => {
  const rules = Array.from({ length: 50 }, (_, index): Rule => {
    if (index % 5 === 0) return { field: 'lead.attributes.country', operator: 'in', value: ['DE', 'AT', 'CH'] };
    if (index % 5 === 1) return { field: 'event.properties.linkTag', operator: '=', value: 'read-guide' };
    if (index % 5 === 2) return { field: 'lead.score', operator: '>=', value: 61 };
    if (index % 5 === 3) return { field: 'lead.tags', operator: 'contains', value: 'vip' };
    return { field: 'run.topic', operator: 'beginsWith', value: 'field' };
  });
  const world: ConditionWorld = {
    now,
    variables: { topic: 'field-service' },
    lead: {
      id: '1',
      attributes: { country: 'CH', score: 67 },
      tags: ['beta', 'VIP'],
      consent: { email: 'unknown' },
      createdAt: '2026-11-20T10:00:00Z',
    },
  };
  const condition = all(...rules);
  const best = Math.min(
    ...Array.from({ length: 10 }, () => {
      const started = Date.now();
      for (let round = 0; round < 2_000; round += 1) evaluate(condition, world);
      return ((Date.now() - started) * 1000) / 2_000;
    }),
  );
  expect(best).toBeLessThan(50);
});
