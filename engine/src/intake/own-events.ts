import { uuidv7 } from 'uuidv7';
import type { WorkspaceTx } from '../db/client.ts';
import { storeEvents, storeEventsAsHeard } from '../db/queries/events.ts';

/** Something that happened inside Trellis to a lead whose id is known. */
export interface OwnEvent {
  leadId: string;
  name: string;
  properties: Record<string, unknown>;
  /** Says what happened so exactly that a second event with it is the same one. */
  messageId: string;
  /** Where it came from; `trellis` by default. */
  source?: string;
}

/** What every run brings and few workflows follow: routed only where somebody listens. Nothing else depends on their routing. */
const SELDOM_HEARD: ReadonlySet<string> = new Set(['run.started', 'run.ended']);

/**
 * Records what Trellis itself did as events of (locked) leads, so that triggers, waits, look-back, replay and the log know no second mechanism.
 * The same tables and the same `route` as `recordEvents`, without what only foreign events need: no person is sought, none is merged, and it is
 * no activity of the lead. `now`: epoch ms, workspace time. Answers the ids of the new ones.
 */
export async function recordOwnEvents(tx: WorkspaceTx, now: number, events: readonly OwnEvent[]): Promise<string[]> {
  if (events.length === 0) return [];
  const rows = events.map((event) => {
    const { leadId, name, properties, messageId, source = 'trellis' } = event;
    return {
      id: uuidv7(),
      leadId,
      name,
      properties,
      messageId,
      source,
      bodyHash: '',
      occurredAt: now,
      receivedAt: now,
    };
  });
  const isSeldomHeard = ({ name }: OwnEvent) => SELDOM_HEARD.has(name);
  const [heard, seldom] = await Promise.all([
    storeEvents(
      tx,
      rows.filter((row) => !isSeldomHeard(row)),
    ),
    storeEventsAsHeard(tx, rows.filter(isSeldomHeard)),
  ]);
  return rows.flatMap(({ id }) => (heard.has(id) || seldom.has(id) ? [id] : []));
}
