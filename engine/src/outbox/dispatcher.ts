import type { Database } from '../db/client.ts';
import {
  type FailedItem,
  type OutboxItem,
  type OutboxRow,
  postpone,
  removeDelivered,
  takeDue,
} from '../db/queries/outbox.ts';
import { messageOf } from '../error-words.ts';

const SECOND = 1000;
/** The safety net behind the nudge: nothing waits longer for a process that is alive. */
const POLL = 1 * SECOND;
/** Rows of one transaction; a row may owe several events (db/queries/events.ts). */
const BATCH = 50;

export interface DispatcherOptions {
  db: Pick<Database, 'asSystem'>;
  kinds: readonly OutboxItem['kind'][];
  /** Delivers one item; a rejection brings it back in a second. Must bear repetition. */
  deliver(row: OutboxRow): Promise<void>;
  /** How many are delivered at once. */
  atOnce?: number;
  onError(error: unknown, what: string): void;
}

export interface Dispatcher {
  /** There may be something: look now. Called by whoever committed a row. */
  nudge(): void;
  /** Delivers all that is due now; returns how many items. For tests and tools. */
  drain(): Promise<number>;
  /** Ends after the batch under way. */
  stop(): Promise<void>;
}

/**
 * Brings outbox rows to where they belong: take (locked), deliver, delete, commit. At least once, in no order, for ever.
 * A dispatcher that dies gives its rows free with its connection.
 *
 *   idle ──nudge, poll──▶ delivering ──nothing due──▶ idle
 */
export function startDispatcher(options: DispatcherOptions): Dispatcher {
  const { db, kinds, deliver, onError, atOnce = 20 } = options;
  let stopped = false;
  let wanted = false;
  let current: Promise<void> | undefined;

  async function batch(): Promise<{ taken: number; delivered: number }> {
    return db.asSystem(async (tx) => {
      const rows = await takeDue(tx, kinds, BATCH);
      const failed: FailedItem[] = [];
      await inParallel(rows, atOnce, async (row) => {
        try {
          await deliver(row);
        } catch (error) {
          const event = row.kind === 'route' ? { eventId: row.eventId } : {};
          failed.push({ id: row.id, error: messageOf(error).slice(0, 300), ...event });
          onError(error, `${row.kind} of outbox row ${row.id}, try ${row.attempts + 1}`);
        }
      });
      const ids = new Set(failed.map(({ id }) => id));
      await removeDelivered(
        tx,
        [...new Set(rows.map(({ id }) => id))].filter((id) => !ids.has(id)),
      );
      await postpone(tx, failed);
      return { taken: rows.length, delivered: rows.length - failed.length };
    });
  }

  /** Batch after batch. Rows that failed are due again only in a second: a batch of nothing else must not end the round for those behind. */
  async function round(): Promise<number> {
    let delivered = 0;
    for (let last = await batch(); last.taken > 0; last = await batch()) {
      delivered += last.delivered;
      if (stopped) break;
    }
    return delivered;
  }

  async function loop(): Promise<void> {
    do {
      wanted = false;
      try {
        await round();
      } catch (error) {
        onError(error, 'reading the outbox');
        return;
      }
    } while (wanted && !stopped);
  }

  const nudge = () => {
    wanted = true;
    if (stopped || current) return;
    current = loop().finally(() => {
      current = undefined;
    });
  };
  const timer = setInterval(nudge, POLL);
  return {
    nudge,
    drain: round,
    async stop() {
      stopped = true;
      clearInterval(timer);
      await current;
    },
  };
}

async function inParallel<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const lane = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, lane));
}
