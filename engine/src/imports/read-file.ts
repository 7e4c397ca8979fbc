import { IMPORT_CHUNK_BYTES, type ImportEncoding } from '@trellis/shared/api/imports.ts';
import { parse } from 'csv-parse';

/** A record longer than that is a quote that was never closed. */
const LONGEST_RECORD = 256 * 1024;
/** The parser works through a piece without pause, some 20 MB/s: small pieces keep the event loop free. */
const PIECE = 32 * 1024;

/** Hands out the pieces of a file by number; null behind the last. */
export type ReadPiece = (no: number) => Promise<Buffer | null>;

export interface FileRecord {
  cells: string[];
  /** Where the next record begins, in bytes of the file as UTF-8. */
  end: number;
}

export class FileUnreadable extends Error {
  override readonly name = 'FileUnreadable';
  readonly code = 'file-unreadable';
}

export interface FileOptions {
  delimiter: string;
  encoding: ImportEncoding;
  /** Where to begin, in bytes of the file as UTF-8: 0, or the `end` of a record. */
  from: number;
}

/**
 * Reads the records of a CSV file one after the other. Line ends may be mixed, quotes may be missing where they are not needed, empty lines are
 * passed over. Never holds more than some pieces in memory. @throws FileUnreadable where a quote is never closed.
 */
export async function* readRecords(readPiece: ReadPiece, options: FileOptions): AsyncGenerator<FileRecord> {
  const { delimiter, from } = options;
  const parser = parse({
    delimiter,
    info: true,
    bom: from === 0,
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: LONGEST_RECORD,
    record_delimiter: ['\r\n', '\n', '\r'],
  });
  const feeding = feed(parser, asUtf8(readPiece, options));
  feeding.catch((error: Error) => parser.destroy(error));
  try {
    for await (const row of parser) {
      // The shape that `info: true` gives.
      const { info, record } = row as { info: { bytes: number }; record: string[] };
      yield { cells: record, end: from + info.bytes };
    }
  } catch (error) {
    throw readable(error);
  } finally {
    parser.destroy();
  }
}

async function feed(parser: ReturnType<typeof parse>, pieces: AsyncIterable<Buffer>): Promise<void> {
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length; at += PIECE) {
      if (parser.destroyed) return;
      if (!parser.write(piece.subarray(at, at + PIECE))) await drained(parser);
      // The parser is a chain of microtasks: without this nothing else would get its turn.
      else await new Promise((resolve) => setImmediate(resolve));
    }
  }
  parser.end();
}

function drained(parser: ReturnType<typeof parse>): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      parser.off('drain', done);
      parser.off('close', done);
      resolve();
    };
    parser.on('drain', done);
    parser.on('close', done);
  });
}

/** The file as UTF-8 from a byte of it on. Other encodings are read from their beginning: where a byte of theirs lands is not known before. */
async function* asUtf8(readPiece: ReadPiece, { encoding, from }: FileOptions): AsyncGenerator<Buffer> {
  const decoder = encoding === 'utf-8' ? undefined : new TextDecoder(encoding, { ignoreBOM: true });
  let skip = decoder ? from : from % IMPORT_CHUNK_BYTES;
  for (let no = decoder ? 0 : Math.floor(from / IMPORT_CHUNK_BYTES); ; no++) {
    const raw = await readPiece(no);
    const piece = decoder ? Buffer.from(decoder.decode(raw ?? undefined, { stream: raw !== null })) : raw;
    if (piece && piece.length > skip) yield piece.subarray(skip);
    skip = Math.max(0, skip - (piece?.length ?? 0));
    if (!raw) return;
  }
}

function readable(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!code.startsWith('CSV_')) return error;
  const line = typeof error === 'object' && error && 'lines' in error ? ` near line ${String(error.lines)}` : '';
  return new FileUnreadable(
    code === 'CSV_QUOTE_NOT_CLOSED' || code === 'CSV_MAX_RECORD_SIZE'
      ? `A quote (") is opened${line} and not closed: close it, or double it where it is part of the text.`
      : `The file cannot be read as CSV${line} (${code}).`,
  );
}
