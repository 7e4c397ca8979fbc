import { sql } from 'drizzle-orm';
import { boolean, customType, index, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { createdAt, id, instant, workspaceId } from './columns.ts';
import { leads } from './leads.ts';

const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

/** A form on somebody's page that posts to `/f/:id`. */
export const forms = pgTable(
  'forms',
  {
    id: id(),
    workspaceId: workspaceId(),
    name: text('name').notNull(),
    /** Which posted field becomes what: shared/api/forms.ts `formFieldSchema`. */
    fields: jsonb('fields').$type<{ name: string; to: string; required: boolean }[]>().notNull(),
    doubleOptIn: boolean('double_opt_in').notNull().default(true),
    /** The words beside the form that the lead agrees to; kept with each consent. Empty: the form asks for none. */
    wording: text('wording').notNull().default(''),
    /** Where browsers go afterwards; null: a page of ours. */
    redirectUrl: text('redirect_url'),
    /** Origins of pages that may post; empty: of any. */
    postOrigins: text('post_origins').array().notNull().default(sql`'{}'::text[]`),
    /** Origins (`https://example.com`) to which a posted `_redirect` may lead. */
    redirectOrigins: text('redirect_origins').array().notNull().default(sql`'{}'::text[]`),
    /** A field that people do not see; whoever fills it is a program. */
    honeypot: text('honeypot').notNull(),
    confirmSubject: text('confirm_subject').notNull(),
    confirmBody: text('confirm_body').notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: createdAt(),
    /** Takes nothing any more. */
    closedAt: instant('closed_at'),
  },
  (t) => [index('forms_newest').on(t.workspaceId, t.id.desc())],
);

/*
 * asked ──mail accepted──▶ mailed ──POST by the reader──▶ confirmed; asked, mailed ──7 days──▶ no longer confirmable
 */

/** A double opt-in that was begun. */
export const optIns = pgTable(
  'opt_ins',
  {
    id: id(),
    workspaceId: workspaceId(),
    formId: uuid('form_id')
      .notNull()
      .references(() => forms.id),
    leadId: uuid('lead_id')
      .notNull()
      .references(() => leads.id),
    /** The address that has to confirm: the lead may have another one later. */
    address: text('address').notNull(),
    wording: text('wording').notNull(),
    messageId: text('message_id').notNull(),
    createdAt: createdAt(),
    mailedAt: instant('mailed_at'),
    /** Why the mail could not go out. */
    failed: text('failed'),
    confirmedAt: instant('confirmed_at'),
    /** What was entered beside the address, sealed: it reaches the lead only when the address says it was theirs. Gone then, and with the link's last day. */
    pending: bytes('pending'),
  },
  (t) => [
    uniqueIndex('opt_ins_message').on(t.messageId),
    index('opt_ins_lead').on(t.workspaceId, t.leadId, t.id.desc()),
    index('opt_ins_address').on(t.workspaceId, t.formId, sql`lower(${t.address})`, t.id.desc()),
    index('opt_ins_pending').on(t.createdAt).where(sql`${t.pending} is not null`),
    index('opt_ins_form').on(t.workspaceId, t.formId, t.id.desc()),
  ],
);
