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
  const packed = request.headers['content-encoding'];
  if (packed && !isGzip && bytes[0] !== 0x7b && /\bgzip\b/i.test(packed)) {
    throw new IntakeError('body-not-gzip', 400, 'The header says gzip but the body does not begin as gzip does.');
  }
  const text = (isGzip ? await unpackWithin(bytes, limit) : bytes).toString('utf8');
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
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

/**
 * Reads a body of at most so many bytes; what is too large is read no further, and the answer has to close the connection.
 * @throws IntakeError `body-too-large`
 */
export function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const take = (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= limit) return;
      request.off('data', take);
      request.pause();
      reject(tooLarge(limit));
    };
    request.on('data', take);
    request.once('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    request.once('error', () => reject(new CallerGone()));
    request.once('close', () => {
      if (!request.complete) reject(new CallerGone());
    });
  });
}

/** Who called went away before the body was whole: nobody waits for an answer. */
export class CallerGone extends Error {
  override readonly name = 'CallerGone';
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
