import { LIVE_KINDS, type LiveKind } from '@trellis/shared/api/live.ts';
import { z } from 'zod';
import type { Database } from '../db/client.ts';
import { LIVE_CHANNEL } from '../live/announcer.ts';

/** A page gets at most four messages a second. */
const GATHER_MS = 250;

const message = z.object({ workspace: z.string(), kinds: z.array(z.enum(LIVE_KINDS)) });

export interface LiveHub {
  /** Yields the kinds that changed in a workspace, gathered, until the signal ends it. `all` comes at once: ask for everything. */
  watch(workspaceId: string, signal: AbortSignal | undefined): AsyncGenerator<{ kinds: LiveKind[] }, void, void>;
  stop(): Promise<void>;
}

interface Watcher {
  pending: Set<LiveKind>;
  wake(): void;
}

/** Listens on one connection and fans out to the pages of each workspace. After a lost connection everybody is told `all`. */
export async function createLiveHub(db: Pick<Database, 'listen'>): Promise<LiveHub> {
  const watchers = new Map<string, Set<Watcher>>();
  let stopped = false;

  const tell = (set: Iterable<Watcher>, kinds: readonly LiveKind[]) => {
    for (const watcher of set) {
      for (const kind of kinds) watcher.pending.add(kind);
      watcher.wake();
    }
  };
  const everybody = () => [...watchers.values()].flatMap((set) => [...set]);
  const unlisten = await db.listen(
    LIVE_CHANNEL,
    (payload) => {
      const read = message.safeParse(parse(payload));
      if (read.success) tell(watchers.get(read.data.workspace) ?? [], read.data.kinds);
    },
    () => tell(everybody(), ['all']),
  );

  return {
    async *watch(workspaceId, signal) {
      const watcher: Watcher = { pending: new Set(['all']), wake: () => undefined };
      const set = watchers.get(workspaceId) ?? new Set();
      watchers.set(workspaceId, set.add(watcher));
      const onAbort = () => watcher.wake();
      signal?.addEventListener('abort', onAbort);
      const isOver = () => stopped || signal?.aborted === true;
      try {
        while (!isOver()) {
          const kinds = [...watcher.pending];
          watcher.pending.clear();
          if (kinds.length > 0) yield { kinds };
          if (watcher.pending.size === 0 && !isOver()) {
            await new Promise<void>((resolve) => {
              watcher.wake = resolve;
            });
          }
          await gather(signal);
        }
      } finally {
        signal?.removeEventListener('abort', onAbort);
        set.delete(watcher);
        if (set.size === 0) watchers.delete(workspaceId);
      }
    },
    async stop() {
      stopped = true;
      tell(everybody(), []);
      await unlisten();
    },
  };
}

/** A moment in which further changes come together; cut short when the page goes. */
function gather(signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, GATHER_MS);
    const onAbort = () => {
      clearTimeout(timer);
      resolve();
    };
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

function parse(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}
