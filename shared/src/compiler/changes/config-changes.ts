import { z } from 'zod';
import type { NodeDefinition } from '../../node/definition.ts';
import { holds, isSet } from '../../node/when.ts';
import { canonicalJson } from '../../plan/canonical.ts';
import type { ChangeNames, SettingChange } from './change.ts';
import { type FieldSchema, isWritten, keyWords, short, textWords, valueWords } from './value-words.ts';

/** Forms nest a handful of levels. */
const MAX_DEPTH = 6;

/**
 * What is different between two configs of one node type, in the order of its form. Defaults that were not written count as written, so that
 * filling them in is no change; fields that the form hides count as not set.
 */
export function configChanges(
  definition: Pick<NodeDefinition, 'config'>,
  from: Record<string, unknown>,
  to: Record<string, unknown>,
  names: ChangeNames,
): SettingChange[] {
  // Its own JSON Schema type is wider than the few keywords read here.
  const schema = z.toJSONSchema(definition.config, {
    target: 'draft-7',
    io: 'input',
    unrepresentable: 'any',
  }) as FieldSchema;
  return objectChanges(schema, filled(definition, from), filled(definition, to), names, [], 0);
}

function filled({ config }: Pick<NodeDefinition, 'config'>, value: Record<string, unknown>): Record<string, unknown> {
  const parsed = config.safeParse(value);
  return parsed.success ? (parsed.data as Record<string, unknown>) : value;
}

type Values = Record<string, unknown>;

function objectChanges(
  schema: FieldSchema,
  from: Values,
  to: Values,
  names: ChangeNames,
  within: readonly string[],
  depth: number,
): SettingChange[] {
  const fields = { ...schema.properties };
  for (const key of [...Object.keys(from), ...Object.keys(to)]) fields[key] ??= {};
  return Object.entries(fields).flatMap(([key, field]) => {
    const [a, b] = [shownValue(key, field, from), shownValue(key, field, to)];
    if (canonicalJson(a) === canonicalJson(b)) return [];
    const title = typeof field.title === 'string' ? field.title : keyWords(key);
    return fieldChanges(field, a, b, names, [...within, title], depth);
  });
}

/** Undefined where the form hides the field. */
function shownValue(key: string, field: FieldSchema, values: Values): unknown {
  const { when } = field;
  const value = Object.hasOwn(values, key) ? values[key] : undefined;
  if (typeof when === 'string' && !holds(when, values)) return undefined;
  return isSet(value) ? value : field.default;
}

function fieldChanges(
  field: FieldSchema,
  from: unknown,
  to: unknown,
  names: ChangeNames,
  path: readonly string[],
  depth: number,
): SettingChange[] {
  const label = path.join(' · ');
  const told = field.widget === undefined || field.widget === 'branches' || field.widget === 'port-list';
  const parts = told ? partsOf(field) : undefined;
  if (parts && depth < MAX_DEPTH && (isList(from) || isList(to)))
    return entryChanges(parts, listOf(from), listOf(to), names, path, depth);
  if (field.properties && depth < MAX_DEPTH && isRecord(from) && isRecord(to) && told)
    return objectChanges(field, from, to, names, path, depth + 1);
  if (isKeyed(field) && depth < MAX_DEPTH && (isRecord(from) || isRecord(to)))
    return objectChanges({}, isRecord(from) ? from : {}, isRecord(to) ? to : {}, names, path, depth + 1);
  if (typeof from === 'string' && typeof to === 'string' && isWritten(field) && !field.labels)
    return [{ label, ...textWords(from, to) }];
  const [a, b] = [valueWords(from, field, names), valueWords(to, field, names)];
  // Both were cut before the place where they part.
  return [{ label, from: a, to: a !== null && a === b ? `${b} (changed)` : b }];
}

/** Entries of a list, found again by their id, else by their place. */
function entryChanges(
  item: FieldSchema,
  from: Values[],
  to: Values[],
  names: ChangeNames,
  path: readonly string[],
  depth: number,
): SettingChange[] {
  const idOf = (entry: Values, index: number) => (typeof entry.id === 'string' ? entry.id : `#${index}`);
  const before = new Map(from.map((entry, index) => [idOf(entry, index), entry]));
  const after = new Map(to.map((entry, index) => [idOf(entry, index), entry]));
  const nameOf = (entry: Values | undefined, index: number) =>
    typeof entry?.label === 'string' && entry.label.trim() ? entry.label.trim() : `${index + 1}`;
  const label = path.join(' · ');
  const changed = to.flatMap((entry, index): SettingChange[] => {
    const former = before.get(idOf(entry, index));
    if (!former) return [{ label, from: null, to: entryWords(item, entry, names) || nameOf(entry, index) }];
    return objectChanges(item, former, entry, names, [...path, nameOf(former, index)], depth + 1);
  });
  const gone = from.flatMap((entry, index): SettingChange[] =>
    after.has(idOf(entry, index))
      ? []
      : [{ label, from: entryWords(item, entry, names) || nameOf(entry, index), to: null }],
  );
  const [order, newOrder] = [[...before.keys()], [...after.keys()]];
  const kept = (keys: string[], other: Map<string, Values>) => keys.filter((key) => other.has(key)).join();
  const reordered = kept(order, after) !== kept(newOrder, before);
  const listed = (entries: Values[]) => entries.map((entry, index) => nameOf(entry, index)).join(', ');
  return [
    ...changed,
    ...gone,
    ...(reordered ? [{ label: `${label} · Order`, from: short(listed(from)), to: short(listed(to)) }] : []),
  ];
}

/** An entry in one line: what its fields say, without its id. */
function entryWords(item: FieldSchema, entry: Values, names: ChangeNames): string {
  const fields = Object.entries(item.properties ?? {}).filter(([key]) => key !== 'id');
  const words = fields.flatMap(([key, field]) => {
    const value = shownValue(key, field, entry);
    return value === undefined || typeof value === 'boolean' ? [] : (valueWords(value, field, names) ?? []);
  });
  return short(words.join(', '));
}

/** The schema of a list's entries, where they are records. */
function partsOf({ items }: FieldSchema): FieldSchema | undefined {
  const item = Array.isArray(items) ? items[0] : items;
  return item?.properties ? item : undefined;
}

const isRecord = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isList = (value: unknown): boolean => Array.isArray(value) && value.every(isRecord);
const listOf = (value: unknown): Values[] => (Array.isArray(value) ? value.filter(isRecord) : []);
const isKeyed = ({ widget, additionalProperties }: FieldSchema): boolean =>
  widget === 'key-value' || (widget === undefined && typeof additionalProperties === 'object');
