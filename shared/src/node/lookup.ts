import type { EventRecord } from '../event/event.ts';

/**
 * Something `decide` must know that is neither lead nor run: loaded before `advance` runs, so that `advance` stays pure.
 * Instants are epoch ms in workspace time. A name may end in `*`.
 */
export type Lookup =
  /** The lead's events with one of the names that count from `since` on, oldest first, the newest 1,000 at most. */
  | { kind: 'events'; names: readonly string[]; since: number }
  /** How many events of the name the lead has from `since` on. */
  | { kind: 'count'; event: string; since: number };

export interface Loaded {
  events: Record<string, EventRecord[]>;
  counts: Record<string, number>;
}

/** Nothing looked up yet. */
export const NOTHING_LOADED: Loaded = { events: {}, counts: {} };

/** The key under which a look-up's result stands in `Loaded`. Equal look-ups have equal keys. */
export function lookupKey(lookup: Lookup): string {
  return lookup.kind === 'events'
    ? `${[...lookup.names].sort().join('|')}@${lookup.since}`
    : `${lookup.event}@${lookup.since}`;
}

/** Look-ups of the list that are not at hand yet, each once. */
export function missingFrom(loaded: Loaded, lookups: readonly Lookup[]): Lookup[] {
  const missing = new Map<string, Lookup>();
  for (const lookup of lookups) {
    const key = lookupKey(lookup);
    if (!Object.hasOwn(lookup.kind === 'events' ? loaded.events : loaded.counts, key))
      missing.set(`${lookup.kind} ${key}`, lookup);
  }
  return [...missing.values()];
}
