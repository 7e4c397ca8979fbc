import type { Database, Patience } from '../db/client.ts';
import { afterRace } from './after-race.ts';
import type { IncomingEvent, RecordedEvent } from './incoming.ts';
import { recordEvents } from './record-events.ts';
import { recordOfKnown, tellsNothing } from './record-known.ts';

/** Transactions of one workspace under way at once. Large ones have leads in common and would only wait for each other's locks. */
const LANES = 2;
/** While one is under way, so many events are worth another at once; fewer wait for it to end, but not for longer than `PATIENCE` (ms): it may be waiting for a lock. */
const WORTH = 500;
const PATIENCE = 10;
/** A shared transaction waits so long for a lock (ms): whoever waits longer, waits alone. */
const LOCK_WAIT = 500;
/** Events of one transaction; a single call may bring more. */
const MOST = 2_000;

/** Records the events of one call; resolves after their commit. */
export type RecordCall = (workspaceId: string, events: readonly IncomingEvent[]) => Promise<RecordedEvent[]>;

interface Waiting {
  events: readonly IncomingEvent[];
  /** It only tells what happened, of nobody anything new. */
  tellsNothing: boolean;
  resolve: (recorded: RecordedEvent[]) => void;
  reject: (error: unknown) => void;
}

interface Workspace {
  waiting: Waiting[];
  /** Events of those that wait. */
  events: number;
  lanes: number;
  patience: NodeJS.Timeout | undefined;
}

/*
 * A workspace: idle ──call──▶ recording (1 to LANES at once) ──commit, nobody waits──▶ idle
 *                                 └── commit, calls wait: they share the next transaction
 */

/**
 * Lets calls that come at the same time share transactions: a call that finds nothing under way waits only for those that came with it, under load
 * one statement and one commit serve hundreds of calls. A shared transaction that fails, or waits long for a lock, is done again call by
 * call, so that nobody fails for another's fault or waits for another's lead.
 */
export function gatherCalls(db: Pick<Database, 'inWorkspace' | 'statementIn'>): RecordCall {
  const workspaces = new Map<string, Workspace>();

  async function record(
    workspaceId: string,
    events: readonly IncomingEvent[],
    patience: Patience = {},
  ): Promise<RecordedEvent[]> {
    const quick = events.every(tellsNothing)
      ? await afterRace(() => recordOfKnown(db, workspaceId, events, patience))
      : [];
    const rest = events.filter((_, index) => !quick[index]);
    const recorded =
      rest.length === 0
        ? []
        : await afterRace(() => db.inWorkspace(workspaceId, (tx) => recordEvents(tx, rest), patience));
    const others = recorded.values();
    return events.flatMap((_, index) => quick[index] ?? others.next().value ?? []);
  }

  async function share(workspaceId: string, calls: readonly Waiting[]): Promise<void> {
    const alone = ({ events, resolve, reject }: Waiting) => record(workspaceId, events).then(resolve, reject);
    const [only] = calls;
    if (!only) return;
    if (calls.length === 1) return alone(only);
    try {
      const recorded = await record(
        workspaceId,
        calls.flatMap(({ events }) => events),
        { lockWait: LOCK_WAIT },
      );
      let at = 0;
      for (const { events, resolve } of calls) {
        resolve(recorded.slice(at, at + events.length));
        at += events.length;
      }
    } catch {
      await Promise.all(calls.map(alone));
    }
  }

  /** Calls that only tell what happened go together, and those that tell of somebody too; neither waits for the other's leads. */
  async function commit(workspaceId: string, calls: readonly Waiting[]): Promise<void> {
    const quick = calls.filter((call) => call.tellsNothing);
    const others = calls.filter((call) => !call.tellsNothing);
    await Promise.all([share(workspaceId, quick), share(workspaceId, others)]);
  }

  async function lane(workspaceId: string, state: Workspace): Promise<void> {
    // All that the network brought in this turn comes along.
    await new Promise((resolve) => setImmediate(resolve));
    while (state.waiting.length > 0) await commit(workspaceId, next(state));
    state.lanes -= 1;
    if (state.lanes > 0) return;
    clearTimeout(state.patience);
    workspaces.delete(workspaceId);
  }

  function open(workspaceId: string, state: Workspace): void {
    state.lanes += 1;
    void lane(workspaceId, state);
  }

  function impatient(workspaceId: string, state: Workspace): void {
    state.patience ??= setTimeout(() => {
      state.patience = undefined;
      if (state.waiting.length === 0 || state.lanes >= LANES) return;
      open(workspaceId, state);
      impatient(workspaceId, state);
    }, PATIENCE);
  }

  return (workspaceId, events) =>
    new Promise((resolve, reject) => {
      const state = workspaces.get(workspaceId) ?? { waiting: [], events: 0, lanes: 0, patience: undefined };
      workspaces.set(workspaceId, state);
      state.waiting.push({ events, tellsNothing: events.every(tellsNothing), resolve, reject });
      state.events += events.length;
      if (state.lanes === 0 || (state.lanes < LANES && state.events >= WORTH)) open(workspaceId, state);
      else if (state.lanes < LANES) impatient(workspaceId, state);
    });
}

/** Takes the calls of one transaction, in the order they came. */
function next(state: Workspace): Waiting[] {
  let [count, events] = [0, 0];
  for (const call of state.waiting) {
    if (count > 0 && events + call.events.length > MOST) break;
    events += call.events.length;
    count += 1;
  }
  state.events -= events;
  return state.waiting.splice(0, count);
}
