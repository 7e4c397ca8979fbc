type Json = Record<string, unknown>;

/** Deeper than this a shape is named and not drawn: conditions hold conditions. */
const DEEPEST = 7;
const WIDEST = 100;

/**
 * A JSON Schema as people read it: `{ name: text, 1 to 80 long; tags?: text[] }`. A field without `?` is always there. `schemas` are those that
 * `$ref` may name.
 */
export function shapeOf(schema: unknown, schemas: Json = {}, depth = 0): string {
  if (typeof schema !== 'object' || schema === null) return 'anything';
  const one = schema as Json; // JSON, an object
  if (typeof one.$ref === 'string') return referred(one.$ref, schemas, depth);
  if ('const' in one) return JSON.stringify(one.const);
  if (Array.isArray(one.enum)) return one.enum.map((value) => JSON.stringify(value)).join(' | ');
  const parts = [one.anyOf, one.oneOf, one.allOf].find(Array.isArray);
  if (parts) {
    const shapes = new Set(parts.map((part) => shapeOf(part, schemas, depth)));
    return [...shapes].join(one.allOf === parts ? ' & ' : ' | ');
  }
  if (Array.isArray(one.type)) return one.type.map((type) => shapeOf({ ...one, type }, schemas, depth)).join(' | ');
  if (one.type === 'object' || 'properties' in one) return objectShape(one, schemas, depth);
  if (one.type === 'array') return listShape(one, schemas, depth);
  return plainShape(one);
}

function referred(ref: string, schemas: Json, depth: number): string {
  const name = ref.split('/').at(-1) ?? '';
  return name in schemas && depth === 0 ? shapeOf(schemas[name], schemas, 1) : name;
}

function objectShape(schema: Json, schemas: Json, depth: number): string {
  const properties = Object.entries((schema.properties ?? {}) as Json);
  const others = schema.additionalProperties;
  if (depth >= DEEPEST) return '{ … }';
  const required = new Set(Array.isArray(schema.required) ? schema.required : []);
  const fields = properties.map(
    ([name, value]) => `${name}${required.has(name) ? '' : '?'}: ${shapeOf(value, schemas, depth + 1)}`,
  );
  if (typeof others === 'object' && others !== null) fields.push(`[any name]: ${shapeOf(others, schemas, depth + 1)}`);
  if (fields.length === 0) return '{ any names }';
  const line = `{ ${fields.join('; ')} }`;
  if (line.length <= WIDEST && !line.includes('\n')) return line;
  return `{\n${fields.map((field) => indent(field)).join('\n')}\n}`;
}

function listShape(schema: Json, schemas: Json, depth: number): string {
  const item = shapeOf(schema.items ?? {}, schemas, depth + 1);
  const most = typeof schema.maxItems === 'number' ? `, at most ${schema.maxItems}` : '';
  return `${item.includes(' | ') || item.includes(', ') ? `(${item})` : item}[]${most}`;
}

function plainShape({ type, format, minLength, maxLength, minimum, maximum }: Json): string {
  const word = type === 'string' ? (typeof format === 'string' ? format : 'text') : String(type ?? 'anything');
  const [least, most, unit] = type === 'string' ? [minLength, maxLength, ' long'] : [minimum, maximum, ''];
  if (least !== undefined && most !== undefined) return `${word}, ${String(least)} to ${String(most)}${unit}`;
  if (most !== undefined) return `${word}, at most ${String(most)}${unit}`;
  return least === undefined ? word : `${word}, at least ${String(least)}${unit}`;
}

const indent = (text: string): string => `  ${text.replaceAll('\n', '\n  ')}`;
