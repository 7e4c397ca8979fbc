import { z } from 'zod';
import {
  CONDITION_VERSION,
  type Condition,
  type ConditionGroup,
  type FieldRule,
  fieldSchema,
  type HistoryRule,
  historyRuleSchema,
  listRuleSchema,
  MAX_CONDITION_DEPTH,
  MAX_CONDITION_RULES,
  oneValueRuleSchema,
  presenceRuleSchema,
  type Rule,
  rangeRuleSchema,
  spanRuleSchema,
} from './condition.ts';
import { readDate } from './dates.ts';
import { migrateCondition } from './migrations.ts';

/** One fault of a condition: where it stands (keys and indices from the root), a stable code, and a sentence. */
export interface ConditionProblem {
  path: (string | number)[];
  code: string;
  message: string;
}

export type ParsedCondition = { ok: true; condition: Condition } | { ok: false; problems: ConditionProblem[] };

type Path = (string | number)[];
type Unknowns = Record<string, unknown>;

/**
 * Checks and upgrades a saved condition of any known version; faults come back as data, all of them together.
 * Unknown keys are dropped. Data of any depth or size is answered with a sentence in bounded time.
 */
export function parseCondition(input: unknown): ParsedCondition {
  const tooBig = checkSize(input);
  if (tooBig) return { ok: false, problems: [tooBig] };
  const migrated = migrateCondition(input);
  if (!migrated.ok) {
    return { ok: false, problems: [{ path: ['version'], code: 'condition.version', message: migrated.message }] };
  }
  const problems: ConditionProblem[] = [];
  const group = parseGroup(migrated.condition, [], problems, false);
  if (!group || problems.length > 0) return { ok: false, problems };
  return { ok: true, condition: { version: CONDITION_VERSION, ...group } };
}

/**
 * The schema for a node's config. Its JSON Schema (`io: 'input'`) is a plain object: the condition widget draws it.
 * Parsing what it gave out gives the same again.
 */
export const conditionSchema = z.record(z.string(), z.unknown()).transform((input, context): Condition => {
  const parsed = parseCondition(input);
  if (parsed.ok) return parsed.condition;
  for (const { path, code, message } of parsed.problems) {
    context.addIssue({ code: 'custom', path, message, params: { code } });
  }
  return z.NEVER;
});

function isObject(value: unknown): value is Unknowns {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Counts groups and rules with its own stack, before anything recursive touches the input. */
function checkSize(input: unknown): ConditionProblem | undefined {
  const stack: { node: unknown; depth: number }[] = [{ node: input, depth: 1 }];
  let rules = 0;
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { node, depth } = next;
    if (!isObject(node)) continue;
    if (depth > MAX_CONDITION_DEPTH) {
      const message = `The condition has groups nested more than ${MAX_CONDITION_DEPTH} deep; use fewer groups.`;
      return { path: [], code: 'condition.too-deep', message };
    }
    const children = Array.isArray(node.rules) ? node.rules : [];
    rules += children.length;
    if (rules > MAX_CONDITION_RULES) {
      const message = `The condition has more than ${MAX_CONDITION_RULES} rules; use a list (“is one of”) or a segment.`;
      return { path: [], code: 'condition.too-many-rules', message };
    }
    for (const child of children) {
      if (!isObject(child)) continue;
      // A rule stands at the depth of its group; only groups and the filters of history clauses go deeper.
      if ('rules' in child) stack.push({ node: child, depth: depth + 1 });
      else if (isObject(child.value)) stack.push({ node: child.value.where, depth: depth + 1 });
    }
  }
  return undefined;
}

function parseGroup(
  input: unknown,
  path: Path,
  problems: ConditionProblem[],
  inHistory: boolean,
): ConditionGroup | undefined {
  if (!isObject(input) || !Array.isArray(input.rules)) {
    problems.push({ path, code: 'condition.shape', message: 'Expected a group with “combinator” and “rules”.' });
    return undefined;
  }
  const { combinator, not } = input;
  if (combinator !== 'and' && combinator !== 'or') {
    problems.push({
      path: [...path, 'combinator'],
      code: 'condition.shape',
      message: 'Expected “and” or “or” between the rules.',
    });
    return undefined;
  }
  if (not !== undefined && typeof not !== 'boolean') {
    problems.push({ path: [...path, 'not'], code: 'condition.shape', message: 'Expected true or false for “not”.' });
  }
  const rules: (Rule | ConditionGroup)[] = [];
  for (const [index, child] of input.rules.entries()) {
    const at = [...path, 'rules', index];
    const parsed =
      isObject(child) && 'rules' in child
        ? parseGroup(child, at, problems, inHistory)
        : parseRule(child, at, problems, inHistory);
    if (parsed) rules.push(parsed);
  }
  const id = typeof input.id === 'string' ? { id: input.id.slice(0, 200) } : {};
  return { ...id, combinator, ...(not === true ? { not } : {}), rules };
}

function parseRule(input: unknown, path: Path, problems: ConditionProblem[], inHistory: boolean): Rule | undefined {
  const at = problems.length;
  const rule =
    isObject(input) && input.field === 'history' ? parseHistory(input, path, problems, inHistory) : undefined;
  if (rule || problems.length > at) return rule;
  const schema = isObject(input) ? fieldRuleSchemas[String(input.operator)] : undefined;
  if (!isObject(input) || !schema) {
    const found = isObject(input) ? `“${String(input.operator).slice(0, 40)}”` : 'no rule';
    const message = `Found ${found}; expected a rule with a known operator, such as “=” or “contains”.`;
    problems.push({ path: [...path, 'operator'], code: 'condition.operator', message });
    return undefined;
  }
  const result = schema.safeParse(input);
  if (!result.success) {
    pushIssues(result.error, input, path, problems);
    return undefined;
  }
  checkMeaning(result.data, path, problems, inHistory);
  return result.data;
}

function parseHistory(
  input: Unknowns,
  path: Path,
  problems: ConditionProblem[],
  inHistory: boolean,
): HistoryRule | undefined {
  if (inHistory) {
    const message = 'A filter of counted events can’t count events itself; put the second count beside the first.';
    problems.push({ path, code: 'condition.nested-history', message });
    return undefined;
  }
  const result = historyRuleSchema.safeParse(input);
  if (!result.success) {
    pushIssues(result.error, input, path, problems);
    return undefined;
  }
  const where = isObject(input.value) ? input.value.where : undefined;
  if (where === undefined || where === null) return result.data;
  const filter = parseGroup(where, [...path, 'value', 'where'], problems, true);
  return filter && { ...result.data, value: { ...result.data.value, where: filter } };
}

// A Map would hide the pairing; a null prototype keeps `constructor` from being found as an operator.
const fieldRuleSchemas: Record<string, z.ZodType<FieldRule>> = Object.assign(Object.create(null), {
  ...Object.fromEntries(oneValueRuleSchema.shape.operator.options.map((name) => [name, oneValueRuleSchema])),
  isSet: presenceRuleSchema,
  isNotSet: presenceRuleSchema,
  between: rangeRuleSchema,
  in: listRuleSchema,
  notIn: listRuleSchema,
  withinLast: spanRuleSchema,
  notWithinLast: spanRuleSchema,
  withinNext: spanRuleSchema,
});

/** What the shape alone can't say: fields compared with must be fields, dates must be dates. */
function checkMeaning(rule: FieldRule, path: Path, problems: ConditionProblem[], inHistory: boolean): void {
  const value = 'value' in rule ? rule.value : undefined;
  if ('valueSource' in rule && rule.valueSource === 'field') {
    const other = fieldSchema.safeParse(value);
    if (!other.success) pushIssues(other.error, value, [...path, 'value'], problems);
  } else if (rule.operator === 'before' || rule.operator === 'after' || rule.operator === 'on') {
    if (typeof value !== 'string' || !readDate(value)) {
      const message = `Found “${String(value).slice(0, 40)}”; expected a date such as “2026-11-20”.`;
      problems.push({ path: [...path, 'value'], code: 'condition.not-a-date', message });
    }
  }
  if (inHistory && !rule.field.startsWith('event.')) {
    const message = `Found “${rule.field.slice(0, 80)}”; the filter of counted events reads fields of the event (event.…).`;
    problems.push({ path: [...path, 'field'], code: 'condition.history-field', message });
  }
}

function pushIssues(error: z.ZodError, input: unknown, path: Path, problems: ConditionProblem[]): void {
  for (const issue of error.issues) {
    const keys = issue.path.filter((key) => typeof key !== 'symbol');
    const last = keys.at(-1);
    const subject = isObject(input) && last !== undefined ? `The rule’s “${String(last)}”: ` : '';
    problems.push({ path: [...path, ...keys], code: 'condition.rule', message: `${subject}${issue.message}.` });
  }
}
