import type { Database } from '../db/client.ts';
import {
  maySweep,
  noteTemporalServer,
  openRuns,
  rehydrateAll,
  restartRuns,
  wakeOverdue,
} from '../db/queries/system-sweeps.ts';
import type { RunClient } from './client.ts';

const SECOND = 1000;
const EVERY = 20 * SECOND;
/** A run that should have moved so long ago is overdue, seconds. */
const OVERDUE = 60;

export interface SweepOptions {
  db: Pick<Database, 'asSystem'>;
  client: Pick<RunClient, 'closedAbnormally' | 'serverIdentity'>;
  nudge(): void;
  onFound(found: Found): void;
  onError(error: unknown, what: string): void;
}

/** How many runs were called again, by why. `moved`: all of them, because the Temporal server is another one. */
export interface Found {
  overdue: number;
  closed: number;
  moved: number;
}

export interface Sweep {
  /** One look, now. `overdueSeconds`: for tests. */
  once(overdueSeconds?: number): Promise<Found>;
  stop(): Promise<void>;
}

/** Finds runs that were lost anyway: overdue ones, executions that somebody terminated, a server that was replaced. Nobody else would come back to ask for them. */
export function startSweep({ db, client, nudge, onFound, onError }: SweepOptions): Sweep {
  let since = new Date(Date.now() - OVERDUE * SECOND);
  let current: Promise<unknown> | undefined;

  async function find(overdueSeconds = OVERDUE): Promise<Found> {
    const looked = new Date(Date.now() - 5 * SECOND);
    const [closedIds, identity] = await Promise.all([client.closedAbnormally(since), client.serverIdentity()]);
    const found = await db.asSystem(async (tx) => {
      if (!(await maySweep(tx))) return { overdue: 0, closed: 0, moved: 0 };
      const moved = (await noteTemporalServer(tx, identity)) ? await rehydrateAll(tx) : 0;
      const open = await openRuns(tx, closedIds);
      await restartRuns(tx, open);
      return { overdue: await wakeOverdue(tx, overdueSeconds), closed: open.length, moved };
    });
    since = looked;
    if (found.overdue + found.closed + found.moved > 0) {
      onFound(found);
      nudge();
    }
    return found;
  }

  const look = () => {
    current ??= find()
      .catch((error) => onError(error, 'sweeping for lost runs'))
      .finally(() => {
        current = undefined;
      });
  };
  const timer = setInterval(look, EVERY);
  // At once too: a server that lost its memory while nobody ran must not wait for the first interval.
  look();
  return {
    async once(overdueSeconds) {
      await current;
      return find(overdueSeconds);
    },
    async stop() {
      clearInterval(timer);
      await current;
    },
  };
}
