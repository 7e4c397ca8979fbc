/** The parts of JSON Schema (draft 7) that node forms are made of, with the form's own words beside them (see shared node/fields.ts). */
export interface FieldSchema {
  type?: 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object';
  title?: string;
  help?: string;
  widget?: string;
  when?: string;
  advanced?: boolean;
  labels?: Record<string, string>;
  multiline?: boolean;
  port?: string;
  example?: string;
  needs?: string;
  enum?: readonly (string | number | boolean)[];
  const?: unknown;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  pattern?: string;
  format?: string;
  default?: unknown;
  items?: FieldSchema;
  properties?: Record<string, FieldSchema>;
  required?: readonly string[];
  anyOf?: readonly FieldSchema[];
}

/** A field of an object schema, by name. */
export interface NamedField {
  name: string;
  schema: FieldSchema;
  required: boolean;
}

/** The fields of an object schema in drawn order. A field with a default is not needed: leaving it empty takes the default. */
export function fieldsOf(schema: FieldSchema): NamedField[] {
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {}).map(([name, field]) => ({
    name,
    schema: field,
    required: required.has(name) && field.default === undefined,
  }));
}

/** The catalog's schema of a node type as a field schema. */
export function asFieldSchema(schema: Record<string, unknown>): FieldSchema {
  return schema as FieldSchema; // JSON Schema made by zod on the server; unknown keywords are passed over
}

/** What is read above a field: its title, else its name in words. */
export function titleOf({ title }: FieldSchema, name: string): string {
  if (title) return title;
  const words = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').replaceAll(/[-_]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1).toLowerCase();
}

/** An empty entry for a list of this kind. */
export function emptyValue(schema: FieldSchema | undefined): unknown {
  if (!schema) return '';
  if (schema.default !== undefined) return structuredClone(schema.default);
  if (schema.type === 'object') {
    return Object.fromEntries(
      fieldsOf(schema).flatMap(({ name, schema: field }) =>
        field.default === undefined ? [] : [[name, field.default]],
      ),
    );
  }
  if (schema.type === 'array') return [];
  if (schema.type === 'boolean') return false;
  return '';
}
