import type { IncomingMessage } from 'node:http';
import { poisonProblem } from '@trellis/shared/graph/poison.ts';
import { readBytes } from '../intake/body.ts';
import { IntakeError } from '../intake/intake-error.ts';

const MAX_POST_BYTES = 100 * 1024;
const MOST_FIELDS = 200;
const LONGEST_NAME = 100;
const LONGEST_VALUE = 5_000;

/** The fields of a post by name; a name that comes several times (checkboxes) has its values joined by commas. */
export type Posted = Map<string, string>;

/**
 * Reads a form's post: urlencoded, multipart without files, or a flat JSON object. Bounded in bytes, fields and characters.
 * @throws IntakeError
 */
export async function readPost(request: IncomingMessage): Promise<Posted> {
  const bytes = await readBytes(request, MAX_POST_BYTES);
  const type = request.headers['content-type'] ?? '';
  const pairs = /^application\/json\b/i.test(type) ? fromJson(bytes) : await fromForm(bytes, type);
  const posted: Posted = new Map();
  for (const [name, value] of pairs) {
    if (name === '' || name.length > LONGEST_NAME) continue;
    if (poisonProblem([name, value])) throw unreadable('holds characters that cannot be stored');
    const former = posted.get(name);
    posted.set(name, (former ? `${former}, ${value}` : value).slice(0, LONGEST_VALUE));
    if (posted.size > MOST_FIELDS) throw unreadable(`has more than ${MOST_FIELDS} fields`);
  }
  return posted;
}

async function fromForm(bytes: Buffer, type: string): Promise<[string, string][]> {
  if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(type))
    throw unreadable('is neither urlencoded nor multipart nor JSON');
  try {
    const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
    // Files are passed over: a form brings facts.
    return [...form].flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value.trim()] as [string, string]] : [],
    );
  } catch {
    throw unreadable('cannot be read as the form it says it is');
  }
}

function fromJson(bytes: Buffer): [string, string][] {
  let body: unknown;
  try {
    body = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new IntakeError('body-not-json', 400, 'The body is not JSON.');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new IntakeError('body-not-object', 400, 'The body is JSON, but not an object of fields.');
  return Object.entries(body).flatMap(([name, value]) => {
    const values = Array.isArray(value) ? value : [value];
    return values.flatMap((one): [string, string][] =>
      typeof one === 'string' || typeof one === 'number' || typeof one === 'boolean'
        ? [[name, String(one).trim()]]
        : [],
    );
  });
}

const unreadable = (what: string) => new IntakeError('form-unreadable', 400, `The post ${what}.`);
