import type { JsonValue } from '../event/json.ts';
import { beginsWith, contains, endsWith, equals, order, orderDates } from './compare.ts';
import {
  type ConditionGroup,
  checkDepth,
  type FieldRule,
  type HistoryRule,
  isGroup,
  isHistory,
  type PresenceRule,
  type Rule,
} from './condition.ts';
import { readDate, SPAN_UNIT_MS } from './dates.ts';
import { type ConditionWorld, readField } from './fields.ts';
import { countQuery } from './needs.ts';

/**
 * true, false, or null for unknown (Kleene's third value). null is falsy: whoever asks only `if (value)` takes unknown
 * for false, which is the product's default.
 */
export type Truth = boolean | null;

/** Why a clause is unknown: its field, or the field it compares with, is missing; the kinds differ; no count is at hand. */
export type UnknownReason = 'missing' | 'other-missing' | 'not-comparable' | 'not-counted';

/** One clause with what was found for it. */
export interface Finding {
  rule: Rule;
  /** Indices of `rules` from the outermost group to the clause. */
  path: number[];
  value: Truth;
  /** The value found, or the count; abridged by `abridge`; absent if missing. */
  found?: JsonValue;
  why?: UnknownReason;
}

/** One value that was read; absent `value` means it was missing. */
export interface Input {
  /** The field, or `count` and the key of its query. */
  name: string;
  value?: JsonValue;
}

export interface Evaluation {
  value: Truth;
  /** The clauses that decided it, in drawn order: those that failed, those that are unknown, or those that hold. */
  decidedBy: Finding[];
  /** Everything that was read, each field once, for the log. */
  inputs: Input[];
}

interface Reading {
  world: ConditionWorld;
  inputs: Map<string, JsonValue | undefined>;
}

/**
 * Evaluates a condition against a world loaded beforehand; pure. Missing data makes a clause unknown; `and`, `or` and
 * `not` follow Kleene's logic; a group without rules is true. Throws ConditionError for groups nested too deep.
 */
export function evaluate(condition: ConditionGroup, world: ConditionWorld): Evaluation {
  const reading: Reading = { world, inputs: new Map() };
  const { value, decidedBy } = evaluateGroup(condition, [], reading);
  const inputs = Array.from(reading.inputs, ([name, found]) =>
    found === undefined ? { name } : { name, value: abridge(found) },
  );
  return { value, decidedBy, inputs };
}

interface GroupResult {
  value: Truth;
  decidedBy: Finding[];
}

function evaluateGroup(group: ConditionGroup, path: number[], reading: Reading): GroupResult {
  checkDepth(path.length + 1);
  // Every rule is evaluated even when the first decides: the log then shows all that was true at that moment.
  const parts = group.rules.map((node, index) => {
    const at = [...path, index];
    return isGroup(node) ? evaluateGroup(node, at, reading) : evaluateRule(node, at, reading);
  });
  const inner = joinTruth(parts, group.combinator);
  const decidedBy: Finding[] = [];
  for (const part of parts) {
    if (part.value !== inner) continue;
    if ('decidedBy' in part) decidedBy.push(...part.decidedBy);
    else decidedBy.push(part);
  }
  return { value: group.not && inner !== null ? !inner : inner, decidedBy };
}

/** `and` is decided by the first false, `or` by the first true; else any unknown makes it unknown. */
function joinTruth(parts: { value: Truth }[], combinator: 'and' | 'or'): Truth {
  const decisive = combinator === 'or';
  if (parts.length === 0) return true;
  if (parts.some(({ value }) => value === decisive)) return decisive;
  return parts.some(({ value }) => value === null) ? null : !decisive;
}

function evaluateRule(rule: Rule, path: number[], reading: Reading): Finding {
  if (isHistory(rule)) return evaluateHistory(rule, path, reading);
  const found = read(rule.field, reading);
  if (isPresence(rule)) {
    return finding(rule, path, isSet(found) === (rule.operator === 'isSet'), found);
  }
  if (found === undefined || found === null) return unknown(rule, path, 'missing', undefined);
  const usesField = 'valueSource' in rule && rule.valueSource === 'field';
  const expected = usesField ? read(String(rule.value), reading) : rule.value;
  if (expected === undefined || expected === null) return unknown(rule, path, 'other-missing', found);
  const value = compare(rule, found, expected, reading.world);
  return value === undefined ? unknown(rule, path, 'not-comparable', found) : finding(rule, path, value, found);
}

function evaluateHistory(rule: HistoryRule, path: number[], { world, inputs }: Reading): Finding {
  const query = countQuery(rule);
  const count = world.count?.(query);
  inputs.set(`count ${query.key}`, count);
  if (count === undefined) return unknown(rule, path, 'not-counted', undefined);
  const { times } = rule.value;
  switch (rule.operator) {
    case 'atLeast':
      return finding(rule, path, count >= times, count);
    case 'atMost':
      return finding(rule, path, count <= times, count);
    case 'exactly':
      return finding(rule, path, count === times, count);
    default:
      return rule.operator satisfies never;
  }
}

type ComparingRule = Exclude<FieldRule, PresenceRule>;

function isPresence(rule: FieldRule): rule is PresenceRule {
  return rule.operator === 'isSet' || rule.operator === 'isNotSet';
}

/** undefined means that the found value can't be compared with the expected one. */
function compare(
  rule: ComparingRule,
  found: JsonValue,
  expected: JsonValue,
  world: ConditionWorld,
): boolean | undefined {
  const { local, now } = world;
  switch (rule.operator) {
    case '=':
      return equals(found, expected);
    case '!=':
      return negate(equals(found, expected));
    case '<':
      return sign(order(found, expected, local), (by) => by < 0);
    case '<=':
      return sign(order(found, expected, local), (by) => by <= 0);
    case '>':
      return sign(order(found, expected, local), (by) => by > 0);
    case '>=':
      return sign(order(found, expected, local), (by) => by >= 0);
    case 'between':
      return between(order(found, rule.value[0], local), order(found, rule.value[1], local));
    case 'contains':
      return contains(found, expected);
    case 'doesNotContain':
      return negate(contains(found, expected));
    case 'beginsWith':
      return beginsWith(found, expected);
    case 'endsWith':
      return endsWith(found, expected);
    case 'in':
      return isOneOf(found, rule.value);
    case 'notIn':
      return negate(isOneOf(found, rule.value));
    case 'before':
      return sign(orderDates(found, expected, local), (by) => by < 0);
    case 'after':
      return sign(orderDates(found, expected, local), (by) => by > 0);
    case 'on':
      return sign(orderDates(found, expected, local), (by) => by === 0);
    case 'withinLast':
    case 'notWithinLast':
    case 'withinNext': {
      const at = readDate(found, local)?.start;
      if (at === undefined) return undefined;
      const span = rule.value.amount * SPAN_UNIT_MS[rule.value.unit];
      if (rule.operator === 'withinNext') return at > now && at <= now + span;
      // A date in the future is neither within the last 30 days nor longer ago than that.
      return rule.operator === 'withinLast' ? at > now - span && at <= now : at <= now - span;
    }
    default:
      return rule satisfies never;
  }
}

function isOneOf(found: JsonValue, values: readonly JsonValue[]): boolean | undefined {
  if (typeof found === 'object') return undefined;
  return values.some((value) => equals(found, value) === true);
}

function sign(by: number | undefined, ask: (by: number) => boolean): boolean | undefined {
  return by === undefined ? undefined : ask(by);
}

function between(low: number | undefined, high: number | undefined): boolean | undefined {
  return low === undefined || high === undefined ? undefined : low >= 0 && high <= 0;
}

function negate(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value;
}

/** Empty text and empty lists count as not set: that is what a cleared form field leaves behind. */
function isSet(found: JsonValue | undefined): boolean {
  return found !== undefined && found !== null && found !== '' && !(Array.isArray(found) && found.length === 0);
}

function read(field: string, { world, inputs }: Reading): JsonValue | undefined {
  if (inputs.has(field)) return inputs.get(field);
  const value = readField(field, world);
  inputs.set(field, value);
  return value;
}

function finding(rule: Rule, path: number[], value: Truth, found: JsonValue | undefined): Finding {
  return found === undefined ? { rule, path, value } : { rule, path, value, found: abridge(found) };
}

function unknown(rule: Rule, path: number[], why: UnknownReason, found: JsonValue | undefined): Finding {
  const value = null;
  return found === undefined ? { rule, path, value, why } : { rule, path, value, found: abridge(found), why };
}

const MAX_FOUND_TEXT = 200;
const MAX_FOUND_ENTRIES = 20;

/** Keeps the log small: texts to 200 characters, lists to 20 flat entries, objects to “{…}”. */
function abridge(value: JsonValue): JsonValue {
  if (typeof value === 'string') return value.length > MAX_FOUND_TEXT ? `${value.slice(0, MAX_FOUND_TEXT)}…` : value;
  if (Array.isArray(value)) {
    const entries = value.slice(0, MAX_FOUND_ENTRIES).map((entry) => (Array.isArray(entry) ? '[…]' : abridge(entry)));
    return value.length > MAX_FOUND_ENTRIES ? [...entries, '…'] : entries;
  }
  return value !== null && typeof value === 'object' ? '{…}' : value;
}
