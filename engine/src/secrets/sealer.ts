import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

const VERSION = 1;
const KEY_BYTES = 32;
const KEY_ID_BYTES = 6;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + KEY_ID_BYTES + NONCE_BYTES + TAG_BYTES;

/** The row that a sealed text belongs to: in another row, workspace or table it does not open. */
export interface SealedFor {
  purpose: 'secret' | 'pending entry';
  workspaceId: string;
  rowId: string;
}

/** A sealed text that none of the keys opens, or that was moved or changed. Says nothing of what was in it. */
export class SealFault extends Error {
  override readonly name = 'SealFault';
  constructor(
    readonly code: 'seal.key-unknown' | 'seal.broken',
    { purpose, rowId }: SealedFor,
    keyId: string,
  ) {
    super(
      code === 'seal.key-unknown'
        ? `The ${purpose} ${rowId} was encrypted with key ${keyId}, which is none of the present ones: name the former value in TRELLIS_ENCRYPTION_KEYS.`
        : `The ${purpose} ${rowId} does not open: it was changed, or taken from another row.`,
    );
  }
}

export interface Sealer {
  /** Of the key that seals now: twelve hexadecimal digits. */
  readonly keyId: string;
  seal(text: string, of: SealedFor): Buffer;
  /** @throws SealFault */
  open(sealed: Buffer, of: SealedFor): string;
  /** Of the key that a text was sealed with. */
  keyIdOf(sealed: Buffer): string;
}

/**
 * Seals short texts with AES-256-GCM: version, key id, nonce, tag, ciphertext, with purpose, workspace and row as bound data. The first of `roots`
 * seals, all of them open; the keys derive from them, so that no root is used for two things.
 */
export function createSealer(roots: readonly [string, ...string[]]): Sealer {
  const keys = roots.map(deriveKey);
  const [current] = keys;
  if (!current) throw new Error('A sealer needs a key.');
  const keyIdOf = (sealed: Buffer) => sealed.subarray(1, 1 + KEY_ID_BYTES).toString('hex');
  return {
    keyId: current.id,
    keyIdOf,
    seal(text, of) {
      const nonce = randomBytes(NONCE_BYTES);
      const head = Buffer.concat([Buffer.of(VERSION), Buffer.from(current.id, 'hex')]);
      const cipher = createCipheriv('aes-256-gcm', current.key, nonce).setAAD(boundData(head, of));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([head, nonce, cipher.getAuthTag(), body]);
    },
    open(sealed, of) {
      const id = keyIdOf(sealed);
      if (sealed.length < HEAD_BYTES || sealed[0] !== VERSION) throw new SealFault('seal.broken', of, id);
      const found = keys.find((key) => key.id === id);
      if (!found) throw new SealFault('seal.key-unknown', of, id);
      const at = 1 + KEY_ID_BYTES;
      const decipher = createDecipheriv('aes-256-gcm', found.key, sealed.subarray(at, at + NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(boundData(sealed.subarray(0, at), of));
      decipher.setAuthTag(sealed.subarray(at + NONCE_BYTES, HEAD_BYTES));
      try {
        return Buffer.concat([decipher.update(sealed.subarray(HEAD_BYTES)), decipher.final()]).toString('utf8');
      } catch {
        throw new SealFault('seal.broken', of, id);
      }
    },
  };
}

function deriveKey(root: string): { id: string; key: Buffer } {
  const key = Buffer.from(hkdfSync('sha256', root, 'trellis', 'trellis sealed texts 1', KEY_BYTES));
  const id = createHash('sha256')
    .update('trellis key id\n')
    .update(key)
    .digest('hex')
    .slice(0, 2 * KEY_ID_BYTES);
  return { id, key };
}

/** Each part stands on a line of its own; none holds a line break, so two rows never have the same. */
const boundData = (head: Buffer, { purpose, workspaceId, rowId }: SealedFor): Buffer =>
  Buffer.concat([head, Buffer.from(`\n${purpose}\n${workspaceId}\n${rowId}`)]);
