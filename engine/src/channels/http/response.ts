import type { Dispatcher } from 'undici';
import type { HttpOutcome } from './outcome.ts';

const LONGEST_WAIT = 24 * 60 * 60 * 1000;

/** Judges an answer whose head has come; reads no more of its body than is kept. */
export async function judgeResponse(response: Dispatcher.ResponseData, maxBytes: number): Promise<HttpOutcome> {
  const { statusCode: status, headers, body } = response;
  if (status >= 200 && status < 300) {
    const { text, truncated } = await readBody(body, maxBytes);
    const type = headers['content-type'];
    return {
      kind: 'accepted',
      status,
      ...(typeof type === 'string' ? { contentType: type.slice(0, 200) } : {}),
      body: text,
      truncated,
    };
  }
  body.on('error', () => {});
  body.destroy();
  if (status >= 300 && status < 400) return { kind: 'failed', reason: 'redirected', gateOpened: true, status };
  const wait = retryAfter(headers['retry-after']);
  const after = wait === undefined ? {} : { after: wait };
  if (status === 429) return { kind: 'retry', safe: true, reason: 'rate_limited', gateOpened: true, status, ...after };
  if (status === 408 || status === 425 || status === 503) {
    return { kind: 'retry', safe: true, reason: 'server_error', gateOpened: true, status, ...after };
  }
  if (status >= 500) return { kind: 'retry', safe: false, reason: 'server_error', gateOpened: true, status, ...after };
  return { kind: 'failed', reason: 'refused', gateOpened: true, status };
}

/** Reads up to `maxBytes`; an answer cut off by size, time or a lost connection is truncated, not lost. */
async function readBody(
  body: Dispatcher.ResponseData['body'],
  maxBytes: number,
): Promise<{ text: string; truncated: boolean }> {
  const parts: Buffer[] = [];
  let size = 0;
  let truncated = false;
  try {
    for await (const chunk of body) {
      const part: Buffer = chunk;
      parts.push(part.subarray(0, maxBytes - size));
      size += part.length;
      if (size > maxBytes) {
        truncated = true;
        break;
      }
    }
  } catch {
    truncated = true;
  }
  return { text: Buffer.concat(parts).toString('utf8'), truncated };
}

/** Retry-After as milliseconds from now: seconds or an HTTP date, at most a day. */
function retryAfter(header: string | string[] | undefined): number | undefined {
  if (typeof header !== 'string') return undefined;
  const text = header.trim();
  const wait = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isFinite(wait) ? Math.min(Math.max(wait, 0), LONGEST_WAIT) : undefined;
}
