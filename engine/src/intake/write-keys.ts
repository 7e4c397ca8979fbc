import type { Database } from '../db/client.ts';
import { resolveWriteKey } from '../db/queries/auth.ts';

/** A revoked key stops within a second even where nobody could tell us of it; real ms. */
const KEEP = 1_000;
/** Keys in force that are remembered; far above what one process serves. */
const MOST = 10_000;
const LONGEST = 200;
/** Heard by every process when a write key was revoked. */
export const KEYS_CHANNEL = 'trellis_keys';

export interface WriteKeys {
  /** The workspace of a key in force; null for any other. At once where it was asked for within the last second. */
  workspaceOf(key: string): string | null | Promise<string | null>;
  stop(): Promise<void>;
}

/**
 * Remembers for a second whose write key is whose, so that the database is asked once a second and not once a call. A revocation is heard at once;
 * one that is not heard (the connection that listens is down) counts when the second is over. Unknown keys are never remembered.
 *
 *   unknown ──asked──▶ asking ──in force──▶ known ──a second since it was asked, or a revocation──▶ unknown
 */
export async function createWriteKeys(db: Pick<Database, 'asSystem' | 'listen'>, now = Date.now): Promise<WriteKeys> {
  const known = new Map<string, { workspaceId: string; until: number }>();
  const asking = new Map<string, Promise<string | null>>();
  let revocations = 0;
  const forget = () => {
    revocations += 1;
    known.clear();
    asking.clear();
  };
  const unlisten = await db.listen(KEYS_CHANNEL, forget);

  async function ask(key: string): Promise<string | null> {
    const [asked, revoked] = [now(), revocations];
    const found = await db.asSystem((tx) => resolveWriteKey(tx, key));
    // An answer from before a revocation serves those who waited for it, and nobody after.
    if (found && revoked === revocations) {
      if (known.size >= MOST) known.clear();
      known.set(key, { workspaceId: found.workspaceId, until: asked + KEEP });
    }
    return found?.workspaceId ?? null;
  }

  return {
    workspaceOf(key) {
      const remembered = known.get(key);
      if (remembered && remembered.until > now()) return remembered.workspaceId;
      if (key.length > LONGEST || key.includes('\u0000')) return null;
      const under = asking.get(key);
      if (under) return under;
      const answer = ask(key).finally(() => {
        if (asking.get(key) === answer) asking.delete(key);
      });
      asking.set(key, answer);
      return answer;
    },
    stop: unlisten,
  };
}
