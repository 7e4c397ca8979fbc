import { createHash, randomBytes } from 'node:crypto';

/** What a program did stands under its key: `key:<id>`. */
export const KEY_ACTOR = 'key:';
const BEARER = /^Bearer (ak_(?:sandbox|live)_[\w-]{43})$/i;

/** A fresh API key of 256 random bits, what is kept of it, and how people know it again. */
export function newApiKey(sandbox: boolean): { key: string; hash: string; hint: string } {
  const prefix = `ak_${sandbox ? 'sandbox' : 'live'}_`;
  const key = `${prefix}${randomBytes(32).toString('base64url')}`;
  return { key, hash: hashOfKey(key), hint: key.slice(0, prefix.length + 4) };
}

/** Purpose-bound, so that the hash of another secret never passes for it. A fast hash does: there is nothing to guess in 256 random bits. */
function hashOfKey(key: string): string {
  return createHash('sha256').update(`trellis api key\n${key}`).digest('hex');
}

/** The hash of the key in an `authorization` header: undefined without such a header, null where it holds no API key. */
export function bearerHash(authorization: string | undefined): string | null | undefined {
  if (authorization === undefined) return undefined;
  const key = BEARER.exec(authorization)?.[1];
  return key === undefined ? null : hashOfKey(key);
}
