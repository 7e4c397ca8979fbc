const TRIES = 5;
const DEADLOCK = '40P01';

/**
 * Does a transaction again that Postgres chose as the victim of a deadlock. Identities are taken before leads can be locked (who they belong to is
 * only known then), so two calls that join the same people can wait for each other; the victim is rolled back whole, and finds the other's work.
 */
export async function afterDeadlock<T>(transaction: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await transaction();
    } catch (error) {
      if (attempt >= TRIES || !isDeadlock(error)) throw error;
    }
  }
}

function isDeadlock(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && error.code === DEADLOCK) || isDeadlock(error.cause);
}
