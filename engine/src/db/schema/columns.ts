import { sql } from 'drizzle-orm';
import { timestamp, uuid } from 'drizzle-orm/pg-core';
import { uuidv7 } from 'uuidv7';

/** Primary key: UUIDv7, so that rows of one time stand together and lists can be paged by id. */
export const id = () =>
  uuid('id')
    .primaryKey()
    .$defaultFn(() => uuidv7());

/** The tenant a row belongs to. Every table that has it is closed by row-level security (db/migrate.ts). */
export const workspaceId = () => uuid('workspace_id').notNull();

/** An instant with zone. Business times are workspace time, all others real time (2-architecture "Time"). */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date', precision: 3 });

/** When the row was written, real time. */
export const createdAt = () => instant('created_at').notNull().default(sql`now()`);
