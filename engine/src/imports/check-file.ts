import type { ImportColumn, ImportMapping } from '@trellis/shared/api/imports.ts';
import { uuidv7 } from 'uuidv7';
import type { Database } from '../db/client.ts';
import { identitiesAround } from '../db/queries/identities.ts';
import type { ImportRow } from '../db/queries/imports.ts';
import { IdentityBook } from '../intake/identity-book.ts';
import type { IncomingIdentities } from '../intake/incoming.ts';
import { storable } from '../intake/keep-rejected.ts';
import { type ReadPiece, readRecords } from './read-file.ts';
import { createRecordReader, readCell } from './read-record.ts';

/** Records that are looked at: a batch of the import itself. */
const LOOKED_AT = 2_000;
const MOST_PROBLEMS = 5;
const ROWS = 5;

export interface FileCheck {
  /** Records looked at, and whether these were all. */
  records: number;
  whole: boolean;
  /** How many the file has, if the others are as long. */
  expected: number;
  created: number;
  updated: number;
  /** Of those, records that speak of somebody whom an earlier record names. */
  repeated: number;
  rejected: number;
  problems: { record: number; code: string; message: string }[];
  /** The first records as they would be read: per column a text, null where it is left out or cannot be read. */
  reads: (string | null)[][];
}

/**
 * What an import with this mapping would do, by its first records; changes nothing. Whom a record speaks of is decided as the import decides it, by
 * what is known now. @throws FileUnreadable
 */
export async function checkFile(
  db: Pick<Database, 'inWorkspace'>,
  workspaceId: string,
  file: Pick<ImportRow, 'columns' | 'delimiter' | 'encoding' | 'size'>,
  mapping: ImportMapping,
  readPiece: ReadPiece,
): Promise<FileCheck> {
  const read = createRecordReader(file.columns, mapping);
  const taken: IncomingIdentities[] = [];
  const problems: FileCheck['problems'] = [];
  const reads: FileCheck['reads'] = [];
  let [records, rejected, end, header] = [0, 0, 0, true];
  let whole = true;
  for await (const record of readRecords(readPiece, { ...file, from: 0 })) {
    if (header) {
      header = false;
      continue;
    }
    if (records === LOOKED_AT) {
      whole = false;
      break;
    }
    records += 1;
    end = record.end;
    if (reads.length < ROWS) reads.push(mapping.map((column, index) => shown(column, record.cells[index])));
    const answer = read(record.cells);
    if (!answer.fault) {
      taken.push(answer.identities);
      continue;
    }
    rejected += 1;
    if (problems.length < MOST_PROBLEMS) problems.push({ record: records, ...answer.fault });
  }
  const counted = await db.inWorkspace(workspaceId, async (tx) => {
    const asked = taken.flatMap(({ email, userId }) => [
      ...(email ? [{ kind: 'email' as const, value: email }] : []),
      ...(userId ? [{ kind: 'userId' as const, value: userId }] : []),
    ]);
    const book = new IdentityBook(await identitiesAround(tx, asked));
    const assigned = taken.map((identities) => book.assign(identities, uuidv7));
    const leads = new Set(assigned.map((id) => book.survivorOf(id)));
    const created = [...leads].filter((id) => book.made.has(id)).length;
    return { created, updated: leads.size - created, repeated: assigned.length - leads.size };
  });
  const bytes = file.encoding === 'utf-16le' ? file.size / 2 : file.size;
  const expected = whole || end === 0 ? records : Math.max(records, Math.round((bytes / end) * records));
  return { records, whole, expected, rejected, problems, reads, ...counted };
}

const shown = (column: ImportColumn | null, cell = ''): string | null => {
  const read = column && readCell(column, cell);
  return read === null || read === undefined ? null : storable(read, 100);
};
