const TRIES = 5;
const DEADLOCK = '40P01';

/** Another transaction just took a message id for another body: only once it has committed is that a matter of the quarantine. */
export class MessageRace extends Error {
  override readonly name = 'MessageRace';
}

/**
 * Does a transaction again that lost a race: it was chosen by Postgres as the victim of a deadlock, or overtaken with a message id. Identities are
 * taken before leads can be locked (who they belong to is only known then), so two calls that join the same people can wait for each other; the
 * victim is rolled back whole, and finds the other's work.
 */
export async function afterRace<T>(transaction: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await transaction();
    } catch (error) {
      if (attempt >= TRIES || !(isDeadlock(error) || error instanceof MessageRace)) throw error;
    }
  }
}

function isDeadlock(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && error.code === DEADLOCK) || isDeadlock(error.cause);
}
