import { parseCondition } from '@trellis/shared/condition/parse.ts';
import { expect, test } from 'vitest';
import { operandOf, readCondition, toCondition, toQuery } from './condition-query.ts';
import { readNumber } from './number.tsx';
import { freePortId, partKeys } from './parts.ts';
import { addPart, changeShare, readParts, removePart, shareEvenly } from './shares.ts';
import { readTime } from './time.tsx';
import { readValue } from './value.tsx';

const KEYS = { id: 'id', label: 'label', percent: 'percent', when: 'when' };
const parts = (...shares: number[]) =>
  readParts(
    shares.map((percent, n) => ({ id: `p${n}`, label: `P${n}`, percent, note: n })),
    KEYS,
  );
const shares = (list: ReturnType<typeof parts>) => list.map((part) => part.percent);
const sum = (list: ReturnType<typeof parts>) => shares(list).reduce((all, share) => all + share, 0);

test('shares sum to 100 whatever is changed, added or removed', () => {
  expect(shares(changeShare(parts(50, 50), 0, 70))).toEqual([70, 30]);
  expect(shares(changeShare(parts(50, 25, 25), 0, 0))).toEqual([0, 50, 50]);
  expect(shares(changeShare(parts(100, 0, 0), 0, 1))).toEqual([1, 50, 49]);
  expect(shares(shareEvenly(parts(90, 5, 5)))).toEqual([34, 33, 33]);
  for (let share = -20; share <= 140; share += 7) expect(sum(changeShare(parts(13, 41, 46), 1, share))).toBe(100);
  expect(sum(removePart(parts(13, 41, 46), 2))).toBe(100);
  expect(sum(addPart(parts(13, 41, 46), { id: 'n', label: '', percent: 0, extra: {} }))).toBe(100);
});

test('a part keeps what else its entry holds', () => {
  expect(changeShare(parts(50, 50), 0, 70)[1]?.extra).toEqual({ note: 1 });
});

test('the fields of an entry are found by their kind, so that a foreign type may name them otherwise', () => {
  const schema = {
    items: {
      properties: {
        id: { type: 'string' as const },
        title: { type: 'string' as const },
        weight: { type: 'integer' as const },
        test: { widget: 'condition' },
      },
    },
  };
  expect(partKeys(schema)).toEqual({ id: 'id', label: 'title', percent: 'weight', when: 'test' });
});

test('a new port id is none that is taken', () => {
  expect(freePortId(['a', 'c'])).toBe('d');
  expect(freePortId(['a', 'b', 'c', 'd'])).toBe('e');
});

test.each([
  ['9', '09:00'],
  ['930', '09:30'],
  ['9.30', '09:30'],
  ['23:59', '23:59'],
  ['24', null],
  ['9:75', null],
  ['soon', null],
])('the time of day %j is read as %j', (text, read) => {
  expect(readTime(text)).toBe(read);
});

test('what is no number is kept as it was typed', () => {
  expect(readNumber('3')).toBe(3);
  expect(readNumber('3 dayz')).toBe('3 dayz');
  expect(readNumber('3.')).toBe('3.');
  expect(readNumber('')).toBeUndefined();
});

test('a value is read as the kind it looks like; quotes keep it a text', () => {
  expect(readValue('12')).toBe(12);
  expect(readValue('yes')).toBe(true);
  expect(readValue('"12"')).toBe('12');
  expect(readValue('0049 170')).toBe('0049 170');
  expect(readValue('12', ['string'])).toBe('12');
});

test('a condition comes back from the builder as it went in', () => {
  const condition = {
    version: 1,
    combinator: 'or',
    rules: [
      { field: 'event.topic', operator: '=', value: 'field-service' },
      { field: 'lead.city', operator: 'in', value: ['Lahti', 'Turku'] },
      { field: 'history', operator: 'atLeast', value: { event: 'page.viewed', times: 2, days: 7 } },
      {
        combinator: 'and',
        not: true,
        rules: [
          { field: 'lead.email', operator: 'isSet' },
          { field: 'lead.createdAt', operator: 'withinLast', value: { amount: 30, unit: 'days' } },
        ],
      },
    ],
  };
  const parsed = parseCondition(condition);
  if (!parsed.ok) throw new Error('the sample condition must be a good one');
  const back = toCondition(toQuery(parsed.condition));
  expect(back).toEqual(parsed.condition);
  expect(parseCondition(back).ok).toBe(true);
});

test('an unfinished condition keeps its rules and says what is wrong; nonsense says so without throwing', () => {
  const unfinished = { version: 1, combinator: 'and', rules: [{ field: 'lead.', operator: '=', value: '' }] };
  expect(readCondition(unfinished).condition.rules).toHaveLength(1);
  expect(readCondition(unfinished).problem).toMatch(/lead/);
  expect(readCondition('nonsense').problem).toBeTruthy();
  expect(readCondition(undefined)).toEqual({ condition: { version: 1, combinator: 'and', rules: [] }, problem: null });
});

test('another operator keeps of the value what fits it', () => {
  expect(operandOf('many', 'Lahti')).toEqual(['Lahti']);
  expect(operandOf('one', ['Lahti', 'Turku'])).toBe('Lahti');
  expect(operandOf('two', [1])).toEqual([1, '']);
  expect(operandOf('span', 'x')).toEqual({ amount: 30, unit: 'days' });
});
