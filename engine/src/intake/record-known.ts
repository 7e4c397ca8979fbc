import { uuidv7 } from 'uuidv7';
import type { Database, Patience } from '../db/client.ts';
import { type EventOfKnown, storeEventsOfKnown } from '../db/queries/known-events.ts';
import type { IncomingEvent, RecordedEvent } from './incoming.ts';
import { HEARD_EVERY } from './record-events.ts';

/** Whether an event tells nothing of its lead but that it happened: it may go by `recordOfKnown`. */
export const tellsNothing = ({ lead, traits, account }: IncomingEvent): boolean =>
  'identities' in lead && lead.identities.previousId === undefined && traits === undefined && account === undefined;

/**
 * The short cut to `recordEvents` for events that tell nothing of their lead: one statement and one round trip, commit included. Answers, in the order
 * given, what became of each; undefined for those that were not taken: all of them where somebody is unknown, else those whose message id was
 * there. `recordEvents` decides about these.
 */
export async function recordOfKnown(
  db: Pick<Database, 'statementIn'>,
  workspaceId: string,
  incoming: readonly IncomingEvent[],
  patience: Patience = {},
): Promise<(RecordedEvent | undefined)[]> {
  const firsts = new Map<string, EventOfKnown>();
  for (const event of incoming) if (!firsts.has(event.messageId)) firsts.set(event.messageId, toEventOfKnown(event));
  const stored = await storeEventsOfKnown(db, workspaceId, [...firsts.values()], HEARD_EVERY, patience);
  const leads = new Map(stored.map(({ id, leadId }) => [id, leadId]));
  return incoming.map(({ messageId }): RecordedEvent | undefined => {
    const eventId = firsts.get(messageId)?.id ?? '';
    const leadId = leads.get(eventId);
    // A second one of this call with the same message id is a duplicate, or is to be set aside.
    firsts.delete(messageId);
    return leadId === undefined ? undefined : { messageId, eventId, outcome: 'stored', leadId };
  });
}

function toEventOfKnown(event: IncomingEvent): EventOfKnown {
  const { messageId, bodyHash, name, properties, source, occurredAt = null, lead } = event;
  const { userId = null, anonymousId = null, email = null } = 'identities' in lead ? lead.identities : {};
  return { id: uuidv7(), messageId, bodyHash, name, properties, source, occurredAt, userId, anonymousId, email };
}
