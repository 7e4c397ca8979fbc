import { type SQL, sql } from 'drizzle-orm';

/** An instant column as ISO 8601 in UTC with milliseconds, the form of all times in the api; null stays null. */
export const iso = (column: string | SQL): SQL =>
  sql`to_char(${typeof column === 'string' ? sql.raw(column) : column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
