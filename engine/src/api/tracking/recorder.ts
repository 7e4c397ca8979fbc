import type { Logger } from 'pino';
import { describeError } from '../problems.ts';
import { type Engagement, type EngagementDeps, recordEngagement } from './engagement.ts';
import { createSpool } from './spool.ts';

/** A reader waits at most so long for the database before the click is spooled and the redirect goes out. */
const PATIENCE_MS = 1_000;
const REPLAY_EVERY_MS = 5_000;

export interface EngagementRecorder {
  /** Resolves when the engagement is committed, or safely on the disk; rejects only when neither worked. */
  record(engagement: Engagement): Promise<void>;
  /** Tries what is spooled now; also done every 5 s. */
  replay(): Promise<number>;
  stop(): Promise<void>;
}

/** Records engagements; while the database is away they are kept on the disk and recorded later, with the time they happened at. */
export function createEngagementRecorder(deps: EngagementDeps & { spoolDir: string; log: Logger }): EngagementRecorder {
  const spool = createSpool(deps.spoolDir);
  const { log } = deps;
  let replaying: Promise<number> | undefined;
  const replay = () => {
    replaying ??= spool
      .replay((engagement) => recordEngagement(deps, engagement))
      .then((recorded) => {
        if (recorded > 0) log.info({ recorded }, 'what leads did while the database was away is recorded');
        return recorded;
      })
      .finally(() => {
        replaying = undefined;
      });
    return replaying;
  };
  const quietly = () =>
    void replay().catch((error: unknown) =>
      log.warn({ err: describeError(error) }, 'the spool waits for the database'),
    );
  const timer = setInterval(quietly, REPLAY_EVERY_MS).unref();
  return {
    async record(engagement) {
      const recording = recordEngagement(deps, engagement);
      // It may still succeed after the wait: the message id lets the replay find that out.
      recording.catch(() => undefined);
      try {
        await within(recording, PATIENCE_MS);
      } catch (error) {
        log.warn({ err: describeError(error) }, `a ${engagement.what} is spooled`);
        await spool.keep(engagement);
      }
    },
    replay,
    async stop() {
      clearInterval(timer);
      await replaying?.catch(() => undefined);
    },
  };
}

async function within(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`The database took longer than ${ms} ms.`)), ms);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
