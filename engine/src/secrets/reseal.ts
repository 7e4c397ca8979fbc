import type { Database } from '../db/client.ts';
import { resealSecret, secretsOfOtherKeys } from '../db/queries/secrets.ts';
import { type Sealer, SealFault } from './sealer.ts';

const AT_ONCE = 100;

/** Seals secrets of former keys with the present one. Answers how many are done, and those that no key opens. */
export async function resealSecrets(
  db: Pick<Database, 'asSystem'>,
  sealer: Sealer,
): Promise<{ done: number; faults: SealFault[] }> {
  return db.asSystem(async (tx) => {
    const faults: SealFault[] = [];
    let done = 0;
    for (const { id, workspaceId, sealed } of await secretsOfOtherKeys(tx, sealer.keyId, AT_ONCE)) {
      const of = { purpose: 'secret' as const, workspaceId, rowId: id };
      try {
        await resealSecret(tx, { id, keyId: sealer.keyId, sealed: sealer.seal(sealer.open(sealed, of), of) });
        done += 1;
      } catch (error) {
        if (!(error instanceof SealFault)) throw error;
        faults.push(error);
      }
    }
    return { done, faults };
  });
}
