import { expect, test } from 'vitest';
import { z } from 'zod';
import { ALWAYS, type Condition } from './condition.ts';
import { conditionSchema, parseCondition } from './parse.ts';

const saved: Condition = {
  version: 1,
  combinator: 'and',
  rules: [
    { id: 'r1', field: 'event.properties.linkTag', operator: '=', value: 'read-guide' },
    {
      combinator: 'or',
      not: true,
      rules: [
        { field: 'lead.country', operator: 'in', value: ['DE', 'AT'] },
        { field: 'lead.createdAt', operator: 'withinLast', value: { amount: 30, unit: 'days' } },
        { field: 'run.score', operator: 'between', value: [31, 60] },
        { field: 'lead.phone', operator: 'isSet' },
      ],
    },
    {
      field: 'history',
      operator: 'atLeast',
      value: {
        event: 'page.*',
        times: 3,
        days: 30,
        where: { combinator: 'and', rules: [{ field: 'event.path', operator: 'beginsWith', value: '/pricing' }] },
      },
    },
  ],
};

function problemsOf(input: unknown): string[] {
  const parsed = parseCondition(input);
  return parsed.ok ? [] : parsed.problems.map(({ path, code }) => `${path.join('.')} ${code}`);
}

function withRule(rule: unknown): unknown {
  return { version: 1, combinator: 'and', rules: [rule] };
}

test('a saved condition is read back as it was, and again the same', () => {
  expect(parseCondition(saved)).toEqual({ ok: true, condition: saved });
  expect(conditionSchema.parse(conditionSchema.parse(saved))).toEqual(saved);
  expect(conditionSchema.parse(ALWAYS)).toEqual(ALWAYS);
});

test('what the editor adds for itself is dropped', () => {
  const fromEditor = { ...saved, path: [], rules: [{ ...saved.rules[0], valueSource: 'value', path: [0], level: 3 }] };
  expect(conditionSchema.parse(fromEditor).rules).toEqual([{ ...saved.rules[0], valueSource: 'value' }]);
});

test('a query without version is react-querybuilder’s own, and its presence operators get our names', () => {
  const query = {
    combinator: 'and',
    rules: [
      { field: 'lead.email', operator: 'notNull', value: '' },
      { combinator: 'or', rules: [{ field: 'lead.email', operator: 'null' }] },
    ],
  };
  expect(conditionSchema.parse(query)).toEqual({
    version: 1,
    combinator: 'and',
    rules: [
      { field: 'lead.email', operator: 'isSet' },
      { combinator: 'or', rules: [{ field: 'lead.email', operator: 'isNotSet' }] },
    ],
  });
});

test.each<[string, unknown, string]>([
  ['no group', 'x', ' condition.shape'],
  ['null', null, ' condition.shape'],
  ['another combinator', { combinator: 'xor', rules: [] }, 'combinator condition.shape'],
  ['a version from the future', { ...saved, version: 9 }, 'version condition.version'],
  ['a version that is no number', { ...saved, version: '1' }, 'version condition.version'],
  ['not that is no boolean', { combinator: 'and', not: 'yes', rules: [] }, 'not condition.shape'],
  ['a rule that is text', withRule('x'), 'rules.0.operator condition.operator'],
  [
    'an unknown operator',
    withRule({ field: 'lead.a', operator: 'matches', value: '(a+)+' }),
    'rules.0.operator condition.operator',
  ],
  [
    'an inherited name as operator',
    withRule({ field: 'lead.a', operator: 'constructor' }),
    'rules.0.operator condition.operator',
  ],
  ['a field without source', withRule({ field: 'email', operator: 'isSet' }), 'rules.0.field condition.rule'],
  ['a field of a foreign source', withRule({ field: 'env.SECRET', operator: 'isSet' }), 'rules.0.field condition.rule'],
  [
    'a text that is too long',
    withRule({ field: 'lead.a', operator: '=', value: 'x'.repeat(2_001) }),
    'rules.0.value condition.rule',
  ],
  ['an object as value', withRule({ field: 'lead.a', operator: '=', value: {} }), 'rules.0.value condition.rule'],
  ['an infinite number', withRule({ field: 'lead.a', operator: '=', value: Infinity }), 'rules.0.value condition.rule'],
  ['an empty list', withRule({ field: 'lead.a', operator: 'in', value: [] }), 'rules.0.value condition.rule'],
  ['one value for two', withRule({ field: 'lead.a', operator: 'between', value: [1] }), 'rules.0.value condition.rule'],
  [
    'a date that is none',
    withRule({ field: 'lead.a', operator: 'before', value: 'soon' }),
    'rules.0.value condition.not-a-date',
  ],
  [
    'half a day',
    withRule({ field: 'lead.a', operator: 'withinLast', value: { amount: 0.5, unit: 'days' } }),
    'rules.0.value.amount condition.rule',
  ],
  [
    'a compared field without source',
    withRule({ field: 'lead.a', operator: '=', valueSource: 'field', value: 'b' }),
    'rules.0.value condition.rule',
  ],
  [
    'a star inside an event name',
    withRule({ field: 'history', operator: 'atLeast', value: { event: '*.x', times: 1 } }),
    'rules.0.value.event condition.rule',
  ],
  [
    'a history filter on the lead',
    withRule({
      field: 'history',
      operator: 'atLeast',
      value: { event: 'a', times: 1, where: withRule({ field: 'lead.a', operator: 'isSet' }) },
    }),
    'rules.0.value.where.rules.0.field condition.history-field',
  ],
  [
    'a count inside a count',
    withRule({
      field: 'history',
      operator: 'atLeast',
      value: {
        event: 'a',
        times: 1,
        where: withRule({ field: 'history', operator: 'atMost', value: { event: 'b', times: 1 } }),
      },
    }),
    'rules.0.value.where.rules.0 condition.nested-history',
  ],
])('%s is refused with its place', (_name, input, expected) => {
  expect(problemsOf(input)).toEqual([expected]);
});

test('all faults come back together, each as a sentence with its code through zod', () => {
  const input = {
    combinator: 'and',
    rules: [
      { field: 'x', operator: '=', value: 1 },
      { field: 'lead.a', operator: '~' },
    ],
  };
  const issues = z.object({ filter: conditionSchema }).safeParse({ filter: input }).error?.issues ?? [];
  expect(issues.map(({ path }) => path.join('.'))).toEqual(['filter.rules.0.field', 'filter.rules.1.operator']);
  expect(issues[0]?.message).toBe(
    'The rule’s “field”: expected a field that starts with event., trigger., lead., output. or run., such as “lead.email”.',
  );
});

test('nesting 10,000 deep and 100,000 rules get a clean answer in time', () => {
  let deep: unknown = withRule(null);
  for (let level = 0; level < 10_000; level += 1) deep = { combinator: 'and', rules: [deep] };
  let deepWhere: unknown = { combinator: 'and', rules: [] };
  for (let level = 0; level < 10_000; level += 1) {
    deepWhere = { combinator: 'and', rules: [{ field: 'history', operator: 'atLeast', value: { where: deepWhere } }] };
  }
  let deepValue: unknown = 1;
  for (let level = 0; level < 10_000; level += 1) deepValue = [deepValue];
  const started = Date.now();
  expect(problemsOf(deep)).toEqual([' condition.too-deep']);
  expect(problemsOf(deepWhere)).toEqual([' condition.too-deep']);
  expect(problemsOf(withRule({ field: 'lead.a', operator: '=', value: deepValue }))).toEqual([
    'rules.0.value condition.rule',
  ]);
  expect(problemsOf({ combinator: 'and', rules: Array.from({ length: 100_000 }, () => ({})) })).toEqual([
    ' condition.too-many-rules',
  ]);
  expect(Date.now() - started).toBeLessThan(200);
});

test('no place of a condition takes 50 ms over 50 kB of evil text', () => {
  for (const evil of ['.'.repeat(50_000), '\u0315\u0300'.repeat(25_000), '*'.repeat(50_000), '2026-'.repeat(10_000)]) {
    const inputs = [
      { combinator: evil, rules: [] },
      withRule({ field: evil, operator: '=', value: evil }),
      withRule({ field: `lead.${evil}`, operator: evil, value: evil }),
      withRule({ field: 'lead.a', operator: 'before', value: evil }),
      withRule({ field: 'history', operator: 'atLeast', value: { event: evil, times: 1 } }),
      { version: evil, combinator: 'and', rules: [] },
    ];
    for (const input of inputs) {
      const started = Date.now();
      const problems = problemsOf(input);
      expect(Date.now() - started).toBeLessThan(50);
      expect(problems).not.toEqual([]);
    }
  }
});

test('its JSON Schema is a plain object with the widget’s name, not a recursive maze', () => {
  const config = z.object({ filter: conditionSchema.optional().meta({ widget: 'condition', title: 'Only when' }) });
  expect(z.toJSONSchema(config, { target: 'draft-7', io: 'input' })).toMatchObject({
    properties: { filter: { type: 'object', widget: 'condition', title: 'Only when' } },
  });
});
