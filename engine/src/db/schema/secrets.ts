import { customType, index, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { createdAt, id, instant, workspaceId } from './columns.ts';

const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

/** A value that webhooks of a workspace use and nobody reads again: `{{ secrets.name }}`. */
export const secrets = pgTable(
  'secrets',
  {
    id: id(),
    workspaceId: workspaceId(),
    name: text('name').notNull(),
    /** Of the key that the value is sealed with; it stands in `sealed` too, here for the search of old ones. */
    keyId: text('key_id').notNull(),
    /** engine/src/secrets/sealer.ts; bound to this row. */
    sealed: bytes('sealed').notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: createdAt(),
    changedBy: text('changed_by').notNull(),
    changedAt: instant('changed_at').notNull().defaultNow(),
    lastUsedAt: instant('last_used_at'),
  },
  (t) => [uniqueIndex('secrets_name').on(t.workspaceId, t.name), index('secrets_key').on(t.keyId)],
);
