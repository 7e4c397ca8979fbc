import type { Database } from '../db/client.ts';
import { maySweep, openRuns, restartRuns, wakeOverdue } from '../db/queries/system-sweeps.ts';
import type { RunClient } from './client.ts';

const SECOND = 1000;
const EVERY = 20 * SECOND;
/** A run that should have moved so long ago is overdue, seconds. */
const OVERDUE = 60;

export interface SweepOptions {
  db: Pick<Database, 'asSystem'>;
  client: Pick<RunClient, 'closedAbnormally'>;
  nudge(): void;
  onFound(found: { overdue: number; closed: number }): void;
  onError(error: unknown, what: string): void;
}

export interface Sweep {
  /** One look, now. `overdueSeconds`: for tests. */
  once(overdueSeconds?: number): Promise<{ overdue: number; closed: number }>;
  stop(): Promise<void>;
}

/** Finds runs that were lost anyway: overdue ones, and executions that somebody terminated. Nobody else would come back to ask for them. */
export function startSweep({ db, client, nudge, onFound, onError }: SweepOptions): Sweep {
  let since = new Date(Date.now() - OVERDUE * SECOND);
  let current: Promise<unknown> | undefined;

  async function once(overdueSeconds = OVERDUE) {
    const looked = new Date(Date.now() - 5 * SECOND);
    const closedIds = await client.closedAbnormally(since);
    const found = await db.asSystem(async (tx) => {
      if (!(await maySweep(tx))) return { overdue: 0, closed: 0 };
      const open = await openRuns(tx, closedIds);
      await restartRuns(tx, open);
      return { overdue: await wakeOverdue(tx, overdueSeconds), closed: open.length };
    });
    since = looked;
    if (found.overdue + found.closed > 0) {
      onFound(found);
      nudge();
    }
    return found;
  }

  const timer = setInterval(() => {
    current ??= once()
      .catch((error) => onError(error, 'sweeping for lost runs'))
      .finally(() => {
        current = undefined;
      });
  }, EVERY);
  return {
    once,
    async stop() {
      clearInterval(timer);
      await current;
    },
  };
}
