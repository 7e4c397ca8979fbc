import type { IdentityKind } from '../db/queries/identities.ts';

/** An event on its way in, whoever hands it in: Segment's protocol, a tracked link, a test event, a form. */
export interface IncomingEvent {
  messageId: string;
  /** Of what makes the event this event: a second one with the same message id and another hash is set aside. */
  bodyHash: string;
  name: string;
  properties: Record<string, unknown>;
  /** Real time, epoch ms; absent: now. */
  occurredAt?: number;
  /** Where it came in, for people: `track`, `page`, `identify`, `click`, `open` … */
  source: string;
  /** Either a lead that is known, or what it is known by. */
  lead: { id: string } | { identities: IncomingIdentities };
  /** Facts about the lead that come with it. */
  traits?: LeadTraits;
  /** The lead belongs to this account from now on. */
  account?: IncomingAccount;
}

export interface IncomingIdentities extends Partial<Record<IdentityKind, string>> {
  /** `alias`: a user or anonymous id that the same person was known by before. */
  previousId?: string;
}

/** The company that a `group` call names, and what it tells of it. Null removes an attribute. */
export interface IncomingAccount {
  key: string;
  name?: string;
  attributes: Record<string, unknown>;
}

/** Facts about a lead: the known ones by name, all others as attributes. Null removes an attribute. */
export interface LeadTraits {
  email?: string;
  phone?: string;
  timeZone?: string;
  attributes: Record<string, unknown>;
}

/** What became of an incoming event. */
export interface RecordedEvent {
  messageId: string;
  /** quarantined: the message id came before with another body. */
  outcome: 'stored' | 'duplicate' | 'quarantined';
  /** Of the event that counts; for a quarantined one that of the first body. */
  eventId: string;
  /** Only for stored ones. */
  leadId?: string;
}
