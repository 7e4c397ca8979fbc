import { sql } from 'drizzle-orm';
import type { WorkspaceTx } from '../client.ts';
import { list } from './list.ts';

export interface NewEvent {
  id: string;
  leadId: string;
  name: string;
  properties: Record<string, unknown>;
  /** Epoch ms, workspace time. */
  occurredAt: number;
  receivedAt: number;
  messageId: string;
  source: string;
}

/** Stores events; one statement. */
export async function insertEvents(tx: WorkspaceTx, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  const each = (field: Exclude<keyof NewEvent, 'properties'>, type: Parameters<typeof list>[1]) =>
    sql`unnest(${list(
      events.map((event) => event[field]),
      type,
    )})`;
  const properties = JSON.stringify(events.map((event) => event.properties));
  await tx.execute(sql`insert into events (id, workspace_id, lead_id, name, properties, occurred_at, received_at, message_id, source)
    select x.id, ${tx.workspaceId}::uuid, x.lead, x.name, x.properties, to_timestamp(x.occurred / 1000), to_timestamp(x.received / 1000), x.message, x.source
    from rows from (${each('id', 'uuid')}, ${each('leadId', 'uuid')}, ${each('name', 'text')}, jsonb_array_elements(${properties}::jsonb),
      ${each('occurredAt', 'float8')}, ${each('receivedAt', 'float8')}, ${each('messageId', 'text')}, ${each('source', 'text')})
      as x(id, lead, name, properties, occurred, received, message, source)`);
}
