import { z } from 'zod';
import { eventPatternSchema } from '../event/event.ts';

/**
 * A condition, in the shape react-querybuilder edits: groups of rules joined by `and` or `or`, possibly negated.
 * Every rule names a field by its source:
 *   event.*            the event at hand: `event.name`, `event.properties.topic` (short: `event.topic`)
 *   trigger.*          the event that started the run, read the same way
 *   lead.*             `lead.email`, `lead.tags`, `lead.consent.email`, `lead.attributes.city` (short: `lead.city`)
 *   output.<node>.*    what an earlier step gave out
 *   run.*              the run's variables
 * or is the history clause, field `history`: an event happened so many times in the last so many days.
 */
export const CONDITION_VERSION = 1;

/** Groups inside groups, the history clause's filter included. */
export const MAX_CONDITION_DEPTH = 10;
/** Rules in one condition, in all its groups together. */
export const MAX_CONDITION_RULES = 200;
/** Characters of one text to compare with. */
export const MAX_VALUE_LENGTH = 2_000;
/** Entries of the list of `in` and `notIn`. */
export const MAX_LIST_LENGTH = 1_000;

export const FIELD_SOURCES = ['event', 'trigger', 'lead', 'output', 'run'] as const;
export type FieldSource = (typeof FIELD_SOURCES)[number];

const idSchema = z.string().max(200).optional();
const scalarSchema = z.union([z.string().max(MAX_VALUE_LENGTH), z.number(), z.boolean()], {
  error: `expected a text of at most ${MAX_VALUE_LENGTH} characters, a number, or true or false`,
});
export type Scalar = z.infer<typeof scalarSchema>;

export const fieldSchema = z
  .string({ error: 'expected a field such as “lead.email”' })
  .max(300)
  .refine((field) => {
    const dot = field.indexOf('.');
    const source = field.slice(0, dot);
    return dot > 0 && dot < field.length - 1 && (FIELD_SOURCES as readonly string[]).includes(source);
  }, 'expected a field that starts with event., trigger., lead., output. or run., such as “lead.email”');

export const spanUnitSchema = z.enum(['minutes', 'hours', 'days', 'weeks']);
export type SpanUnit = z.infer<typeof spanUnitSchema>;

export const compareOperators = ['=', '!=', '<', '<=', '>', '>='] as const;
export const textOperators = ['contains', 'doesNotContain', 'beginsWith', 'endsWith'] as const;
export const dateOperators = ['before', 'after', 'on'] as const;

const oneValueOperatorSchema = z.enum([...compareOperators, ...textOperators, ...dateOperators]);
export type OneValueOperator = z.infer<typeof oneValueOperatorSchema>;

/** A field against one value, or against another field when `valueSource` is `field`. */
export const oneValueRuleSchema = z.object({
  id: idSchema,
  field: fieldSchema,
  operator: oneValueOperatorSchema,
  valueSource: z.enum(['value', 'field']).optional(),
  value: scalarSchema,
});
export const presenceRuleSchema = z.object({
  id: idSchema,
  field: fieldSchema,
  operator: z.enum(['isSet', 'isNotSet']),
});
export const rangeRuleSchema = z.object({
  id: idSchema,
  field: fieldSchema,
  operator: z.literal('between'),
  value: z.tuple([scalarSchema, scalarSchema], { error: 'expected two values, the lowest and the highest' }),
});
export const listRuleSchema = z.object({
  id: idSchema,
  field: fieldSchema,
  operator: z.enum(['in', 'notIn']),
  value: z.array(scalarSchema, { error: 'expected a list of values' }).min(1).max(MAX_LIST_LENGTH),
});
export const spanRuleSchema = z.object({
  id: idSchema,
  field: fieldSchema,
  operator: z.enum(['withinLast', 'notWithinLast', 'withinNext']),
  value: z.object(
    { amount: z.number().int().min(1).max(100_000), unit: spanUnitSchema },
    { error: 'expected an amount and a unit, such as 30 days' },
  ),
});

export type OneValueRule = z.infer<typeof oneValueRuleSchema>;
export type PresenceRule = z.infer<typeof presenceRuleSchema>;
export type RangeRule = z.infer<typeof rangeRuleSchema>;
export type ListRule = z.infer<typeof listRuleSchema>;
export type SpanRule = z.infer<typeof spanRuleSchema>;
/** A rule that reads one field. */
export type FieldRule = OneValueRule | PresenceRule | RangeRule | ListRule | SpanRule;

export const historyRuleSchema = z.object({
  id: idSchema,
  field: z.literal('history'),
  operator: z.enum(['atLeast', 'atMost', 'exactly']),
  value: z.object({
    event: eventPatternSchema,
    times: z.number().int().min(0).max(1_000_000),
    /** D × 24 hours back from now; ever if absent. */
    days: z.number().int().min(1).max(36_500).optional(),
  }),
});

/** “`event` happened at least, at most or exactly `times` times in the last `days` days, where …”. */
export interface HistoryRule {
  id?: string | undefined;
  field: 'history';
  operator: 'atLeast' | 'atMost' | 'exactly';
  value: {
    event: string;
    times: number;
    days?: number | undefined;
    /** Reads the counted event as `event.*`; may compare with any other source, but not count again. */
    where?: ConditionGroup | undefined;
  };
}

export type Rule = FieldRule | HistoryRule;

/** Rules joined by `and` or `or`; a group without rules is true. `not` turns the whole group around. */
export interface ConditionGroup {
  id?: string | undefined;
  combinator: 'and' | 'or';
  not?: boolean | undefined;
  rules: (Rule | ConditionGroup)[];
}

/** The saved form: the outermost group carries the version of the shape. */
export interface Condition extends ConditionGroup {
  version: typeof CONDITION_VERSION;
}

export type Operator = Rule['operator'];

/** The condition that every lead and event meets. */
export const ALWAYS: Condition = { version: CONDITION_VERSION, combinator: 'and', rules: [] };

/** True for a group, false for a rule. */
export function isGroup(node: Rule | ConditionGroup): node is ConditionGroup {
  return 'rules' in node;
}

/** True for the history clause, false for a rule that reads one field. */
export function isHistory(rule: Rule): rule is HistoryRule {
  return rule.field === 'history';
}

/** A condition whose shape this code can't follow; `code` is stable, for logs and clients. */
export class ConditionError extends Error {
  override name = 'ConditionError';
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Guards every recursive walk over a condition that did not come out of `parseCondition`: throws ConditionError. */
export function checkDepth(depth: number): void {
  if (depth > MAX_CONDITION_DEPTH) {
    throw new ConditionError(
      'condition.too-deep',
      `The condition has groups nested more than ${MAX_CONDITION_DEPTH} deep; expected a condition that was checked when saved.`,
    );
  }
}
