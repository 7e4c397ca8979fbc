import { z } from 'zod';

/** A field of a config schema, found by walking its JSON Schema; `*` stands for every entry of a list or record. */
export interface ConfigField {
  path: string[];
  title?: string;
  widget?: string;
  /** What the chosen thing has to be able to do (node/fields.ts). */
  needs?: string;
}

/** A value of a config that stands at such a field. */
export interface FieldValue {
  path: (string | number)[];
  value: unknown;
}

interface SchemaPart {
  title?: unknown;
  widget?: unknown;
  needs?: unknown;
  properties?: Record<string, SchemaPart>;
  items?: SchemaPart;
  additionalProperties?: SchemaPart | boolean;
  anyOf?: SchemaPart[];
  oneOf?: SchemaPart[];
  allOf?: SchemaPart[];
}

/** Forms nest a handful of levels; a schema that refers to itself stops here. */
const MAX_DEPTH = 8;

/** All fields of a config schema that have a title or a widget. Costs about 0.2 ms: once per node type, not per node. */
export function configFields(schema: z.ZodObject): ConfigField[] {
  const fields: ConfigField[] = [];
  // Its own JSON Schema type is wider than the few keywords read here.
  const root = z.toJSONSchema(schema, { target: 'draft-7', io: 'input', unrepresentable: 'any' }) as SchemaPart;
  const walk = (part: SchemaPart | boolean | undefined, path: string[]) => {
    if (!part || typeof part !== 'object' || path.length > MAX_DEPTH) return;
    const title = typeof part.title === 'string' ? { title: part.title } : {};
    const widget = typeof part.widget === 'string' ? { widget: part.widget } : {};
    const needs = typeof part.needs === 'string' ? { needs: part.needs } : {};
    if (path.length > 0 && ('title' in title || 'widget' in widget))
      fields.push({ path, ...title, ...widget, ...needs });
    for (const [name, property] of Object.entries(part.properties ?? {})) walk(property, [...path, name]);
    walk(part.items, [...path, '*']);
    walk(part.additionalProperties, [...path, '*']);
    for (const variant of [...(part.anyOf ?? []), ...(part.oneOf ?? []), ...(part.allOf ?? [])]) walk(variant, path);
  };
  walk(root, []);
  return fields;
}

/** The values that stand at a field, with their paths; nothing where the config has none. */
export function valuesAt(config: unknown, path: string[]): FieldValue[] {
  let found: FieldValue[] = [{ path: [], value: config }];
  for (const name of path) {
    found = found.flatMap(({ path: at, value }): FieldValue[] => {
      if (typeof value !== 'object' || value === null) return [];
      if (name === '*' && Array.isArray(value)) return value.map((entry, i) => ({ path: [...at, i], value: entry }));
      if (name === '*') return Object.entries(value).map(([key, entry]) => ({ path: [...at, key], value: entry }));
      return Object.hasOwn(value, name)
        ? [{ path: [...at, name], value: (value as Record<string, unknown>)[name] }]
        : [];
    });
  }
  return found.filter(({ value }) => value !== undefined);
}

/** The title of the field at a config path, or of the nearest field around it; the last name of the path where none has one. */
export function titleAt(fields: ConfigField[], path: readonly PropertyKey[]): string {
  for (let length = path.length; length > 0; length--) {
    const field = fields.find(
      (candidate) =>
        candidate.title !== undefined &&
        candidate.path.length === length &&
        candidate.path.every((name, i) => name === '*' || name === path[i]),
    );
    if (field?.title) return field.title;
  }
  const last = path.findLast((name) => typeof name === 'string');
  return String(last ?? 'the form');
}
