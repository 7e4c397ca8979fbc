import type { Database, WorkspaceTx } from '../../db/client.ts';
import {
  type DueScan,
  keepScan,
  namesOfDueScans,
  postponeScan,
  type ScanName,
  takeScan,
} from '../../db/queries/scans.ts';
import { messageOf } from '../../error-words.ts';
import { wakeHeldBatch } from '../../pauses/wake-held.ts';
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
  /** Publishes what was scheduled for now; false where it has to be tried again in a moment. */
  publish?(tx: WorkspaceTx, workflowId: string): Promise<boolean>;
  onError(error: unknown, what: string): void;
}

export interface Scanner {
  stop(): Promise<void>;
}

/** Does one batch of every scan that is due; answers how many. */
export async function scanOnce({
  db,
  publish,
  onError,
}: Pick<ScannerOptions, 'db' | 'publish' | 'onError'>): Promise<number> {
  const names = await db.asSystem((tx) => namesOfDueScans(tx, AT_ONCE));
  for (const { workspaceId, ...name } of names) {
    try {
      await db.inWorkspace(workspaceId, async (tx) => {
        const scan = await takeScan(tx, name);
        if (scan?.kind === 'publish') await publishDue(tx, scan, publish);
        else if (scan) await BATCHES[scan.kind](tx, scan);
      });
    } catch (error) {
      onError(error, `scan ${name.kind}`);
      await db.inWorkspace(workspaceId, (tx) => postponeScan(tx, name, messageOf(error)));
    }
  }
  return names.length;
}

/** Whoever publishes takes the scan away; it only stays where somebody else publishes at this moment. */
async function publishDue(tx: WorkspaceTx, scan: DueScan, publish: ScannerOptions['publish']): Promise<void> {
  const done = await publish?.(tx, scan.subjectId);
  if (done === false) await keepScan(tx, { ...scan, inMs: EVERY_MS, seen: 0 });
}

/**
 * Does what comes due by the clock: triggers by date, schedule and silence, the recomputing of segments, the queue before a cap, the end of a
 * stopped workflow's runs, the runs that a pause held. A scan is a row; a batch commits with its cursor, so that any process goes on where a killed one was.
 */
export function startScanner({ db, nudge, publish, onError }: ScannerOptions): Scanner {
  let current: Promise<unknown> | undefined;

  async function once(): Promise<void> {
    const done = await scanOnce({ db, onError, ...(publish ? { publish } : {}) });
    if (done > 0) nudge();
  }

  const timer = setInterval(() => {
    current ??= once()
      .catch((error) => onError(error, 'looking for due scans'))
      .finally(() => {
        current = undefined;
      });
  }, EVERY_MS);
  return {
    async stop() {
      clearInterval(timer);
      await current;
    },
  };
}

const BATCHES: Record<Exclude<ScanName['kind'], 'publish'>, (tx: WorkspaceTx, scan: DueScan) => Promise<void>> = {
  trigger: scanTrigger,
  segment: scanSegment,
  entries: releaseEntries,
  'end-runs': endRunsBatch,
  enrol: enrolBatch,
  resume: wakeHeldBatch,
};
