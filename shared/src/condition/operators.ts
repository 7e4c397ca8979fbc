import type { AttributeKind } from '../lead/lead.ts';
import type { FieldRule } from './condition.ts';

/** What stands at the right of an operator: nothing, one value, two, a list, or an amount of time. */
export type OperandShape = 'none' | 'one' | 'two' | 'many' | 'span';

export interface OperatorDefinition {
  name: FieldRule['operator'];
  /** As it stands in the sentence, and in the list of the form. */
  words: string;
  operand: OperandShape;
  /** Kinds of field it is offered for. */
  kinds: readonly AttributeKind[];
}

/** Every operator on a field, in the order forms list them. */
export const OPERATORS: readonly OperatorDefinition[] = [
  { name: '=', words: 'is', operand: 'one', kinds: ['text', 'number', 'boolean'] },
  { name: '!=', words: 'is not', operand: 'one', kinds: ['text', 'number', 'boolean'] },
  { name: '<', words: 'is less than', operand: 'one', kinds: ['number'] },
  { name: '<=', words: 'is at most', operand: 'one', kinds: ['number'] },
  { name: '>', words: 'is more than', operand: 'one', kinds: ['number'] },
  { name: '>=', words: 'is at least', operand: 'one', kinds: ['number'] },
  { name: 'between', words: 'is between', operand: 'two', kinds: ['number', 'date'] },
  { name: 'contains', words: 'contains', operand: 'one', kinds: ['text', 'list'] },
  { name: 'doesNotContain', words: 'does not contain', operand: 'one', kinds: ['text', 'list'] },
  { name: 'beginsWith', words: 'begins with', operand: 'one', kinds: ['text'] },
  { name: 'endsWith', words: 'ends with', operand: 'one', kinds: ['text'] },
  { name: 'in', words: 'is one of', operand: 'many', kinds: ['text', 'number'] },
  { name: 'notIn', words: 'is none of', operand: 'many', kinds: ['text', 'number'] },
  { name: 'before', words: 'is before', operand: 'one', kinds: ['date'] },
  { name: 'after', words: 'is after', operand: 'one', kinds: ['date'] },
  { name: 'on', words: 'is on', operand: 'one', kinds: ['date'] },
  { name: 'withinLast', words: 'is within the last', operand: 'span', kinds: ['date'] },
  { name: 'notWithinLast', words: 'is longer ago than', operand: 'span', kinds: ['date'] },
  { name: 'withinNext', words: 'is within the next', operand: 'span', kinds: ['date'] },
  { name: 'isSet', words: 'is set', operand: 'none', kinds: ['text', 'number', 'boolean', 'date', 'list'] },
  { name: 'isNotSet', words: 'is not set', operand: 'none', kinds: ['text', 'number', 'boolean', 'date', 'list'] },
];

const byName = new Map<string, OperatorDefinition>(OPERATORS.map((operator) => [operator.name, operator]));

/** The operators to offer for a kind of field; all of them for a field whose kind is not known. */
export function operatorsFor(kind: AttributeKind | undefined): OperatorDefinition[] {
  return OPERATORS.filter(({ kinds }) => kind === undefined || kinds.includes(kind));
}

/** An operator as it stands in a sentence; its own name if unknown. */
export function operatorWords(name: string): string {
  return byName.get(name)?.words ?? name;
}
