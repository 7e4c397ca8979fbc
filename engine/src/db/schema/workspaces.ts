import { sql } from 'drizzle-orm';
import { doublePrecision, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { createdAt, id, instant, workspaceId } from './columns.ts';

/** Workspace time = clockAnchor + (real − clockAnchorReal) × clockFactor; normally the identity. */
export const workspaces = pgTable('workspaces', {
  id: id(),
  name: text('name').notNull(),
  timeZone: text('time_zone').notNull().default('UTC'),
  clockAnchorReal: instant('clock_anchor_real').notNull().default(sql`now()`),
  clockAnchor: instant('clock_anchor').notNull().default(sql`now()`),
  clockFactor: doublePrecision('clock_factor').notNull().default(1),
  clockVersion: integer('clock_version').notNull().default(1),
  senderName: text('sender_name').notNull().default(''),
  senderAddress: text('sender_address').notNull().default(''),
  replyTo: text('reply_to'),
  postalAddress: text('postal_address').notNull().default(''),
  createdAt: createdAt(),
});

export const ROLES = ['owner', 'admin', 'marketer', 'sales', 'developer', 'viewer'] as const;

export const members = pgTable(
  'members',
  {
    workspaceId: workspaceId(),
    userId: text('user_id').notNull(),
    role: text('role', { enum: ROLES }).notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.userId] }), index('members_user').on(t.userId)],
);

/*
 * open ──the link is used──▶ accepted     open ──an admin, or a newer invitation──▶ revoked     open ──7 days──▶ no longer usable
 */

/** Who was asked to join. The token stands in the link only; here is its hash. */
export const invitations = pgTable(
  'invitations',
  {
    id: id(),
    workspaceId: workspaceId(),
    email: text('email').notNull(),
    role: text('role', { enum: ROLES }).notNull(),
    tokenHash: text('token_hash').notNull().unique(),
    invitedBy: text('invited_by').notNull(),
    createdAt: createdAt(),
    expiresAt: instant('expires_at').notNull(),
    acceptedAt: instant('accepted_at'),
    revokedAt: instant('revoked_at'),
  },
  (t) => [index('invitations_newest').on(t.workspaceId, t.id.desc())],
);

export const KEY_SCOPES = ['read', 'write', 'admin'] as const;

/** Keys for clients without a person. A write key can only hand in events; it stands in web pages and is no secret. An API key is: only its hash is kept. */
export const apiKeys = pgTable(
  'api_keys',
  {
    id: id(),
    workspaceId: workspaceId(),
    kind: text('kind', { enum: ['write', 'api'] }).notNull(),
    /** What an API key may do; null for write keys. */
    scope: text('scope', { enum: KEY_SCOPES }),
    name: text('name').notNull(),
    /** A write key itself; of an API key its hash. */
    key: text('key').notNull().unique(),
    /** Beginning of an API key, by which people know it again; null for write keys. */
    hint: text('hint'),
    createdBy: text('created_by').notNull(),
    createdAt: createdAt(),
    lastUsedAt: instant('last_used_at'),
    revokedAt: instant('revoked_at'),
  },
  (t) => [index('api_keys_workspace').on(t.workspaceId)],
);

/** Who changed what and why; written in the transaction of the change, never updated. */
export const auditLog = pgTable(
  'audit_log',
  {
    id: id(),
    workspaceId: workspaceId(),
    actor: text('actor').notNull(),
    action: text('action').notNull(),
    subjectKind: text('subject_kind').notNull(),
    subjectId: uuid('subject_id'),
    reason: text('reason'),
    change: jsonb('change').$type<Record<string, unknown>>().notNull().default({}),
    at: createdAt(),
  },
  (t) => [
    index('audit_log_subject').on(t.workspaceId, t.subjectId, t.id),
    index('audit_log_newest').on(t.workspaceId, t.id.desc()),
  ],
);
