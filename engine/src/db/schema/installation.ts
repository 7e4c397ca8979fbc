import { pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** Facts of the whole installation, for the system login only: no workspace's business. */
export const installation = pgTable('installation', {
  /** `temporal-server`: the identity of the server that runs were last started on. */
  key: text('key').primaryKey(),
  value: text('value').notNull(),
  at: instant('at').notNull().defaultNow(),
});
