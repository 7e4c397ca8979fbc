import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';

/*
 * Chance that can be repeated: the same parts give the same number on every machine and in every version, so that a
 * lead keeps its arm of a split, and a replay goes the way of the first run. The recipe is therefore part of the
 * product and must never change: SHA-256 over the parts, each led by its length in UTF-8 bytes as `<length>:`; the
 * first 53 bits of the digest, as a fraction.
 */

/** A number in [0, 1) that depends on the parts only, their order and borders included; evenly spread. */
export function randomFrom(...parts: string[]): number {
  const hash = sha256.create();
  for (const part of parts) {
    const bytes = utf8ToBytes(part);
    hash.update(utf8ToBytes(`${bytes.length}:`)).update(bytes);
  }
  const digest = hash.digest();
  const view = new DataView(digest.buffer, digest.byteOffset, digest.byteLength);
  // 32 high bits and 21 low ones make the 53 that a number holds exactly.
  return (view.getUint32(0) * 2 ** 21 + (view.getUint32(4) >>> 11)) / 2 ** 53;
}

/** Which of the shares (any positive weights; zero is never chosen) a number in [0, 1) falls into: its index. Throws RangeError without a positive share. */
export function pickShare(random: number, shares: readonly number[]): number {
  const total = shares.reduce((sum, share) => sum + Math.max(0, share), 0);
  if (!(total > 0)) throw new RangeError(`Found shares ${shares.join(', ')}; expected at least one above 0.`);
  let rest = random * total;
  let last = 0;
  for (const [index, share] of shares.entries()) {
    if (share <= 0) continue;
    if (rest < share) return index;
    rest -= share;
    last = index;
  }
  // Rounding may leave a crumb behind the last share.
  return last;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Milliseconds to add to a shared deadline so that many waits don't end in one second: below 60 s, and only for waits of at least 1 h. */
export function jitterFor(waitMs: number, random: number): number {
  return waitMs >= HOUR ? Math.floor(random * MINUTE) : 0;
}
