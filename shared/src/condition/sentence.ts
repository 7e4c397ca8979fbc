import type { JsonValue } from '../event/json.ts';
import {
  type ConditionGroup,
  checkDepth,
  type FieldRule,
  type HistoryRule,
  isGroup,
  isHistory,
  type Rule,
} from './condition.ts';
import { dateText } from './date-text.ts';
import type { Evaluation, Finding } from './evaluate.ts';
import { operatorWords } from './operators.ts';

/** What people call things, where that is known; whoever has no better name answers undefined. */
export interface ConditionNames {
  /** `event.properties.mail` → “mail” */
  field?(field: string): string | undefined;
  /** `event.properties.mail`, `n3` → “Insights mail” */
  value?(field: string, value: JsonValue): string | undefined;
  /** `email.clicked` → “Link clicked” */
  event?(name: string): string | undefined;
}

/** A piece of a sentence: the form draws subjects and values differently from the words between them. */
export interface SentencePart {
  kind: 'subject' | 'words' | 'value' | 'joiner';
  text: string;
}

/** A condition in plain English: “link tag is read-guide and mail is Insights mail”. Empty for a condition without rules. */
export function sentence(condition: ConditionGroup, names: ConditionNames = {}): string {
  return joinParts(sentenceParts(condition, names));
}

/** The same sentence in pieces, in reading order; between pieces stands a space, except inside brackets. */
export function sentenceParts(condition: ConditionGroup, names: ConditionNames = {}): SentencePart[] {
  return groupParts(condition, names, 1);
}

/** One rule in words: “country is one of DE, AT or CH”. */
export function ruleSentence(rule: Rule, names: ConditionNames = {}): string {
  return joinParts(ruleParts(rule, names, 1));
}

/** What was found for one clause: “link tag is “preferences””, “score is missing”, “Opened happened 2 times in the last 7 days”. */
export function foundSentence({ rule, found, why }: Finding, names: ConditionNames = {}): string {
  if (isHistory(rule)) {
    const { event } = rule.value;
    if (typeof found !== 'number') return `${eventWords(event, names)} was not counted`;
    const where = rule.value.where ? ' with that filter' : '';
    return `${eventWords(event, names)} happened ${timesWords(found)}${windowWords(rule)}${where}`;
  }
  const subject = fieldWords(rule.field, names);
  if (found === undefined)
    return `${subject} is ${rule.operator === 'isSet' || why === undefined ? 'not set' : 'missing'}`;
  if (why === 'other-missing' && 'value' in rule) return `${fieldWords(String(rule.value), names)} is missing`;
  const value = foundValue(rule.field, found, names);
  if (why === 'not-comparable') return `${subject} is ${value}, which can’t be compared`;
  return `${subject} is ${value}`;
}

/**
 * What was found for the clauses that decided an evaluation: “link tag is “preferences” and mail is missing”. Of a thing that was asked for by name and
 * by id (`form`, `formId`) only the name is told, for nobody can read the other.
 */
export function reasonSentence({ decidedBy }: Evaluation, names: ConditionNames = {}): string {
  const named = new Set(decidedBy.flatMap(({ rule, found }) => (found === undefined ? [] : [rule.field])));
  const told = decidedBy.filter(({ rule: { field } }) => !field.endsWith('Id') || !named.has(field.slice(0, -2)));
  return [...new Set(told.map((finding) => foundSentence(finding, names)))].join(' and ');
}

/** A field as people read it when nobody named it: the last part of its path, in words. */
export function fieldWords(field: string, names: ConditionNames = {}): string {
  const named = names.field?.(field);
  if (named !== undefined) return named;
  const parts = field.split('.');
  const [source = '', ...path] = parts;
  const last = path.at(-1) ?? source;
  const words = spaced(last).toLowerCase();
  if (source === 'trigger') return `trigger ${words}`;
  if (source === 'output') return path.length > 1 ? `${words} of ${path[0]}` : `output of ${last}`;
  return words;
}

/** `linkTag`, `link_tag` and `link-tag` as “link Tag”, “link tag”: linear time, names are short anyway. */
function spaced(name: string): string {
  return name
    .slice(0, 100)
    .replaceAll(/[_-]/g, ' ')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2');
}

function groupParts(group: ConditionGroup, names: ConditionNames, depth: number): SentencePart[] {
  checkDepth(depth);
  const pieces = group.rules.map((node) => {
    if (!isGroup(node)) return ruleParts(node, names, depth);
    const inner = groupParts(node, names, depth + 1);
    // `not` brings its own brackets, and one rule needs none.
    return node.not || node.rules.length < 2 ? inner : bracketed(inner);
  });
  const joined = pieces
    .filter((piece) => piece.length > 0)
    .flatMap((piece, index) => (index === 0 ? piece : [{ kind: 'joiner' as const, text: group.combinator }, ...piece]));
  return group.not && joined.length > 0 ? [{ kind: 'joiner', text: 'not' }, ...bracketed(joined)] : joined;
}

function bracketed(parts: SentencePart[]): SentencePart[] {
  return [{ kind: 'joiner', text: '(' }, ...parts, { kind: 'joiner', text: ')' }];
}

function joinParts(parts: SentencePart[]): string {
  let text = '';
  for (const part of parts)
    text += text === '' || text.endsWith('(') || part.text === ')' ? part.text : ` ${part.text}`;
  return text;
}

function ruleParts(rule: Rule, names: ConditionNames, depth: number): SentencePart[] {
  if (isHistory(rule)) return historyParts(rule, names, depth);
  const value = valueWords(rule, names);
  return [
    { kind: 'subject', text: fieldWords(rule.field, names) },
    { kind: 'words', text: operatorWords(rule.operator) },
    ...(value === '' ? [] : [{ kind: 'value' as const, text: value }]),
  ];
}

function historyParts(rule: HistoryRule, names: ConditionNames, depth: number): SentencePart[] {
  const { event, times, where } = rule.value;
  const bound = { atLeast: 'at least ', atMost: 'at most ', exactly: 'exactly ' }[rule.operator];
  const never = times === 0 && rule.operator !== 'atLeast';
  const inner = where ? groupParts(where, names, depth + 1) : [];
  // Without brackets an “and” of the filter would read as one of the whole condition.
  const filter = where && where.rules.length > 1 && !where.not ? bracketed(inner) : inner;
  return [
    { kind: 'subject', text: eventWords(event, names) },
    { kind: 'words', text: never ? 'never happened' : 'happened' },
    { kind: 'value', text: `${never ? '' : bound + timesWords(times)}${windowWords(rule)}`.trim() },
    ...(filter.length > 0 ? [{ kind: 'words' as const, text: 'with' }, ...filter] : []),
  ].filter((part): part is SentencePart => part.text !== '');
}

function valueWords(rule: FieldRule, names: ConditionNames): string {
  switch (rule.operator) {
    case 'isSet':
    case 'isNotSet':
      return '';
    case 'between':
      return rule.value.map((value) => oneValue(rule.field, value, names)).join(' and ');
    case 'in':
    case 'notIn':
      return listWords(rule.value.map((value) => oneValue(rule.field, value, names)));
    case 'withinLast':
    case 'notWithinLast':
    case 'withinNext': {
      const { amount, unit } = rule.value;
      return `${amount} ${amount === 1 ? unit.slice(0, -1) : unit}`;
    }
    default:
      if (rule.valueSource === 'field') return `the ${fieldWords(String(rule.value), names)}`;
      return oneValue(rule.field, rule.value, names);
  }
}

/** “a, b or c”; beyond five entries the rest is counted. */
function listWords(values: string[]): string {
  if (values.length > 5) return `${values.slice(0, 4).join(', ')} or ${values.length - 4} more`;
  return values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
}

function oneValue(field: string, value: JsonValue, names: ConditionNames): string {
  const named = names.value?.(field, value);
  if (named !== undefined) return named;
  if (value === '') return '“”';
  if (typeof value === 'string') return dateText(value) ?? value;
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
}

function foundValue(field: string, value: JsonValue, names: ConditionNames): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : listOf(value);
  const named = names.value?.(field, value);
  if (named !== undefined) return named;
  if (typeof value === 'string') return dateText(value) ?? `“${value}”`;
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
}

function listOf(values: JsonValue[]): string {
  return values.map((value) => (typeof value === 'string' ? `“${value}”` : String(value))).join(', ');
}

function eventWords(pattern: string, names: ConditionNames): string {
  return names.event?.(pattern) ?? `“${pattern}”`;
}

function timesWords(times: number): string {
  return times === 1 ? 'once' : `${times} times`;
}

function windowWords({ value: { days } }: HistoryRule): string {
  if (days === undefined) return '';
  return days === 1 ? ' in the last day' : ` in the last ${days} days`;
}
