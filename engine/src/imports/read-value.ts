import type { ImportColumn } from '@trellis/shared/api/imports.ts';

type Value = string | number | boolean;

/** An attribute's text as the value that the column says it is; undefined where it cannot be read as one. Dates become `2026-04-03`, with the time where one stands. */
export function attributeOf({ as, format }: ImportColumn, text: string): Value | undefined {
  switch (as) {
    case 'number':
      return numberOf(text, format === 'comma');
    case 'boolean':
      if (/^(true|yes|y|1|ja|oui|si|sí)$/i.test(text)) return true;
      return /^(false|no|n|0|nein|non)$/i.test(text) ? false : undefined;
    case 'date':
      return format === 'dmy' || format === 'mdy' ? writtenDate(text, format) : isoDate(text);
    default:
      return text;
  }
}

/** Groups of three may be set apart; what stands once and last is the fraction. */
function numberOf(text: string, comma: boolean): number | undefined {
  if (text.length > 40) return undefined;
  const plain = comma ? text.replace(/[.'’\s](?=\d{3}(\D|$))/g, '').replace(',', '.') : ungrouped(text);
  return /^[+-]?\d{1,15}(\.\d{1,15})?(e[+-]?\d{1,2})?$/i.test(plain) ? Number(plain) : undefined;
}

const ungrouped = (text: string): string => text.replace(/[,'’\s](?=\d{3}(\D|$))/g, '');

function isoDate(text: string): string | undefined {
  if (!/^\d{4}-\d{2}-\d{2}/.test(text) || text.length > 40 || Number.isNaN(Date.parse(text))) return undefined;
  // Date.parse takes the 30th of February for the 1st of March in some forms.
  return isDay(text.slice(0, 10)) ? text : undefined;
}

const WRITTEN = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?:,?\s+(\d{1,2}:\d{2}(?::\d{2})?))?$/;

function writtenDate(text: string, order: 'dmy' | 'mdy'): string | undefined {
  const found = WRITTEN.exec(text);
  if (!found) return undefined;
  const [, first = '', second = '', year = '', time = ''] = found;
  const [month, day] = order === 'dmy' ? [second, first] : [first, second];
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  if (!isDay(date)) return undefined;
  if (!time) return date;
  const at = `${date}T${time.padStart(time.split(':').length === 3 ? 8 : 5, '0')}`;
  return Number.isNaN(Date.parse(`${at}Z`)) ? undefined : at;
}

function isDay(date: string): boolean {
  const at = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(date);
}

/** What a column's values are, if all of them say so: kind, and the way they are written. */
export function kindOf(values: readonly string[]): Pick<ImportColumn, 'as' | 'format'> | undefined {
  if (values.length === 0) return undefined;
  const all = (pattern: RegExp) => values.every((value) => value.length <= 40 && pattern.test(value));
  // A leading zero or plus is part of a code, not of a number.
  if (all(/^-?(0|[1-9]\d{0,14})(\.\d{1,10})?$/)) return { as: 'number' };
  if (all(/^-?(0|[1-9]\d{0,2}(,\d{3}){0,4})(\.\d{1,10})?$/) && values.some((value) => /,\d{3}$|,\d{3},|\./.test(value)))
    return { as: 'number' };
  if (all(/^-?(0|[1-9]\d{0,14}|[1-9]\d{0,2}(\.\d{3}){1,4})(,\d{1,10})?$/)) return { as: 'number', format: 'comma' };
  if (all(/^(true|false|yes|no|ja|nein|oui|non)$/i)) return { as: 'boolean' };
  if (all(/^\d{4}-\d{2}-\d{2}([T ][\d:.]+(Z|[+-]\d{2}:?\d{2})?)?$/)) return { as: 'date' };
  for (const format of orderOf(values))
    if (values.every((value) => writtenDate(value, format) !== undefined)) return { as: 'date', format };
  return undefined;
}

/** With slashes the American order is the more usual one, with points and dashes the other; a day above 12 decides. */
function orderOf(values: readonly string[]): ('dmy' | 'mdy')[] {
  return values.some((value) => value.includes('/')) ? ['mdy', 'dmy'] : ['dmy', 'mdy'];
}
