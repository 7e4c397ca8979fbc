/** Failed tries per address before a pause; the pause ends a quarter of an hour after the first of them. */
const DEFAULT_TRIES = 8;
const WINDOW_MS = 15 * 60_000;
/** So that made-up addresses cannot fill the memory. */
const MAX_KEPT = 10_000;

export interface SignInLimiter {
  /** Tries left before this one, 0: refuse without looking at the password. */
  left(email: string, now: number): number;
  /** Notes a failed try, answers the tries left after it. */
  failed(email: string, now: number): number;
  succeeded(email: string): void;
}

/** Counts failed sign-ins per address in this process, beside the limit per network address. */
export function createSignInLimiter(tries = DEFAULT_TRIES): SignInLimiter {
  const failures = new Map<string, { since: number; count: number }>();
  const read = (email: string, now: number) => {
    const found = failures.get(email.toLowerCase());
    return found && now - found.since < WINDOW_MS ? found : { since: now, count: 0 };
  };
  return {
    left: (email, now) => Math.max(0, tries - read(email, now).count),
    failed(email, now) {
      const { since, count } = read(email, now);
      if (failures.size >= MAX_KEPT) failures.delete(failures.keys().next().value ?? '');
      failures.set(email.toLowerCase(), { since, count: count + 1 });
      return Math.max(0, tries - count - 1);
    },
    succeeded: (email) => void failures.delete(email.toLowerCase()),
  };
}
