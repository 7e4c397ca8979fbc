import { expect, test } from 'vitest';
import type { ConditionGroup, Rule } from './condition.ts';
import { evaluate } from './evaluate.ts';
import { type ConditionNames, foundSentence, reasonSentence, sentence, sentenceParts } from './sentence.ts';

const linkTag: Rule = { field: 'event.properties.linkTag', operator: '=', value: 'read-guide' };
const mail: Rule = { field: 'event.properties.mail', operator: '=', value: 'n3' };
const names: ConditionNames = {
  value: (_field, value) => (value === 'n3' ? 'Insights mail' : undefined),
  event: (name) => (name === 'email.opened' ? 'Mail opened' : undefined),
};

function all(...rules: (Rule | ConditionGroup)[]): ConditionGroup {
  return { combinator: 'and', rules };
}

test.each<[ConditionGroup, string]>([
  [all(linkTag, mail), 'link tag is read-guide and mail is Insights mail'],
  [all(), ''],
  [
    all(linkTag, { combinator: 'or', rules: [mail, linkTag] }),
    'link tag is read-guide and (mail is Insights mail or link tag is read-guide)',
  ],
  [all({ combinator: 'or', rules: [mail] }), 'mail is Insights mail'],
  [{ combinator: 'or', not: true, rules: [linkTag, mail] }, 'not (link tag is read-guide or mail is Insights mail)'],
  [
    all(linkTag, { combinator: 'or', not: true, rules: [mail, mail] }),
    'link tag is read-guide and not (mail is Insights mail or mail is Insights mail)',
  ],
  [all({ field: 'lead.country', operator: 'in', value: ['DE', 'AT', 'CH'] }), 'country is one of DE, AT or CH'],
  [
    all({ field: 'lead.country', operator: 'notIn', value: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] }),
    'country is none of a, b, c, d or 3 more',
  ],
  [
    all({ field: 'lead.createdAt', operator: 'withinLast', value: { amount: 1, unit: 'days' } }),
    'created at is within the last 1 day',
  ],
  [all({ field: 'run.score', operator: 'between', value: [31, 60] }), 'score is between 31 and 60'],
  [all({ field: 'lead.phone', operator: 'isSet' }), 'phone is set'],
  [all({ field: 'lead.attributes.is_customer', operator: '=', value: true }), 'is customer is yes'],
  [
    all({ field: 'event.topic', operator: '=', valueSource: 'field', value: 'trigger.topic' }),
    'topic is the trigger topic',
  ],
  [all({ field: 'output.n4.data.status', operator: '>=', value: 400 }), 'status of n4 is at least 400'],
  [
    all({ field: 'history', operator: 'atLeast', value: { event: 'email.opened', times: 3, days: 30 } }),
    'Mail opened happened at least 3 times in the last 30 days',
  ],
  [
    all({ field: 'history', operator: 'exactly', value: { event: 'email.opened', times: 0, days: 1 } }),
    'Mail opened never happened in the last day',
  ],
  [all({ field: 'history', operator: 'atMost', value: { event: 'page', times: 0 } }), '“page” never happened'],
  [
    all({ field: 'history', operator: 'atMost', value: { event: 'page', times: 1, where: all(linkTag) } }),
    '“page” happened at most once with link tag is read-guide',
  ],
  [
    all(
      { field: 'history', operator: 'atLeast', value: { event: 'page', times: 2, where: all(linkTag, mail) } },
      linkTag,
    ),
    '“page” happened at least 2 times with (link tag is read-guide and mail is Insights mail) and link tag is read-guide',
  ],
])('%j reads as a sentence', (condition, expected) => {
  expect(sentence(condition, names)).toBe(expected);
});

test('the pieces of a sentence tell subject, words and value apart', () => {
  expect(sentenceParts(all(linkTag))).toEqual([
    { kind: 'subject', text: 'link tag' },
    { kind: 'words', text: 'is' },
    { kind: 'value', text: 'read-guide' },
  ]);
});

const event = {
  id: 'e',
  name: 'email.clicked',
  occurredAt: '2026-11-20T10:00:00Z',
  receivedAt: '2026-11-20T10:00:00Z',
  messageId: 'm',
};

test('the log can say what did not match: its link tag is “preferences”', () => {
  const found = evaluate(all(linkTag, mail), {
    now: 0,
    event: { ...event, properties: { linkTag: 'preferences', mail: 'n3' } },
  });
  expect(reasonSentence(found, names)).toBe('link tag is “preferences”');
});

test('of a thing asked for by id and by name the name is told, and the id where there is no name', () => {
  const form = (field: string): Rule => ({ field: `event.properties.${field}`, operator: '=', value: 'f1' });
  const world = { now: 0, event: { ...event, properties: { formId: 'f2', form: 'Guide' } } };
  const told = (...rules: Rule[]) => reasonSentence(evaluate({ combinator: 'or', rules }, world));
  expect(told(form('formId'), form('form'))).toBe('form is “Guide”');
  expect(told(form('formId'))).toBe('form id is “f2”');
});

test.each<[Rule, Record<string, string | number | string[]>, string]>([
  [linkTag, {}, 'link tag is missing'],
  [mail, { mail: 'n3' }, 'mail is Insights mail'],
  [{ field: 'event.score', operator: '<', value: 5 }, { score: 'high' }, 'score is “high”, which can’t be compared'],
  [{ field: 'event.tags', operator: 'contains', value: 'vip' }, { tags: ['a', 'b'] }, 'tags is “a”, “b”'],
  [{ field: 'event.phone', operator: 'isSet' }, {}, 'phone is not set'],
  [{ field: 'event.a', operator: '=', valueSource: 'field', value: 'trigger.b' }, { a: 1 }, 'trigger b is missing'],
])('%j finding %j is said in words', (rule, properties, expected) => {
  const [finding] = evaluate(all(rule), { now: 0, event: { ...event, properties } }).decidedBy;
  expect(finding && foundSentence(finding, names)).toBe(expected);
});

test('a count that decided is said in words', () => {
  const rule: Rule = { field: 'history', operator: 'atLeast', value: { event: 'email.opened', times: 3, days: 7 } };
  expect(reasonSentence(evaluate(all(rule), { now: 0, count: () => 1 }), names)).toBe(
    'Mail opened happened once in the last 7 days',
  );
  expect(reasonSentence(evaluate(all(rule), { now: 0 }), names)).toBe('Mail opened was not counted');
});

test.each<[string, string, string]>([
  ['2026-12-01', '1 Dec 2026', '1 Dec 2026'],
  ['2026-12-01T09:00:00Z', '1 Dec 2026, 09:00 UTC', '1 Dec 2026, 09:00 UTC'],
  ['2026-12-01 09:00', '1 Dec 2026, 09:00', '1 Dec 2026, 09:00'],
  ['2026-12-01T09:00:00.123+02:00', '1 Dec 2026, 09:00 UTC+02:00', '1 Dec 2026, 09:00 UTC+02:00'],
  ['2026-13-01', '2026-13-01', '“2026-13-01”'],
  ['2026-12-01x', '2026-12-01x', '“2026-12-01x”'],
])('a date written as %s is told as people write dates', (written, asked, found) => {
  const rule: Rule = { field: 'event.day', operator: '=', value: written };
  expect(sentence(all(rule))).toBe(`day is ${asked}`);
  const [finding] = evaluate(all(rule), { now: 0, event: { ...event, properties: { day: written } } }).decidedBy;
  expect(finding && foundSentence(finding)).toBe(`day is ${found}`);
});
