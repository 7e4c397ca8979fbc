import { describe, expect, it } from 'vitest';
import { createSealer, type SealedFor } from './sealer.ts';

const ROW: SealedFor = { purpose: 'secret', workspaceId: 'w1', rowId: 'r1' };
const OLD = 'the first root, of thirty-two characters';
const NEW = 'the second root, of thirty-two characters';

describe('a sealed text', () => {
  it('opens in its own row only: not in another row, workspace or for another purpose', () => {
    const sealer = createSealer([OLD]);
    const sealed = sealer.seal('Bearer ✓ 123', ROW);
    expect(sealer.open(sealed, ROW)).toBe('Bearer ✓ 123');
    for (const other of [
      { ...ROW, rowId: 'r2' },
      { ...ROW, workspaceId: 'w2' },
      { ...ROW, purpose: 'pending entry' as const },
    ])
      expect(() => sealer.open(sealed, other)).toThrow(expect.objectContaining({ code: 'seal.broken' }));
  });

  it('does not open once any of its bytes was changed, and its fault tells nothing of the text', () => {
    const sealer = createSealer([OLD]);
    const sealed = sealer.seal('a very secret text', ROW);
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      let fault: unknown;
      try {
        sealer.open(changed, ROW);
      } catch (error) {
        fault = error;
      }
      expect(fault, `byte ${at}`).toMatchObject({ name: 'SealFault' });
      expect(String(fault)).not.toContain('secret text');
    }
    for (const short of [0, 1, 20, 34]) expect(() => sealer.open(sealed.subarray(0, short), ROW)).toThrow();
  });

  it('is different each time, and names its key', () => {
    const sealer = createSealer([OLD]);
    const [one, two] = [sealer.seal('same', ROW), sealer.seal('same', ROW)];
    expect(one.equals(two)).toBe(false);
    expect([sealer.keyIdOf(one), sealer.keyIdOf(two)]).toEqual([sealer.keyId, sealer.keyId]);
    expect(one.includes(Buffer.from('same'))).toBe(false);
  });

  it('of a former key opens while that key is named, and no longer after', () => {
    const sealed = createSealer([OLD]).seal('kept', ROW);
    const both = createSealer([NEW, OLD]);
    expect(both.open(sealed, ROW)).toBe('kept');
    expect(both.keyIdOf(both.seal('anew', ROW))).toBe(createSealer([NEW]).keyId);
    expect(() => createSealer([NEW]).open(sealed, ROW)).toThrow(expect.objectContaining({ code: 'seal.key-unknown' }));
  });
});
