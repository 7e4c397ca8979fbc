import { createHash } from 'node:crypto';

/** The UUID by which tracked links name a send: made from its key, so that every attempt puts the same links into the mail. */
export function sendIdOf(key: string): string {
  const hash = createHash('sha256').update(`send ${key}`).digest();
  // Version 8 (RFC 9562): a UUID by the maker's own rule.
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x80;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.subarray(0, 16).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
