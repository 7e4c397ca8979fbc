import type { LiveKind } from '@trellis/shared/api/live.ts';
import type { Database } from '../db/client.ts';

/** The NOTIFY channel; its payload is `{ workspace, kinds }` as JSON. */
export const LIVE_CHANNEL = 'trellis_live';
/** Pages are told at most so often, ms. */
const EVERY = 250;

export interface Announcer {
  /** Something of these kinds changed in the workspace. Call it after the commit. */
  announce(workspaceId: string, kinds: readonly LiveKind[]): void;
  /** Sends what is still kept, then stops. */
  stop(): Promise<void>;
}

/** Gathers changes and tells the api processes of them by NOTIFY, on a connection of its own and never inside a hot transaction. */
export function createAnnouncer(db: Pick<Database, 'notify'>, onError: (error: unknown) => void): Announcer {
  const changed = new Map<string, Set<LiveKind>>();
  let timer: NodeJS.Timeout | undefined;
  const send = async () => {
    timer = undefined;
    const batch = [...changed];
    changed.clear();
    try {
      for (const [workspace, kinds] of batch)
        await db.notify(LIVE_CHANNEL, JSON.stringify({ workspace, kinds: [...kinds] }));
    } catch (error) {
      onError(error);
    }
  };
  return {
    announce(workspaceId, kinds) {
      const kept = changed.get(workspaceId) ?? new Set();
      for (const kind of kinds) kept.add(kind);
      changed.set(workspaceId, kept);
      timer ??= setTimeout(() => void send(), EVERY);
    },
    async stop() {
      clearTimeout(timer);
      await send();
    },
  };
}
