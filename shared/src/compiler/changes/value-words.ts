import { summarize } from '../../node/summary.ts';
import { isSet } from '../../node/when.ts';
import type { ChangeNames } from './change.ts';

/** Longest piece of a text that is shown. */
const MAX_TEXT = 60;
/** So much of what is equal stands before the first difference of two long texts. */
const BEFORE = 12;
const MAX_ENTRIES = 5;

/** What JSON Schema tells of one field of a form. */
export interface FieldSchema {
  title?: unknown;
  widget?: unknown;
  when?: unknown;
  labels?: unknown;
  default?: unknown;
  properties?: Record<string, FieldSchema>;
  items?: FieldSchema | FieldSchema[];
  additionalProperties?: FieldSchema | boolean;
  anyOf?: FieldSchema[];
  oneOf?: FieldSchema[];
}

/** Formats of summary.ts by the widget whose values they tell. */
const FORMAT_OF: Record<string, string> = {
  duration: 'duration',
  window: 'window',
  condition: 'condition',
  event: 'event',
  field: 'field',
  cron: 'cron',
  'date-time': 'date',
};

/** Formats of values that are texts. */
const WRITTEN: ReadonlySet<string> = new Set(['event', 'field', 'cron', 'date']);

/** A value as the form shows it; null where there is none. */
export function valueWords(value: unknown, field: FieldSchema, names: ChangeNames): string | null {
  if (!isSet(value)) return null;
  const widget = typeof field.widget === 'string' ? field.widget : '';
  const format = FORMAT_OF[widget];
  if (format && (typeof value === 'object' || WRITTEN.has(format)))
    return summarize(`{value|${format}}`, { value }, names);
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return labelOf(value, field) ?? names.thing?.(widget, value) ?? plain(value, field);
  if (Array.isArray(value)) return listWords(value, itemOf(field), names);
  const entries = Object.entries(value as object).map(([key, one]) => `${key}: ${scalarWords(one)}`);
  return short(entries.join(', '));
}

/** Two texts: where they differ late, both begin shortly before that. */
export function textWords(from: unknown, to: unknown): { from: string | null; to: string | null } {
  const [a, b] = [textOf(from), textOf(to)];
  if (a === null || b === null || (a.length <= MAX_TEXT && b.length <= MAX_TEXT))
    return { from: a === null ? null : quoted(a), to: b === null ? null : quoted(b) };
  let same = 0;
  while (same < a.length && a[same] === b[same]) same++;
  const start = same <= BEFORE * 2 ? 0 : same - BEFORE;
  const piece = (text: string) => quoted(`${start > 0 ? '…' : ''}${text.slice(start)}`);
  return { from: piece(a), to: piece(b) };
}

/** Texts that people wrote stand in quotes; words of the form (a date, an address) do not. */
export const isWritten = (field: FieldSchema): boolean =>
  field.widget === 'template-text' || field.widget === undefined;

export const short = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= MAX_TEXT ? line : `${line.slice(0, MAX_TEXT - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
};

export const quoted = (text: string): string => `“${short(text)}”`;

/** A name of a key as words: `lookBackFor` as “Look back for”. */
export function keyWords(key: string): string {
  const words = key
    .slice(0, 60)
    .replaceAll(/[_-]/g, ' ')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value.replaceAll(/\s+/g, ' ').trim() : null;

function plain(value: string, field: FieldSchema): string {
  const dated = /^\d{4}-\d{2}-\d{2}$/.test(value) ? summarize('{value|date}', { value }) : undefined;
  if (dated) return dated;
  return isWritten(field) && !/^\d{2}:\d{2}$/.test(value) ? quoted(value) : short(value);
}

function labelOf(value: string, { labels }: FieldSchema): string | undefined {
  if (typeof labels !== 'object' || labels === null || !Object.hasOwn(labels, value)) return undefined;
  const label = (labels as Record<string, unknown>)[value];
  return typeof label === 'string' ? label : undefined;
}

function itemOf({ items }: FieldSchema): FieldSchema {
  return (Array.isArray(items) ? items[0] : items) ?? {};
}

function listWords(values: unknown[], item: FieldSchema, names: ChangeNames): string {
  const words = values.slice(0, MAX_ENTRIES).map((one) => valueWords(one, { widget: 'entry', ...item }, names) ?? '–');
  const rest = values.length - words.length;
  return words.join(', ') + (rest > 0 ? ` + ${rest}` : '');
}

const scalarWords = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));
