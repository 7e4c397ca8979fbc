import type { ImportColumn, ImportMapping } from '@trellis/shared/api/imports.ts';
import type { ImportedLead } from '../db/queries/import-batch.ts';
import type { IncomingIdentities } from '../intake/incoming.ts';
import { isTimeZone } from '../intake/traits.ts';
import { readAddress } from '../messages/address.ts';
import { attributeOf } from './read-value.ts';

const LONGEST_CELL = 10_000;
const LONGEST_ID = 200;
const LONGEST_PHONE = 40;
const MOST_TAGS = 100;

export interface RecordFault {
  code:
    | 'columns-differ'
    | 'identity-missing'
    | 'email-invalid'
    | 'user-id-too-long'
    | 'phone-invalid'
    | 'time-zone-unknown'
    | 'consent-unknown'
    | 'value-invalid'
    | 'text-unreadable'
    | 'cell-too-long';
  message: string;
}

export type ReadRecord =
  | { lead: Omit<ImportedLead, 'leadId'>; identities: IncomingIdentities; fault?: undefined }
  | { fault: RecordFault; lead?: undefined };

/** Makes the reader of one file's records: validates and normalises. A record with one fault is not taken at all. */
export function createRecordReader(
  columns: readonly string[],
  mapping: ImportMapping,
): (cells: readonly string[]) => ReadRecord {
  const zones = new Map<string, boolean>();
  const isZone = (zone: string) => {
    const known = zones.get(zone) ?? isTimeZone(zone);
    zones.set(zone, known);
    return known;
  };
  return (cells) => {
    if (cells.length !== columns.length)
      return fault(
        'columns-differ',
        `The record has ${cells.length} values; the header names ${columns.length} columns.`,
      );
    const lead: Omit<ImportedLead, 'leadId'> = { attributes: {}, tags: [] };
    const identities: IncomingIdentities = {};
    for (const [index, column] of mapping.entries()) {
      const raw = cells[index] ?? '';
      if (!column || raw === '') continue;
      const name = columns[index] ?? '';
      if (raw.length > LONGEST_CELL)
        return fault('cell-too-long', `“${name}” has ${raw.length} characters; at most ${LONGEST_CELL} are taken.`);
      if (raw.includes('\u0000') || raw.includes('\ufffd'))
        return fault('text-unreadable', `“${name}” holds characters that could not be read: save the file as UTF-8.`);
      const text = raw.trim();
      if (text === '') continue;
      const found = take({ lead, identities, isZone }, column, text, name);
      if (found) return { fault: found };
    }
    if (identities.email === undefined && identities.userId === undefined)
      return fault(
        'identity-missing',
        'The record has neither an address nor a user id, so nobody can be found by it.',
      );
    return { lead, identities };
  };
}

/** One cell as its column is read, for people; null where it is empty or cannot be read. */
export function readCell(column: ImportColumn, cell: string): string | null {
  const lead: Omit<ImportedLead, 'leadId'> = { attributes: {}, tags: [] };
  const identities: IncomingIdentities = {};
  const text = cell.trim();
  if (text === '' || take({ lead, identities, isZone: isTimeZone }, column, text, '')) return null;
  const { attributes, tags, ...fields } = lead;
  const [value] = [...Object.values(fields), ...Object.values(attributes), ...Object.values(identities)];
  return tags.length > 0 ? tags.join(', ') : String(value);
}

interface Taking {
  lead: Omit<ImportedLead, 'leadId'>;
  identities: IncomingIdentities;
  isZone(zone: string): boolean;
}

function take(
  { lead, identities, isZone }: Taking,
  column: ImportColumn,
  text: string,
  name: string,
): RecordFault | undefined {
  const { to, as } = column;
  switch (to) {
    case 'email': {
      const address = readAddress(text);
      if (!address) return { code: 'email-invalid', message: `“${name}” is not one plain email address.` };
      lead.email = address;
      identities.email = address.toLowerCase();
      return undefined;
    }
    case 'userId':
      if (text.length > LONGEST_ID)
        return {
          code: 'user-id-too-long',
          message: `“${name}” has ${text.length} characters; at most ${LONGEST_ID} are taken.`,
        };
      identities.userId = text;
      return undefined;
    case 'phone':
      if (text.length > LONGEST_PHONE || !/^\+?[\d\s()./-]{3,}(\s?(x|ext\.?)\s?\d+)?$/i.test(text))
        return { code: 'phone-invalid', message: `“${name}” is not a phone number.` };
      lead.phone = text;
      return undefined;
    case 'timeZone':
      if (!isZone(text))
        return { code: 'time-zone-unknown', message: `“${name}” is not a time zone such as Europe/Berlin.` };
      lead.timeZone = text;
      return undefined;
    case 'tags':
      lead.tags.push(
        ...text
          .split(/[,;|]/)
          .map((tag) => tag.trim().slice(0, 100))
          .filter(Boolean)
          .slice(0, MOST_TAGS),
      );
      return undefined;
    case 'consent.email': {
      const said = consentOf(text);
      if (!said) return { code: 'consent-unknown', message: `“${name}” says neither yes nor no.` };
      lead.consent = said;
      return undefined;
    }
    default: {
      const value = attributeOf(column, text);
      if (value === undefined)
        return { code: 'value-invalid', message: `“${name}” cannot be read as a ${as ?? 'text'}.` };
      lead.attributes[to.slice('attributes.'.length)] = value;
      return undefined;
    }
  }
}

function consentOf(text: string): ImportedLead['consent'] {
  if (/^(yes|y|true|1|opted[- ]?in|subscribed|ja|oui|si|sí)$/i.test(text)) return 'opted-in';
  return /^(no|n|false|0|opted[- ]?out|unsubscribed|nein|non)$/i.test(text) ? 'opted-out' : undefined;
}

function fault(code: RecordFault['code'], message: string): ReadRecord {
  return { fault: { code, message } };
}
