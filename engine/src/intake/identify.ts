import { uuidv7 } from 'uuidv7';
import type { WorkspaceTx } from '../db/client.ts';
import {
  type Identity,
  type IdentityKind,
  identitiesAround,
  insertIdentities,
  insertLeads,
  moveAnonymousIds,
  type OwnedIdentity,
  removeLeads,
} from '../db/queries/identities.ts';
import { IdentityBook, keyOf } from './identity-book.ts';
import type { IncomingIdentities } from './incoming.ts';

/** A round is lost only against a transaction that took one of our identities; after it committed we find it. */
const MAX_ROUNDS = 8;
const KINDS: readonly IdentityKind[] = ['userId', 'email', 'anonymousId'];

/**
 * Finds the lead of each set of identities, in order, or makes one; answers lead ids in the same order and which are new.
 *
 * - The strongest known identity decides: user id, then address, then anonymous id.
 * - An unknown user id goes to the lead of the address or anonymous id only where that lead has no user id yet: two user ids are two people.
 * - An anonymous lead becomes known by its first user id or address, and keeps its history.
 * - What belongs to somebody else stays there (leads are not merged here), but an anonymous id follows the person who identified last.
 */
export async function findOrMakeLeads(
  tx: WorkspaceTx,
  wanted: readonly IncomingIdentities[],
  createdAt: number,
): Promise<{ leadIds: string[]; made: Set<string> }> {
  if (wanted.length === 0) return { leadIds: [], made: new Set() };
  const asked = distinct(wanted);
  for (let round = 1; round <= MAX_ROUNDS; round++) {
    const book = new IdentityBook(await identitiesAround(tx, asked));
    const leadIds = wanted.map((identities) => book.assign(identities, uuidv7));
    await insertLeads(tx, [...book.made], createdAt);
    const taken = await insertIdentities(tx, book.added);
    if (taken.length === book.added.length) {
      await moveAnonymousIds(tx, book.moved);
      return { leadIds, made: book.made };
    }
    // Somebody was faster. Our new leads go with what they won, so that the next round finds one owner and leaves no empty lead behind.
    await removeLeads(tx, [...book.made]);
  }
  throw new Error(
    `The identities of ${wanted.length} events changed hands ${MAX_ROUNDS} times while being read: send the call again.`,
  );
}

function distinct(wanted: readonly IncomingIdentities[]): Identity[] {
  const all = new Map<string, OwnedIdentity | Identity>();
  for (const identities of wanted) {
    for (const kind of KINDS) {
      const value = identities[kind];
      if (value !== undefined) all.set(keyOf(kind, value), { kind, value });
    }
  }
  return [...all.values()];
}
