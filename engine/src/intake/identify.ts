import { uuidv7 } from 'uuidv7';
import type { WorkspaceTx } from '../db/client.ts';
import {
  giveIdentities,
  type Identity,
  identitiesOf,
  moveAnonymousIds,
  type OwnedIdentity,
  ownersOf,
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
 * Finds the lead of each set of identities, in order, or makes one (`owned`: whose they are, as read before; `createdAt`: epoch ms, workspace time); answers lead ids in the same order, which are new, and which are to be merged.
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
  { createdAt, owned: known }: { createdAt: number; owned: readonly OwnedIdentity[] },
): Promise<FoundLeads> {
  if (wanted.length === 0) return { leadIds: [], made: new Set(), merges: [] };
  let owned = known;
  /** Made in former rounds. */
  const made = new Set<string>();
  for (let round = 1; round <= MAX_ROUNDS; round++) {
    if (round > 1) owned = await ownersOf(tx, distinctIdentities(wanted));
    const book = new IdentityBook(await withDoubtful(tx, wanted, owned));
    const assigned = wanted.map((identities) => book.assign(identities, uuidv7));
    const leadIds = assigned.map((leadId) => book.survivorOf(leadId));
    const taken = await giveIdentities(tx, book.added, { made: [...book.made], createdAt });
    if (taken.length === book.added.length) {
      await moveAnonymousIds(tx, book.moved);
      return { leadIds, made: new Set([...made, ...book.made]), merges: book.merges };
    }
    // Somebody was faster. A new lead that lost one of its identities goes with those it won, so that the next round finds one owner and leaves no
    // empty lead behind; one that lost nothing stays.
    const won = new Set(taken.map(({ kind, value }) => keyOf(kind, value)));
    const lost = new Set(
      book.added.flatMap(({ kind, value, leadId }) => (won.has(keyOf(kind, value)) ? [] : [leadId])),
    );
    const given = [...new Set(taken.map(({ leadId }) => leadId))].filter((leadId) => book.made.has(leadId));
    for (const leadId of given) if (!lost.has(leadId)) made.add(leadId);
    await removeLeads(
      tx,
      given.filter((leadId) => lost.has(leadId)),
    );
  }
  throw new Error(
    `The identities of ${wanted.length} events changed hands ${MAX_ROUNDS} times while being read: send the call again.`,
  );
}

/**
 * Adds whatever else the leads are known by where it can matter: where the identities of one event belong to nobody yet, or to several. An event whose
 * identities all belong to one lead is that lead's, and most are.
 */
async function withDoubtful(
  tx: WorkspaceTx,
  wanted: readonly IncomingIdentities[],
  owned: readonly OwnedIdentity[],
): Promise<readonly OwnedIdentity[]> {
  const owners = new Map(owned.map(({ kind, value, leadId }) => [keyOf(kind, value), leadId]));
  const doubtful = new Set<string>();
  for (const identities of wanted) {
    const found = distinctIdentities([identities]).map(({ kind, value }) => owners.get(keyOf(kind, value)));
    if (identities.previousId === undefined && found.every((leadId) => leadId !== undefined && leadId === found[0]))
      continue;
    for (const leadId of found) if (leadId !== undefined) doubtful.add(leadId);
  }
  return doubtful.size === 0 ? owned : [...owned, ...(await identitiesOf(tx, [...doubtful]))];
}

/** Each identity that is looked for, once. */
export function distinctIdentities(wanted: readonly IncomingIdentities[]): Identity[] {
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
