import { z } from 'zod';

/** Any value that survives JSON: the only data that enters conditions, outputs and variables. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/** Deeper data is refused: real payloads stay under 10, and every recursive reader of JSON relies on this bound. */
export const MAX_JSON_DEPTH = 32;
/** Values in one document, nested ones included. */
export const MAX_JSON_VALUES = 20_000;

/**
 * Says why a value is not acceptable JSON data, or undefined if it is. Walks with its own stack, so that data nested
 * 10,000 deep gives a sentence and not a stack overflow.
 */
export function jsonProblem(value: unknown): string | undefined {
  const stack: { value: unknown; depth: number }[] = [{ value, depth: 0 }];
  let seen = 0;
  for (let next = stack.pop(); next; next = stack.pop()) {
    seen += 1;
    if (seen > MAX_JSON_VALUES) return `holds more than ${MAX_JSON_VALUES} values; send less data`;
    const { value: current, depth } = next;
    if (current === null || typeof current === 'string' || typeof current === 'boolean') continue;
    if (typeof current === 'number') {
      if (!Number.isFinite(current)) return `holds the number ${current}; only finite numbers can be stored`;
      continue;
    }
    if (typeof current !== 'object') return `holds a ${typeof current}; only JSON values can be stored`;
    if (depth >= MAX_JSON_DEPTH) return `is nested deeper than ${MAX_JSON_DEPTH} levels; flatten it`;
    if (!Array.isArray(current) && !isPlainObject(current))
      return 'holds an object with a class; only plain objects can be stored';
    for (const child of Array.isArray(current) ? current : Object.values(current)) {
      stack.push({ value: child, depth: depth + 1 });
    }
  }
  return undefined;
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** Schema of any JSON value within the depth and size limits. */
// The cast is what the refinement proves: zod's own recursive JSON schema would overflow the stack on deep data.
export const jsonValueSchema = z.unknown().superRefine((value, context) => {
  const problem = jsonProblem(value);
  if (problem) context.addIssue({ code: 'custom', message: `The value ${problem}.`, params: { code: 'json.invalid' } });
}) as unknown as z.ZodType<JsonValue, JsonValue>;

/** Schema of a JSON object within the depth and size limits, such as the properties of an event. */
export const jsonObjectSchema = z.record(z.string(), z.unknown()).superRefine((value, context) => {
  const problem = jsonProblem(value);
  if (problem)
    context.addIssue({ code: 'custom', message: `The object ${problem}.`, params: { code: 'json.invalid' } });
}) as unknown as z.ZodType<Record<string, JsonValue>, Record<string, JsonValue>>;

/**
 * Reads a dotted path (`properties.topic`, `items.0.sku`) out of JSON data; undefined if any part is missing.
 * Only own properties are followed, so `__proto__` and `constructor` reach nothing but data of that name. A key that
 * itself holds dots (`utm.source`) is found when the path's remainder is exactly that key.
 */
export function readPath(root: JsonValue | undefined, path: string): JsonValue | undefined {
  let current = root;
  let rest = path;
  while (current !== undefined) {
    if (current === null || typeof current !== 'object') return undefined;
    // Arrays are read like objects: their own keys are the indices and `length`.
    const holder = current as { [key: string]: JsonValue };
    const dot = rest.indexOf('.');
    if (dot === -1) return Object.hasOwn(holder, rest) ? holder[rest] : undefined;
    const head = rest.slice(0, dot);
    if (!Object.hasOwn(holder, head)) return Object.hasOwn(holder, rest) ? holder[rest] : undefined;
    current = holder[head];
    rest = rest.slice(dot + 1);
  }
  return undefined;
}
