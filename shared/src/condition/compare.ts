import type { JsonValue } from '../event/json.ts';
import { compareDates, type ReadLocal, readDate } from './dates.ts';

/*
 * How values compare. There are no patterns from users, so no text can make a comparison slow.
 *   texts       ignore case and the two ways to write an accent; spaces count
 *   numbers     if one side is a number, a text such as “5” or “-1.5e3” on the other is read as one;
 *               two texts stay texts for equality (“007” is not “7”), but are read as numbers for < and >
 *   true, false also match the texts “true” and “false”
 *   dates       ISO 8601 texts, or numbers of epoch milliseconds; a date without a time is that whole day
 *   lists       “contains” asks whether one entry equals the value; a list equals nothing
 * undefined means that the two can't be compared, which evaluation turns into “unknown”.
 */

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?$/i;

/** Accents are brought to one form only in texts up to this length: doing it takes quadratic time on evil ones. */
const MAX_NORMALISED = 500;

/** Text in the form in which it is compared. */
export function fold(text: string): string {
  return (text.length <= MAX_NORMALISED ? text.normalize('NFC') : text).toLowerCase();
}

/** The number a value stands for, if any. */
export function readNumber(value: JsonValue): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.length > 60) return undefined;
  const text = value.trim();
  return NUMBER.test(text) ? Number(text) : undefined;
}

/** Whether two values are equal; undefined if one is a list or an object. */
export function equals(a: JsonValue, b: JsonValue): boolean | undefined {
  if (typeof a === 'string' && typeof b === 'string') return a === b || fold(a) === fold(b);
  if (a === null || b === null || typeof a === 'object' || typeof b === 'object') return undefined;
  if (typeof a === 'number' || typeof b === 'number') return readNumber(a) === readNumber(b);
  return String(a) === fold(String(b)) || fold(String(a)) === String(b);
}

/** Negative if `a` is less, 0 if equal, positive if greater, as numbers or else as dates; undefined if neither fits. */
export function order(a: JsonValue, b: JsonValue, local?: ReadLocal): number | undefined {
  const [left, right] = [readNumber(a), readNumber(b)];
  if (left !== undefined && right !== undefined) return left - right;
  if (left !== undefined && typeof a !== 'number') return undefined;
  return orderDates(a, b, local);
}

/** Like `order`, dates only. */
export function orderDates(a: JsonValue, b: JsonValue, local?: ReadLocal): -1 | 0 | 1 | undefined {
  const left = readDate(a, local);
  const right = left && readDate(b, local);
  return left && right && compareDates(left, right);
}

/** Whether a text holds the value, or a list has an entry equal to it; undefined for anything else. */
export function contains(found: JsonValue, value: JsonValue): boolean | undefined {
  if (Array.isArray(found)) return found.some((entry) => equals(entry, value) === true);
  return withTexts(found, value, (text, part) => text.includes(part));
}

/** Whether a text begins or ends with the value; undefined for lists and objects. */
export function beginsWith(found: JsonValue, value: JsonValue): boolean | undefined {
  return withTexts(found, value, (text, part) => text.startsWith(part));
}

export function endsWith(found: JsonValue, value: JsonValue): boolean | undefined {
  return withTexts(found, value, (text, part) => text.endsWith(part));
}

function withTexts(a: JsonValue, b: JsonValue, ask: (text: string, part: string) => boolean): boolean | undefined {
  if (a === null || b === null || typeof a === 'object' || typeof b === 'object') return undefined;
  return ask(fold(String(a)), fold(String(b)));
}
