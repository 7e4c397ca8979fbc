import { isZone } from '@trellis/shared/schedule/zone.ts';
import type { inspector } from '../i18n/en.inspector.ts';
import type { FieldSchema } from './schema.ts';

/** What a field expects and didn't find: a key of `inspector.expect` and its values. */
export interface Expectation {
  key: keyof (typeof inspector)['expect'];
  values?: Record<string, string | number>;
}

const FORMATS: Record<string, { test(text: string): boolean; key: Expectation['key'] }> = {
  date: { test: (text) => /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(text), key: 'date' },
  email: { test: (text) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text), key: 'email' },
  uri: { test: (text) => URL.canParse(text), key: 'url' },
  'time-zone': { test: isZone, key: 'pattern' },
};

/** What a value lacks by its field's plain schema; null where nothing, and for values that a widget judges itself. */
export function expectationOf(schema: FieldSchema, value: unknown, required: boolean): Expectation | null {
  const empty = value === undefined || value === null || value === '';
  if (empty) return required && schema.type !== 'boolean' ? { key: 'required' } : null;
  if (schema.widget && schema.widget !== 'template-text') return null;
  switch (schema.type) {
    case 'number':
    case 'integer':
      return numberExpectation(schema, value);
    case 'string':
      return typeof value === 'string' ? textExpectation(schema, value) : null;
    case 'array':
      return Array.isArray(value) && value.length < (schema.minItems ?? 0) ? { key: 'required' } : null;
    default:
      return null;
  }
}

function numberExpectation(schema: FieldSchema, value: unknown): Expectation | null {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  if (typeof value !== 'number' || !Number.isFinite(value))
    return { key: 'number', values: { example: minimum ?? exclusiveMinimum ?? 1 } };
  if (schema.type === 'integer' && !Number.isInteger(value)) return { key: 'integer' };
  if (minimum !== undefined && value < minimum) return { key: 'min', values: { min: minimum } };
  if (exclusiveMinimum !== undefined && value <= exclusiveMinimum)
    return { key: 'min', values: { min: exclusiveMinimum } };
  if (maximum !== undefined && value > maximum) return { key: 'max', values: { max: maximum } };
  if (exclusiveMaximum !== undefined && value >= exclusiveMaximum)
    return { key: 'max', values: { max: exclusiveMaximum } };
  return null;
}

function textExpectation({ minLength, maxLength, pattern, format }: FieldSchema, text: string): Expectation | null {
  if (minLength !== undefined && text.trim().length < minLength) return { key: 'minLength' };
  if (maxLength !== undefined && text.length > maxLength)
    return { key: 'maxLength', values: { max: maxLength, count: text.length } };
  const known = format ? FORMATS[format] : undefined;
  if (known && !known.test(text)) return { key: known.key };
  if (pattern && !known && !matches(pattern, text)) {
    const time = matches(pattern, '09:00') && !matches(pattern, 'x');
    const address = matches(pattern, 'https://example.com/a') && !matches(pattern, 'x');
    return { key: time ? 'time' : address ? 'url' : 'pattern' };
  }
  return null;
}

/** A pattern of the schema; one that this browser can't read judges nothing. Flags are lost on the way through JSON Schema. */
function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, 'iu').test(text);
  } catch {
    return true;
  }
}
