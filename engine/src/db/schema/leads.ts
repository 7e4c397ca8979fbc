import { sql } from 'drizzle-orm';
import { index, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { accounts } from './accounts.ts';
import { createdAt, id, instant, workspaceId } from './columns.ts';

export const CONSENT = ['unknown', 'opted-in', 'opted-out'] as const;
export const CHANNELS = ['email', 'sms'] as const;

export const leads = pgTable(
  'leads',
  {
    id: id(),
    workspaceId: workspaceId(),
    /** Set once two leads are one: the survivor. Such a row is only kept so that old links lead somewhere. */
    mergedInto: uuid('merged_into'),
    accountId: uuid('account_id').references(() => accounts.id, { onDelete: 'set null' }),
    email: text('email'),
    /** An address is looked up by this: `lower(email)` in an index is not used behind row-level security. */
    emailKey: text('email_key').generatedAlwaysAs(sql`lower(email)`),
    phone: text('phone'),
    timeZone: text('time_zone'),
    attributes: jsonb('attributes').$type<Record<string, unknown>>().notNull().default({}),
    tags: text('tags').array().notNull().default(sql`'{}'::text[]`),
    consentEmail: text('consent_email', { enum: CONSENT }).notNull().default('unknown'),
    consentSms: text('consent_sms', { enum: CONSENT }).notNull().default('unknown'),
    /** Name and address in lower case, for the search box. */
    search: text('search').notNull().default(''),
    lastEventAt: instant('last_event_at'),
    createdAt: createdAt(),
    updatedAt: instant('updated_at').notNull().default(sql`now()`),
    /** Everything personal was taken out (db/queries/erase.ts); the row stays for what refers to it. */
    erasedAt: instant('erased_at'),
  },
  (t) => [
    index('leads_newest').on(t.workspaceId, t.id.desc()),
    index('leads_last_event').on(t.workspaceId, t.lastEventAt.desc().nullsLast(), t.id.desc()),
    index('leads_account').on(t.workspaceId, t.accountId, t.id.desc()).where(sql`account_id is not null`),
    index('leads_email_key').on(t.workspaceId, t.emailKey),
    index('leads_search').using('gin', sql`${t.search} gin_trgm_ops`),
  ],
);

export const IDENTITY_KINDS = ['userId', 'anonymousId', 'email'] as const;

/** What a lead is known by. One value belongs to one lead. */
export const leadIdentities = pgTable(
  'lead_identities',
  {
    workspaceId: workspaceId(),
    kind: text('kind', { enum: IDENTITY_KINDS }).notNull(),
    value: text('value').notNull(),
    leadId: uuid('lead_id')
      .notNull()
      .references(() => leads.id),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.kind, t.value] }), index('lead_identities_lead').on(t.leadId)],
);

/** Append-only: each word a lead gave or took back, with source and wording. */
export const consents = pgTable(
  'consents',
  {
    id: id(),
    workspaceId: workspaceId(),
    leadId: uuid('lead_id')
      .notNull()
      .references(() => leads.id),
    channel: text('channel', { enum: CHANNELS }).notNull(),
    state: text('state', { enum: CONSENT }).notNull(),
    source: text('source').notNull(),
    wording: text('wording'),
    at: instant('at').notNull(),
  },
  (t) => [index('consents_lead').on(t.workspaceId, t.leadId, t.at)],
);

/** Addresses that must not be contacted, as keyed hashes, so that the entry survives the lead. */
export const suppressions = pgTable(
  'suppressions',
  {
    workspaceId: workspaceId(),
    channel: text('channel', { enum: CHANNELS }).notNull(),
    addressHash: text('address_hash').notNull(),
    reason: text('reason', { enum: ['unsubscribed', 'complained', 'hard-bounced', 'by-person'] }).notNull(),
    sendKey: text('send_key'),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.channel, t.addressHash] })],
);

export const events = pgTable(
  'events',
  {
    id: id(),
    workspaceId: workspaceId(),
    /** No foreign key: whoever stores an event holds the lock of its lead, and the check for each row would cost a fifth of the whole statement. */
    leadId: uuid('lead_id').notNull(),
    name: text('name').notNull(),
    properties: jsonb('properties').$type<Record<string, unknown>>().notNull().default({}),
    /** Workspace time, as is receivedAt. */
    occurredAt: instant('occurred_at').notNull(),
    receivedAt: instant('received_at').notNull(),
    /** Says what happened so exactly that a second event with it is the same one: unique, it decides duplicates. */
    messageId: text('message_id').notNull(),
    /** Of what makes the event this event; '' for those that Trellis recorded itself. */
    bodyHash: text('body_hash').notNull().default(''),
    source: text('source').notNull(),
    /** Real time of routing; null: not routed yet. */
    routedAt: instant('routed_at'),
    createdAt: createdAt(),
  },
  (t) => [
    index('events_lead').on(t.workspaceId, t.leadId, t.occurredAt.desc(), t.id.desc()),
    index('events_name').on(t.workspaceId, t.name, t.receivedAt.desc()),
    index('events_newest').on(t.workspaceId, t.id.desc()),
    uniqueIndex('events_message').on(t.workspaceId, t.messageId),
  ],
);
