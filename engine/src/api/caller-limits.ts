const WINDOW_MS = 60_000;
/** Above what a person with many tabs or a busy integration needs. */
const CALLER_REQUESTS = 1_200;
const WORKSPACE_REQUESTS = 6_000;
/** So that many callers cannot fill the memory. */
const MAX_KEPT = 20_000;

export interface CallerLimits {
  /** Counts one request; names whose bound it exceeds. */
  take(caller: { user: { id: string }; workspaceId: string }): 'key' | 'account' | 'workspace' | null;
}

/** Bounds per minute of one person or API key, and of one workspace, beside those of a network address. Each process counts for itself. */
export function createCallerLimits({
  callerRequests = CALLER_REQUESTS,
  workspaceRequests = WORKSPACE_REQUESTS,
  now = Date.now,
}: {
  callerRequests?: number | undefined;
  workspaceRequests?: number | undefined;
  now?: () => number;
} = {}): CallerLimits {
  const windows = new Map<string, { since: number; count: number }>();
  const count = (key: string): number => {
    const at = now();
    const found = windows.get(key);
    const fresh = !found || at - found.since >= WINDOW_MS;
    const window = fresh ? { since: at, count: 0 } : found;
    if (fresh) {
      windows.delete(key);
      if (windows.size >= MAX_KEPT) windows.delete(windows.keys().next().value ?? '');
      windows.set(key, window);
    }
    window.count += 1;
    return window.count;
  };
  return {
    take({ user, workspaceId }) {
      if (count(user.id) > callerRequests) return user.id.startsWith('key:') ? 'key' : 'account';
      // Who is over their own bound does not use up that of the others.
      return count(workspaceId) > workspaceRequests ? 'workspace' : null;
    },
  };
}
