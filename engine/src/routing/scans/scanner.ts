import type { Database } from '../../db/client.ts';
import { namesOfDueScans, postponeScan, type ScanName, takeScan } from '../../db/queries/scans.ts';
import { messageOf } from '../../error-words.ts';
import { endRunsBatch } from './end-runs.ts';
import { enrolBatch } from './enrol-many.ts';
import { releaseEntries } from './release-entries.ts';
import { scanSegment } from './scan-segment.ts';
import { scanTrigger } from './scan-trigger.ts';

const EVERY_MS = 1_000;
/** Scans that one look takes at most, one after the other: each batch is short. */
const AT_ONCE = 20;

export interface ScannerOptions {
  db: Pick<Database, 'inWorkspace' | 'asSystem'>;
  /** Scans have put rows into the outbox. */
  nudge(): void;
  onError(error: unknown, what: string): void;
}

export interface Scanner {
  /** Does one batch of every scan that is due; answers how many. */
  once(): Promise<number>;
  stop(): Promise<void>;
}

/**
 * Does what comes due by the clock: triggers by date, schedule and silence, the recomputing of segments, the queue before a cap, the end of a
 * stopped workflow's runs. A scan is a row; a batch commits with its cursor, so that any process goes on where a killed one was.
 */
export function startScanner({ db, nudge, onError }: ScannerOptions): Scanner {
  let current: Promise<unknown> | undefined;

  async function once(): Promise<number> {
    const names = await db.asSystem((tx) => namesOfDueScans(tx, AT_ONCE));
    for (const { workspaceId, ...name } of names) {
      try {
        await db.inWorkspace(workspaceId, async (tx) => {
          const scan = await takeScan(tx, name);
          if (scan) await BATCHES[scan.kind](tx, scan);
        });
      } catch (error) {
        onError(error, `scan ${name.kind}`);
        await db.inWorkspace(workspaceId, (tx) => postponeScan(tx, name, messageOf(error)));
      }
    }
    if (names.length > 0) nudge();
    return names.length;
  }

  const timer = setInterval(() => {
    current ??= once()
      .catch((error) => onError(error, 'looking for due scans'))
      .finally(() => {
        current = undefined;
      });
  }, EVERY_MS);
  return {
    once,
    async stop() {
      clearInterval(timer);
      await current;
    },
  };
}

const BATCHES: Record<ScanName['kind'], typeof scanTrigger> = {
  trigger: scanTrigger,
  segment: scanSegment,
  entries: releaseEntries,
  'end-runs': endRunsBatch,
  enrol: enrolBatch,
};
