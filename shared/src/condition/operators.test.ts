import { expect, test } from 'vitest';
import {
  listRuleSchema,
  oneValueRuleSchema,
  presenceRuleSchema,
  rangeRuleSchema,
  spanRuleSchema,
} from './condition.ts';
import { OPERATORS, operatorsFor, operatorWords } from './operators.ts';

test('the catalogue names exactly the operators that rules may have', () => {
  const allowed = [
    ...oneValueRuleSchema.shape.operator.options,
    ...presenceRuleSchema.shape.operator.options,
    ...rangeRuleSchema.shape.operator.values,
    ...listRuleSchema.shape.operator.options,
    ...spanRuleSchema.shape.operator.options,
  ];
  expect(OPERATORS.map(({ name }) => name).sort()).toEqual([...allowed].sort());
});

test('a list is asked what it contains, and a field of unknown kind anything', () => {
  expect(operatorsFor('list').map(({ name }) => name)).toEqual(['contains', 'doesNotContain', 'isSet', 'isNotSet']);
  expect(operatorsFor(undefined)).toHaveLength(OPERATORS.length);
  expect(operatorWords('notWithinLast')).toBe('is longer ago than');
});
