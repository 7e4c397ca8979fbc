import type { IdentityKind, OwnedIdentity } from '../db/queries/identities.ts';
import type { IncomingIdentities } from './incoming.ts';

export const keyOf = (kind: IdentityKind, value: string) => `${kind}\n${value}`;

/** Two leads that turned out to be one person. */
export interface Merge {
  loser: string;
  survivor: string;
  /** What the loser must not be known by, else they stay two; asked again once both are locked. */
  unless: IdentityKind[];
}

/** Who is known by what, in memory, while one batch is read; events of the batch see what earlier ones brought. Pure. */
export class IdentityBook {
  /** Leads that have to be made, identities to be given or moved, and leads to be merged, for the database to follow. */
  readonly made = new Set<string>();
  readonly added: OwnedIdentity[] = [];
  readonly moved: OwnedIdentity[] = [];
  readonly merges: Merge[] = [];
  private readonly owners = new Map<string, string>();
  private readonly kinds = new Map<string, Set<IdentityKind>>();
  private readonly survivors = new Map<string, string>();

  constructor(known: readonly OwnedIdentity[]) {
    for (const identity of known) this.note(identity);
  }

  /** The lead of these identities (`newId` where it must be made), which then owns those that were free. */
  assign({ userId, email, anonymousId, previousId }: IncomingIdentities, newId: () => string): string {
    const leadId = this.find({ userId, email, anonymousId }) ?? this.ownerOfPrevious(previousId) ?? this.make(newId());
    if (userId !== undefined) this.give({ kind: 'userId', value: userId, leadId });
    if (email !== undefined) this.giveEmail(email, leadId, userId !== undefined);
    if (anonymousId !== undefined)
      this.giveAnonymousId(anonymousId, leadId, userId !== undefined || email !== undefined);
    if (previousId !== undefined) this.join(previousId, leadId);
    return leadId;
  }

  /** Where a lead that was assigned went by merges of the same batch. */
  survivorOf(leadId: string): string {
    let at = leadId;
    for (let next = this.survivors.get(at); next !== undefined; next = this.survivors.get(at)) at = next;
    return at;
  }

  private find({ userId, email, anonymousId }: { [K in IdentityKind]: string | undefined }): string | undefined {
    const byUser = userId === undefined ? undefined : this.owners.get(keyOf('userId', userId));
    if (byUser) return byUser;
    const byEmail = email === undefined ? undefined : this.owners.get(keyOf('email', email));
    if (byEmail && (userId === undefined || !this.has(byEmail, 'userId'))) return byEmail;
    const byBrowser = anonymousId === undefined ? undefined : this.owners.get(keyOf('anonymousId', anonymousId));
    if (!byBrowser) return undefined;
    if (userId !== undefined && this.has(byBrowser, 'userId')) return undefined;
    // Another address in the same browser, without a user id: another person.
    if (email !== undefined && this.has(byBrowser, 'email')) return undefined;
    return byBrowser;
  }

  private ownerOfPrevious(previousId: string | undefined): string | undefined {
    if (previousId === undefined) return undefined;
    return this.owners.get(keyOf('userId', previousId)) ?? this.owners.get(keyOf('anonymousId', previousId));
  }

  private make(leadId: string): string {
    this.made.add(leadId);
    return leadId;
  }

  private give(identity: OwnedIdentity): void {
    if (this.owners.has(keyOf(identity.kind, identity.value))) return;
    this.added.push(identity);
    this.note(identity);
  }

  /** An address that a lead without user id is known by joins the person who signs in with it. */
  private giveEmail(value: string, leadId: string, signedIn: boolean): void {
    const owner = this.owners.get(keyOf('email', value));
    if (owner === undefined) this.give({ kind: 'email', value, leadId });
    else if (owner !== leadId && signedIn && !this.has(owner, 'userId')) this.merge(owner, leadId, ['userId']);
  }

  private giveAnonymousId(value: string, leadId: string, identified: boolean): void {
    const identity: OwnedIdentity = { kind: 'anonymousId', value, leadId };
    const owner = this.owners.get(keyOf('anonymousId', value));
    if (owner === undefined) this.give(identity);
    if (owner === undefined || owner === leadId || !identified) return;
    // Nobody yet: what was done before signing in belongs to who signed in (3.D6).
    if (!this.has(owner, 'userId') && !this.has(owner, 'email')) {
      this.merge(owner, leadId, ['userId', 'email']);
      return;
    }
    const fresh = this.added.find((added) => added.kind === 'anonymousId' && added.value === value);
    if (fresh) fresh.leadId = leadId;
    else this.moved.push(identity);
    this.note(identity);
  }

  /** `alias`: the sender says that both are one person, whatever they are known by. */
  private join(previousId: string, leadId: string): void {
    const owner = this.ownerOfPrevious(previousId);
    if (owner === undefined) this.give({ kind: 'anonymousId', value: previousId, leadId });
    else if (owner !== leadId) this.merge(owner, leadId, []);
  }

  private merge(loser: string, survivor: string, unless: IdentityKind[]): void {
    this.survivors.set(loser, survivor);
    for (const [key, owner] of this.owners) if (owner === loser) this.owners.set(key, survivor);
    for (const identity of [...this.added, ...this.moved]) if (identity.leadId === loser) identity.leadId = survivor;
    const kinds = this.kinds.get(survivor) ?? new Set();
    for (const kind of this.kinds.get(loser) ?? []) kinds.add(kind);
    this.kinds.set(survivor, kinds);
    // A lead that this batch would have made has nothing yet that could be merged.
    if (!this.made.delete(loser)) this.merges.push({ loser, survivor, unless });
  }

  private note({ kind, value, leadId }: OwnedIdentity): void {
    this.owners.set(keyOf(kind, value), leadId);
    const kinds = this.kinds.get(leadId) ?? new Set();
    this.kinds.set(leadId, kinds.add(kind));
  }

  private has(leadId: string, kind: IdentityKind): boolean {
    return this.kinds.get(leadId)?.has(kind) ?? false;
  }
}
