import type { Database } from '../db/client.ts';
import { afterDeadlock } from './after-deadlock.ts';
import type { IncomingEvent, RecordedEvent } from './incoming.ts';
import { recordEvents } from './record-events.ts';

/** Transactions of one workspace under way at once; what comes meanwhile waits for the next and shares it. */
const LANES = 4;
/** Events of one transaction; a single call may bring more. */
const MOST = 500;

/** Records the events of one call; resolves after their commit. */
export type RecordCall = (workspaceId: string, events: readonly IncomingEvent[]) => Promise<RecordedEvent[]>;

interface Waiting {
  events: readonly IncomingEvent[];
  resolve: (recorded: RecordedEvent[]) => void;
  reject: (error: unknown) => void;
}

/*
 * A workspace: idle ──call──▶ recording (1 to LANES at once) ──commit, nobody waits──▶ idle
 *                                 └── commit, calls wait: they share the next transaction
 */

/**
 * Lets calls that come at the same time share transactions: a call that finds a lane free waits for nobody, under load a dozen statements serve
 * hundreds of calls. A shared transaction that fails is done again call by call, so that nobody fails for another's fault.
 */
export function gatherCalls(db: Pick<Database, 'inWorkspace'>): RecordCall {
  const workspaces = new Map<string, { waiting: Waiting[]; lanes: number }>();
  const record = (workspaceId: string, events: readonly IncomingEvent[]) =>
    afterDeadlock(() => db.inWorkspace(workspaceId, (tx) => recordEvents(tx, events)));

  async function commit(workspaceId: string, calls: readonly Waiting[]): Promise<void> {
    try {
      const recorded = await record(
        workspaceId,
        calls.flatMap(({ events }) => events),
      );
      let at = 0;
      for (const { events, resolve } of calls) {
        resolve(recorded.slice(at, at + events.length));
        at += events.length;
      }
    } catch (error) {
      const [only] = calls;
      if (calls.length === 1) return only?.reject(error);
      for (const { events, resolve, reject } of calls) await record(workspaceId, events).then(resolve, reject);
    }
  }

  async function lane(workspaceId: string, state: { waiting: Waiting[]; lanes: number }): Promise<void> {
    while (state.waiting.length > 0) {
      const calls: Waiting[] = [];
      for (
        let events = 0, next = state.waiting[0];
        next && (calls.length === 0 || events + next.events.length <= MOST);
        next = state.waiting[0]
      ) {
        events += next.events.length;
        calls.push(next);
        state.waiting.shift();
      }
      await commit(workspaceId, calls);
    }
    state.lanes -= 1;
    if (state.lanes === 0) workspaces.delete(workspaceId);
  }

  return (workspaceId, events) =>
    new Promise((resolve, reject) => {
      const state = workspaces.get(workspaceId) ?? { waiting: [], lanes: 0 };
      workspaces.set(workspaceId, state);
      state.waiting.push({ events, resolve, reject });
      if (state.lanes >= LANES) return;
      state.lanes += 1;
      void lane(workspaceId, state);
    });
}
