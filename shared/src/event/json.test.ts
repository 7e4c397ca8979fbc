import { expect, test } from 'vitest';
import { type JsonValue, jsonProblem, jsonValueSchema, readPath } from './json.ts';

const data: JsonValue = {
  properties: { topic: 'field-service', items: [{ sku: 'A1' }], 'utm.source': 'mail', empty: null },
};

test.each<[string, JsonValue | undefined]>([
  ['properties.topic', 'field-service'],
  ['properties.items.0.sku', 'A1'],
  ['properties.items.1.sku', undefined],
  ['properties.items.length', 1],
  ['properties.utm.source', 'mail'],
  ['properties.empty', null],
  ['properties.empty.deeper', undefined],
  ['properties.topic.length', undefined],
  ['properties.constructor', undefined],
  ['properties.__proto__', undefined],
  ['properties.__proto__.polluted', undefined],
  ['properties.__proto__.toString', undefined],
  ['properties.items.map', undefined],
  ['', undefined],
])('the path %s reads %s', (path, expected) => {
  expect(readPath(data, path)).toEqual(expected);
});

test('a property that is really named __proto__ is read as data', () => {
  expect(readPath(JSON.parse('{"__proto__":{"a":1}}'), '__proto__.a')).toBe(1);
});

test('a path of 50,000 dots is answered at once', () => {
  const started = Date.now();
  expect(readPath(data, `properties${'.'.repeat(50_000)}`)).toBe(undefined);
  expect(readPath(data, 'properties.'.repeat(5_000))).toBe(undefined);
  expect(Date.now() - started).toBeLessThan(50);
});

test('what cannot be stored as JSON is named', () => {
  expect(jsonProblem({ a: [1, 'x', null, true] })).toBe(undefined);
  expect(jsonProblem({ a: Number.NaN })).toContain('NaN');
  expect(jsonProblem({ a: undefined })).toContain('undefined');
  expect(jsonProblem({ a: new Date() })).toContain('class');
  expect(jsonProblem(Array.from({ length: 30_000 }, () => 1))).toContain('20000');
  expect(jsonValueSchema.safeParse({ a: () => 1 }).success).toBe(false);
});
