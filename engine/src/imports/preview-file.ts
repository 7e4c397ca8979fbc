import type { ImportEncoding, ImportMapping } from '@trellis/shared/api/imports.ts';
import { storable } from '../intake/keep-rejected.ts';
import { guessDelimiter, guessEncoding, guessMapping } from './detect.ts';
import { FileUnreadable, type ReadPiece, readRecords } from './read-file.ts';

const ROWS = 20;
const MOST_COLUMNS = 500;
const LONGEST_NAME = 200;

export interface FilePreview {
  delimiter: string;
  encoding: ImportEncoding;
  columns: string[];
  rows: string[][];
  guess: ImportMapping;
}

/** Looks at the beginning of a file: how it is written, its columns, its first records; `told` stands above what is guessed. @throws FileUnreadable */
export async function previewFile(
  readPiece: ReadPiece,
  told: { delimiter?: string | undefined; encoding?: ImportEncoding | undefined } = {},
): Promise<FilePreview> {
  const head = await readPiece(0);
  if (!head) throw new FileUnreadable('The file is empty.');
  const encoding = told.encoding ?? guessEncoding(head);
  const delimiter = told.delimiter ?? guessDelimiter(new TextDecoder(encoding).decode(head.subarray(0, 64 * 1024)));
  const rows: string[][] = [];
  for await (const { cells } of readRecords(readPiece, { delimiter, encoding, from: 0 })) {
    rows.push(cells.map((cell) => storable(cell, LONGEST_NAME)));
    if (rows.length > ROWS) break;
  }
  const [header, ...records] = rows;
  if (!header) throw new FileUnreadable('The file holds no record: its first line must name the columns.');
  if (header.length > MOST_COLUMNS)
    throw new FileUnreadable(`The file has ${header.length} columns; at most ${MOST_COLUMNS} are read.`);
  const columns = header.map((name, index) => name.trim() || `Column ${index + 1}`);
  return { delimiter, encoding, columns, rows: records, guess: guessMapping(columns, records) };
}
