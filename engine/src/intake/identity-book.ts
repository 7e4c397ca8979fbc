import type { IdentityKind, OwnedIdentity } from '../db/queries/identities.ts';
import type { IncomingIdentities } from './incoming.ts';

export const keyOf = (kind: IdentityKind, value: string) => `${kind}\n${value}`;

/** Who is known by what, in memory, while one batch is read; events of the batch see what earlier ones brought. Pure. */
export class IdentityBook {
  /** Leads that have to be made, and identities to be given or moved, for the database to follow. */
  readonly made = new Set<string>();
  readonly added: OwnedIdentity[] = [];
  readonly moved: OwnedIdentity[] = [];
  private readonly owners = new Map<string, string>();
  private readonly kinds = new Map<string, Set<IdentityKind>>();

  constructor(known: readonly OwnedIdentity[]) {
    for (const identity of known) this.note(identity);
  }

  /** The lead of these identities (`newId` where it must be made), which then owns those that were free. */
  assign({ userId, email, anonymousId }: IncomingIdentities, newId: () => string): string {
    const leadId = this.find({ userId, email, anonymousId }) ?? this.make(newId());
    if (userId !== undefined) this.give({ kind: 'userId', value: userId, leadId });
    if (email !== undefined) this.give({ kind: 'email', value: email, leadId });
    if (anonymousId !== undefined)
      this.giveAnonymousId(anonymousId, leadId, userId !== undefined || email !== undefined);
    return leadId;
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

  private make(leadId: string): string {
    this.made.add(leadId);
    return leadId;
  }

  private give(identity: OwnedIdentity): void {
    if (this.owners.has(keyOf(identity.kind, identity.value))) return;
    this.added.push(identity);
    this.note(identity);
  }

  private giveAnonymousId(value: string, leadId: string, identified: boolean): void {
    const identity: OwnedIdentity = { kind: 'anonymousId', value, leadId };
    const owner = this.owners.get(keyOf('anonymousId', value));
    if (owner === undefined) this.give(identity);
    if (owner === undefined || owner === leadId || !identified) return;
    const fresh = this.added.find((added) => added.kind === 'anonymousId' && added.value === value);
    if (fresh) fresh.leadId = leadId;
    else this.moved.push(identity);
    this.note(identity);
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
