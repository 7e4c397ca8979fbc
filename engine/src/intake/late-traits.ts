import type { WorkspaceTx } from '../db/client.ts';
import { traitsToldAfter } from '../db/queries/told-later.ts';
import type { IncomingEvent } from './incoming.ts';
import { readTraits } from './traits.ts';

/** Clocks differ and clients send in batches: what comes within so long is taken as it comes, ms of workspace time. */
const AT_ONCE = 10_000;

/**
 * What happened counts in the order in which it happened (3.D2): an event that comes late loses those of its traits that a later `identify` of its lead
 * told already. Answers the events in the order given; one statement where any is late, none else.
 */
export async function withoutOvertaken(
  tx: WorkspaceTx,
  events: readonly IncomingEvent[],
  stored: readonly { leadId: string; occurredAt: number }[],
  now: number,
): Promise<IncomingEvent[]> {
  const late = stored.flatMap(({ leadId, occurredAt }, index) =>
    events[index]?.traits && now - occurredAt > AT_ONCE ? [{ index, leadId, at: occurredAt }] : [],
  );
  const told = new Map((await traitsToldAfter(tx, late)).map(({ index, traits }) => [index, traits]));
  return events.map((event, index) => {
    const later = told.get(index);
    return later && event.traits ? { ...event, traits: without(event.traits, readTraits(later)) } : event;
  });
}

type Traits = NonNullable<IncomingEvent['traits']>;

function without({ attributes, ...columns }: Traits, later: Traits): Traits {
  const left = <T extends object>(own: T, other: object) =>
    Object.fromEntries(Object.entries(own).filter(([name]) => !Object.hasOwn(other, name)));
  return { ...left(columns, later), attributes: left(attributes, later.attributes) };
}
