import { evaluate } from '../condition/evaluate.ts';
import { sentence } from '../condition/sentence.ts';
import { type EventRecord, effectiveAt, matchesName } from '../event/event.ts';
import type { EventDoor } from '../node/decision.ts';
import { lookupKey } from '../node/lookup.ts';
import { conditionWorld, type Reading } from './decide-context.ts';
import { holdOf } from './frozen.ts';
import type { OpenWait, Token } from './state.ts';
import type { Walk } from './walk.ts';

/** What the evidence says of an open wait, now. */
export type WaitAnswer =
  | { kind: 'open' }
  | { kind: 'event'; door: EventDoor; event: EventRecord; text: string }
  | { kind: 'time' };

/**
 * An event that happened until the deadline ends a wait first (3.W5), whoever calls and for whatever reason; else the deadline, once the grace
 * is over too; else it stays open. Doors look back to their `since`; events that ended another wait of this run don't count again.
 */
export function askWait(walk: Reading, wait: OpenWait): WaitAnswer {
  const { now } = walk.world;
  const found = wait.doors.flatMap((door) => matching(walk, door, wait).map((event) => ({ door, event })));
  const [first] = found.sort((a, b) => effectiveAt(a.event) - effectiveAt(b.event));
  if (first) return { kind: 'event', ...first, text: eventText(first.door, first.event) };
  if (wait.until !== undefined && now >= wait.until + (wait.graceMs ?? 0)) return { kind: 'time' };
  return { kind: 'open' };
}

function matching(walk: Reading, door: EventDoor, { until, asked = [] }: OpenWait): EventRecord[] {
  const lookup = { kind: 'events' as const, names: [door.event], since: door.since };
  const events = walk.world.loaded.events[lookupKey(lookup)];
  if (!events) walk.missing.push(lookup);
  return (events ?? []).filter(
    (event) =>
      matchesName(door.event, event.name) &&
      effectiveAt(event) >= door.since &&
      (until === undefined || effectiveAt(event) <= until) &&
      (door.asks ? !asked.includes(event.id) : door.reuseConsumed || !walk.state.consumed.includes(event.id)) &&
      (!door.filter || evaluate(door.filter, conditionWorld(walk, event)).value === true),
  );
}

function eventText(door: EventDoor, event: EventRecord): string {
  const filter = door.filter ? sentence(door.filter) : '';
  return filter ? `${event.name} came, ${filter}` : `${event.name} came`;
}

/** The waiting token whose wait an event ended that occurred before this one; undefined where none did, or a pause holds it. */
export function earliestDoor(walk: Walk, before: EventRecord): (Token & { at: 'waiting' }) | undefined {
  const found = walk.state.tokens.flatMap((token) => {
    if (token.at !== 'waiting' || token.wait.doors.length === 0 || holdOf(walk.plan, walk.world.frozen, token))
      return [];
    const answer = askWait(walk, token.wait);
    return answer.kind === 'event' && answer.event.id !== before.id && effectiveAt(answer.event) < effectiveAt(before)
      ? [{ token, at: effectiveAt(answer.event) }]
      : [];
  });
  return found.sort((a, b) => a.at - b.at)[0]?.token;
}

/** The earliest moment somebody must come back to a waiting token; undefined where only an event ends it. */
export function dueAt(token: Token & { at: 'waiting' }): number | undefined {
  return token.wait.until === undefined ? undefined : token.wait.until + (token.wait.graceMs ?? 0);
}
