import type { Condition } from '../condition/condition.ts';
import type { EventRecord } from '../event/event.ts';

/**
 * Something `decide` must know that is neither lead nor run: loaded before `advance` runs, so that `advance` stays pure.
 * Instants are epoch ms in workspace time.
 */
export type Lookup =
  /** The lead's events with one of the names (a name may end in `*`) since an instant, oldest first, at most 200. */
  | { kind: 'events'; names: string[]; since: number }
  /** How many events of the name (may end in `*`) the lead has since an instant; those matching the filter where given. */
  | { kind: 'count'; event: string; since: number; filter?: Condition };

export interface Loaded {
  events: Record<string, EventRecord[]>;
  counts: Record<string, number>;
}

/** The key under which a look-up's result stands in `Loaded`. Equal look-ups have equal keys. */
export function lookupKey(lookup: Lookup): string {
  return lookup.kind === 'events'
    ? `events|${[...lookup.names].sort().join(',')}|${lookup.since}`
    : `count|${lookup.event}|${lookup.since}|${lookup.filter ? JSON.stringify(lookup.filter) : ''}`;
}

/** True where the result of the look-up is at hand. */
export function isLoaded(loaded: Loaded, lookup: Lookup): boolean {
  return lookupKey(lookup) in (lookup.kind === 'events' ? loaded.events : loaded.counts);
}
