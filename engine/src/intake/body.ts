import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { IntakeError } from './intake-error.ts';

/** Segment's limits: 500 kB a call, 32 kB an event; ours hold for the unpacked JSON. */
export const MAX_CALL_BYTES = 500 * 1024;
export const MAX_EVENT_BYTES = 32 * 1024;

const unpack = promisify(gunzip);

/**
 * Reads the JSON object of a request by its bytes: gzip is known by its magic number and not only by the header, and the content type is
 * ignored (SDKs send text/plain from pages and gzip as form data). Memory is bounded by the limit, packed and unpacked.
 * @throws IntakeError
 */
export async function readJsonBody(request: IncomingMessage, limit = MAX_CALL_BYTES): Promise<Record<string, unknown>> {
  const bytes = await readBytes(request, limit);
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (!isGzip && /\bgzip\b/i.test(String(request.headers['content-encoding'] ?? '')) && bytes[0] !== 0x7b) {
    throw new IntakeError('body-not-gzip', 400, 'The header says gzip but the body does not begin as gzip does.');
  }
  const text = (isGzip ? await unpackWithin(bytes, limit) : bytes).toString('utf8').replace(/^\uFEFF/, '');
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // The parser's own words quote the body.
    throw new IntakeError(
      'body-not-json',
      400,
      `The body is not JSON (${bytes.length} bytes read): send one JSON object, plain or gzip.`,
    );
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new IntakeError(
      'body-not-object',
      400,
      'The body is JSON, but not an object: send { "event": …, "userId": … } or { "batch": […] }.',
    );
  }
  return parsed as Record<string, unknown>;
}

/** Reads a body of at most so many bytes. @throws IntakeError `body-too-large` */
export async function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function unpackWithin(bytes: Buffer, limit: number): Promise<Buffer> {
  try {
    return await unpack(bytes, { maxOutputLength: limit });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limit);
    throw new IntakeError(
      'body-not-gzip',
      400,
      'The body begins as gzip does but cannot be unpacked: it is cut short or damaged.',
    );
  }
}

function tooLarge(limit: number): IntakeError {
  return new IntakeError('body-too-large', 413, `The body has more than ${limit / 1024} kB: send smaller batches.`);
}
