import { DrizzleQueryError } from 'drizzle-orm';

/*
 * What may be said of an error outside the database: in the log, in Temporal, in a row of the outbox. A database error quotes parameters and
 * values of its statement, which may be a lead's: of those only the code is told.
 */

/** True where the message is the database's or its driver's. */
export function isDatabaseError(error: Error): boolean {
  return error instanceof DrizzleQueryError || error.name === 'PostgresError';
}

/** The text of an error: its own message, or for a database error how the statement failed. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return isDatabaseError(error) ? `A database statement failed (${codeOf(error)})` : error.message;
}

/** A short, stable code: the error's own, the database's (`database-40001`, `database-CONNECTION_CLOSED`), else the name of its class. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const database = isDatabaseError(error);
  const inner = database && error.cause instanceof Error ? error.cause : error;
  const code = 'code' in inner && typeof inner.code === 'string' ? inner.code : '';
  if (!/^[\w.-]{1,40}$/.test(code)) return database ? 'database' : error.name;
  return database ? `database-${code}` : code;
}

/** Connection lost or refused, server starting or stopping or full, transaction ended by the server, deadlock: the same statement may do later. */
const PASSING = /^(database-)?(CONNECTION_|CONNECT_TIMEOUT$|ECONN|EPIPE$|08|25P0[34]$|40001$|40P01$|53|57P0)/;

/** True for a fault of the database that passes by itself. */
export const isPassing = (error: unknown): boolean => PASSING.test(codeOf(error));
