import { type SQL, sql } from 'drizzle-orm';

/** A list as one parameter: the text of the statement stays the same however long it is, so that it can stay prepared. */
export const list = (values: readonly (string | number | null)[], type: 'uuid' | 'text' | 'float8' | 'int'): SQL =>
  sql`${sql.param(values)}::${sql.raw(type)}[]`;
