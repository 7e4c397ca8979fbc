import type { Chance } from '@trellis/shared/testing/chance.ts';

type Json = Record<string, unknown>;

/** Strings that break what is careless: formulas, NUL, lone surrogates, SQL, templates, prototypes, far too long ones. */
export const EVIL_STRINGS = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '=cmd|calc',
  "'; drop table leads; --",
  '{{ lead.email }}',
  '{% for i in (1..1000000) %}x{% endfor %}',
  '__proto__',
  'constructor',
  '../../etc/passwd',
  '%00',
  '<script>alert(1)</script>',
  'x'.repeat(5_000),
  '9'.repeat(400),
  '𝕏🌱\u202e',
  'null',
  '-1',
  '1e999',
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999Z',
  '00000000-0000-0000-0000-000000000000',
];

const EVIL: unknown[] = [
  null,
  true,
  -1,
  0,
  1.5,
  2 ** 53,
  -(2 ** 31) - 1,
  [],
  {},
  [[[]]],
  { $ref: 'x' },
  ...EVIL_STRINGS,
];

/** A value that fits the JSON Schema, more or less: about one place in eight holds something else. Seeded by `chance`. */
export function fuzzValue(schema: unknown, chance: Chance, depth = 0): unknown {
  if (depth > 6 || below(chance, 8) === 0) return oneOf(chance, EVIL);
  const { type, enum: values, const: constant, anyOf, oneOf: either, allOf, format } = (schema ?? {}) as Json;
  if (constant !== undefined) return constant;
  if (Array.isArray(values)) return oneOf(chance, values);
  const union = anyOf ?? either;
  if (Array.isArray(union)) return fuzzValue(oneOf(chance, union), chance, depth + 1);
  if (Array.isArray(allOf)) return fuzzValue(allOf[0], chance, depth + 1);
  switch (Array.isArray(type) ? oneOf(chance, type) : type) {
    case 'object':
      return fuzzObject(schema as Json, chance, depth);
    case 'array':
      return Array.from({ length: below(chance, 4) }, () => fuzzValue((schema as Json).items, chance, depth + 1));
    case 'integer':
    case 'number':
      return oneOf(chance, [0, 1, 2, 7, 50, 200, -3, 1e15, 0.1]);
    case 'boolean':
      return below(chance, 2) === 0;
    case 'string':
      return fuzzString(format, chance);
    default:
      return oneOf(chance, EVIL);
  }
}

function fuzzObject({ properties = {}, required = [] }: Json, chance: Chance, depth: number): Json {
  const made: Json = {};
  for (const [name, inner] of Object.entries(properties as Json)) {
    const needed = Array.isArray(required) && required.includes(name);
    if (needed ? below(chance, 20) > 0 : below(chance, 2) === 0) made[name] = fuzzValue(inner, chance, depth + 1);
  }
  if (below(chance, 6) === 0)
    made[oneOf(chance, ['workspaceId', 'id', 'role', 'constructor', 'toString'])] = oneOf(chance, EVIL);
  return made;
}

function fuzzString(format: unknown, chance: Chance): string {
  if (format === 'uuid') return `01890000-0000-7000-8000-${String(below(chance, 1e12)).padStart(12, '0')}`;
  if (format === 'email') return `f${below(chance, 1e6)}@fuzz.example`;
  if (format === 'date-time') return new Date(below(chance, 4e12)).toISOString();
  if (format === 'uri') return 'https://fuzz.example/x';
  return below(chance, 3) === 0 ? oneOf(chance, EVIL_STRINGS) : `word ${below(chance, 1e6)}`;
}

const below = (chance: Chance, n: number) => chance.int(0, n - 1);

/** One of a list that is not empty. */
export function oneOf<T>(chance: Chance, values: readonly T[]): T {
  return values[below(chance, values.length)] as T; // the index is within
}
