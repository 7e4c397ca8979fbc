import { jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { createdAt, id, instant, workspaceId } from './columns.ts';

/** Companies, as `group` calls name them. A lead belongs to at most one (leads.account_id); deleting one leaves its leads and their runs (3.D7). */
export const accounts = pgTable(
  'accounts',
  {
    id: id(),
    workspaceId: workspaceId(),
    /** The sender's group id. */
    key: text('key').notNull(),
    name: text('name'),
    attributes: jsonb('attributes').$type<Record<string, unknown>>().notNull().default({}),
    createdAt: createdAt(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (t) => [uniqueIndex('accounts_key').on(t.workspaceId, t.key)],
);
