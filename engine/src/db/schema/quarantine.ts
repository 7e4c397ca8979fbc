import { index, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { createdAt, id, workspaceId } from './columns.ts';

/** Events that were taken in but not counted: their messageId came before with another body (3.D1). Kept for a person to look at. */
export const quarantinedEvents = pgTable(
  'quarantined_events',
  {
    id: id(),
    workspaceId: workspaceId(),
    messageId: text('message_id').notNull(),
    bodyHash: text('body_hash').notNull(),
    reason: text('reason', { enum: ['message-id-reused'] }).notNull(),
    body: jsonb('body').$type<Record<string, unknown>>().notNull(),
    source: text('source').notNull(),
    createdAt: createdAt(),
  },
  (t) => [index('quarantined_events_newest').on(t.workspaceId, t.id.desc())],
);

/** What the intake could not take though its key was good: an excerpt, so that a developer finds the fault. Kept for 30 days. */
export const rejectedEvents = pgTable(
  'rejected_events',
  {
    id: id(),
    workspaceId: workspaceId(),
    /** `track`, `batch`, `form` … as it was called. */
    source: text('source').notNull(),
    code: text('code').notNull(),
    message: text('message').notNull(),
    /** The beginning of what was sent, made storable. */
    excerpt: text('excerpt').notNull(),
    createdAt: createdAt(),
  },
  (t) => [index('rejected_events_newest').on(t.workspaceId, t.id.desc()), index('rejected_events_old').on(t.createdAt)],
);
