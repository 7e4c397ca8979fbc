import {
  ALWAYS,
  CONDITION_VERSION,
  type Condition,
  type ConditionGroup,
  isGroup,
  type Rule,
} from '@trellis/shared/condition/condition.ts';
import { OPERATORS, type OperandShape } from '@trellis/shared/condition/operators.ts';
import { parseCondition } from '@trellis/shared/condition/parse.ts';
import type { RuleGroupType, RuleType } from 'react-querybuilder';

/** The field that stands for “happened so many times”. */
export const HISTORY = 'history';

/** A saved condition, or the fault that keeps it from being read; an absent one is always true. */
export function readCondition(value: unknown): { condition: Condition; problem: string | null } {
  if (value === undefined || value === null) return { condition: ALWAYS, problem: null };
  const parsed = parseCondition(value);
  if (parsed.ok) return { condition: parsed.condition, problem: null };
  const drawn = drawable(value);
  const [first] = parsed.problems;
  return { condition: drawn ?? ALWAYS, problem: first?.message ?? 'unreadable' };
}

/** An unfinished condition that still has the shape of groups and rules, so that it can be finished; null for anything else. */
function drawable(value: unknown): Condition | null {
  const isShape = (node: unknown, depth: number): boolean => {
    if (typeof node !== 'object' || node === null || depth > 10) return false;
    if ('rules' in node)
      return Array.isArray(node.rules) && node.rules.every((rule: unknown) => isShape(rule, depth + 1));
    return 'field' in node && 'operator' in node;
  };
  return isShape(value, 0) && typeof value === 'object' && value !== null && 'rules' in value
    ? (value as Condition)
    : null; // shape checked
}

/** The builder's query as a condition to save: without the builder's ids, each value in the shape its operator asks for. */
export function toCondition(query: RuleGroupType): Condition {
  return { version: CONDITION_VERSION, ...group(query) };
}

function group({ combinator, not, rules }: RuleGroupType): ConditionGroup {
  return {
    combinator: combinator === 'or' ? 'or' : 'and',
    ...(not ? { not: true } : {}),
    rules: rules.flatMap((rule): (Rule | ConditionGroup)[] =>
      typeof rule === 'string' ? [] : 'rules' in rule ? [group(rule)] : [toRule(rule)],
    ),
  };
}

function toRule({ field, operator, value, valueSource }: RuleType): Rule {
  const shape = shapeOf(field, operator);
  const base = { field, operator, ...(valueSource === 'field' ? { valueSource } : {}) };
  // Unfinished rules are saved as they are; parseCondition on the server says what they lack.
  return (shape === 'none' ? base : { ...base, value: operandOf(shape, value) }) as Rule;
}

/** The condition as the builder edits it. */
export function toQuery(condition: ConditionGroup): RuleGroupType {
  return {
    combinator: condition.combinator,
    ...(condition.not ? { not: true } : {}),
    rules: condition.rules.map((rule) =>
      isGroup(rule) ? toQuery(rule) : { ...rule, value: 'value' in rule ? rule.value : '' },
    ),
  };
}

export type ValueShape = OperandShape | 'history';

/** What stands right of an operator. */
export function shapeOf(field: string, operator: string): ValueShape {
  if (field === HISTORY) return 'history';
  return OPERATORS.find((one) => one.name === operator)?.operand ?? 'one';
}

/** A value brought into the shape that an operator asks for, keeping of it what fits. */
export function operandOf(shape: ValueShape, value: unknown): unknown {
  const record =
    typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null; // checked beside
  const list: unknown[] = Array.isArray(value) ? value : record || value === undefined || value === '' ? [] : [value];
  switch (shape) {
    case 'history':
      return record && 'event' in record ? record : { event: '', times: 1, days: 30 };
    case 'span':
      return record && 'unit' in record ? record : { amount: 30, unit: 'days' };
    case 'two':
      return [list[0] ?? '', list[1] ?? ''];
    case 'many':
      return list;
    case 'none':
      return undefined;
    default:
      return Array.isArray(value) ? (value[0] ?? '') : record ? '' : (value ?? '');
  }
}
