import {
  IMPORT_CHUNK_BYTES,
  type ImportColumn,
  type ImportEncoding,
  type ImportMapping,
} from '@trellis/shared/api/imports.ts';
import { readAddress } from '../messages/address.ts';
import { kindOf } from './read-value.ts';

const DELIMITERS = [',', ';', '\t', '|'];

/** Guesses a file's encoding from its first piece: a byte order mark, else UTF-8 if it is valid, else the one that Excel writes. */
export function guessEncoding(head: Buffer): ImportEncoding {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  try {
    // A character cut in two at the end of a piece is no fault; at the end of the file it is.
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: head.length === IMPORT_CHUNK_BYTES });
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}

/** The delimiter that stands most often in the first line, outside of quotes. */
export function guessDelimiter(head: string): string {
  const line = /^[^\r\n]*/.exec(head.replace(/"(?:[^"]|"")*"/g, ''))?.[0] ?? '';
  const counted = DELIMITERS.map((delimiter) => ({ delimiter, count: line.split(delimiter).length - 1 }));
  return counted.reduce((best, next) => (next.count > best.count ? next : best)).delimiter;
}

/** Names in use for the fields that a lead has by itself, in lower case and without signs. */
const NAMES: Record<string, ImportColumn['to']> = {
  email: 'email',
  emailaddress: 'email',
  mail: 'email',
  userid: 'userId',
  externalid: 'userId',
  id: 'userId',
  phone: 'phone',
  phonenumber: 'phone',
  mobile: 'phone',
  timezone: 'timeZone',
  tags: 'tags',
  tag: 'tags',
  consent: 'consent.email',
  optin: 'consent.email',
  subscribed: 'consent.email',
  newsletter: 'consent.email',
  emailconsent: 'consent.email',
};

const SPELLINGS: Record<string, string> = {
  firstname: 'firstName',
  givenname: 'firstName',
  lastname: 'lastName',
  surname: 'lastName',
  familyname: 'lastName',
  company: 'company',
  companyname: 'company',
  organisation: 'company',
  organization: 'company',
  jobtitle: 'title',
  title: 'title',
};

/** Guesses what each column is, by its name and its first values. Each field of the lead is guessed once. */
export function guessMapping(columns: readonly string[], rows: readonly (readonly string[])[]): ImportMapping {
  const used = new Set<string>();
  const once = (column: ImportColumn): ImportColumn | null => {
    if (used.has(column.to)) return null;
    used.add(column.to);
    return column;
  };
  return columns.map((column, index) => {
    const name = column.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
    const values = rows.map((row) => row[index]?.trim() ?? '').filter(Boolean);
    const own = Object.hasOwn(NAMES, name) ? NAMES[name] : undefined;
    if (own) return once({ to: own });
    if (values.length > 0 && values.every((value) => readAddress(value) !== undefined) && !used.has('email'))
      return once({ to: 'email' });
    const attribute = Object.hasOwn(SPELLINGS, name) ? SPELLINGS[name] : toCamel(column);
    if (!attribute) return null;
    return once({ to: `attributes.${attribute}`, ...kindOf(values) });
  });
}

/** "Number of seats" → numberOfSeats. */
function toCamel(column: string): string {
  const words = column.normalize('NFKC').match(/[\p{L}\p{N}]+/gu) ?? [];
  const [first = '', ...rest] = words;
  const head = /^\p{Lu}+$/u.test(first) ? first.toLowerCase() : first.charAt(0).toLowerCase() + first.slice(1);
  const name = head + rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return name in Object.prototype ? '' : name.slice(0, 98);
}
