import { uuidv7 } from 'uuidv7';
import type { WorkspaceTx } from '../db/client.ts';
import {
  type Identity,
  identitiesAround,
  insertIdentities,
  insertLeads,
  moveAnonymousIds,
  removeLeads,
} from '../db/queries/identities.ts';
import { IdentityBook, keyOf, type Merge } from './identity-book.ts';
import type { IncomingIdentities } from './incoming.ts';

/** A round is lost only against a transaction that took one of our identities; after it committed we find it. */
const MAX_ROUNDS = 8;
const KINDS = ['userId', 'email', 'anonymousId'] as const;

export interface FoundLeads {
  /** In the order asked for. */
  leadIds: string[];
  made: Set<string>;
  /** Leads that are one person: to be merged by the caller, once it holds the locks of all. */
  merges: Merge[];
}

/**
 * Finds the lead of each set of identities, in order, or makes one; answers lead ids in the same order, which are new, and which are to be merged.
 *
 * - The strongest known identity decides: user id, then address, then anonymous id.
 * - An unknown user id goes to the lead of the address or anonymous id only where that lead has no user id yet: two user ids are two people.
 * - An anonymous lead becomes known by its first user id or address, and keeps its history. Where the person is known already, the anonymous
 *   lead is merged into theirs; so is a lead that was known by address only, once a user id comes with that address.
 * - `alias` (previousId) merges two leads whatever they are known by.
 * - What belongs to somebody else stays there, but an anonymous id follows the person who identified last.
 */
export async function findOrMakeLeads(
  tx: WorkspaceTx,
  wanted: readonly IncomingIdentities[],
  createdAt: number,
): Promise<FoundLeads> {
  if (wanted.length === 0) return { leadIds: [], made: new Set(), merges: [] };
  const asked = distinct(wanted);
  for (let round = 1; round <= MAX_ROUNDS; round++) {
    const book = new IdentityBook(await identitiesAround(tx, asked));
    const assigned = wanted.map((identities) => book.assign(identities, uuidv7));
    const leadIds = assigned.map((leadId) => book.survivorOf(leadId));
    await insertLeads(tx, [...book.made], createdAt);
    const taken = await insertIdentities(tx, book.added);
    if (taken.length === book.added.length) {
      await moveAnonymousIds(tx, book.moved);
      return { leadIds, made: book.made, merges: book.merges };
    }
    // Somebody was faster. Our new leads go with what they won, so that the next round finds one owner and leaves no empty lead behind.
    await removeLeads(tx, [...book.made]);
  }
  throw new Error(
    `The identities of ${wanted.length} events changed hands ${MAX_ROUNDS} times while being read: send the call again.`,
  );
}

function distinct(wanted: readonly IncomingIdentities[]): Identity[] {
  const all = new Map<string, Identity>();
  const ask = (kind: Identity['kind'], value: string | undefined) => {
    if (value !== undefined) all.set(keyOf(kind, value), { kind, value });
  };
  for (const identities of wanted) {
    for (const kind of KINDS) ask(kind, identities[kind]);
    ask('userId', identities.previousId);
    ask('anonymousId', identities.previousId);
  }
  return [...all.values()];
}
