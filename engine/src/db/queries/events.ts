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

/** Stores events and owes one `route` to the outbox for each; one statement. */
export async function storeEvents(tx: WorkspaceTx, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  const each = (field: Exclude<keyof NewEvent, 'properties'>, type: Parameters<typeof list>[1]) =>
    sql`unnest(${list(
      events.map((event) => event[field]),
      type,
    )})`;
  const properties = JSON.stringify(events.map((event) => event.properties));
  await tx.execute(sql`
    with x as materialized (
      select * from rows from (${each('id', 'uuid')}, ${each('leadId', 'uuid')}, ${each('name', 'text')}, jsonb_array_elements(${properties}::jsonb),
        ${each('occurredAt', 'float8')}, ${each('receivedAt', 'float8')}, ${each('messageId', 'text')}, ${each('source', 'text')})
        as x(id, lead, name, properties, occurred, received, message, source)
    ), stored as (
      insert into events (id, workspace_id, lead_id, name, properties, occurred_at, received_at, message_id, source)
      select id, ${tx.workspaceId}::uuid, lead, name, properties, to_timestamp(occurred / 1000), to_timestamp(received / 1000), message, source from x
    ) insert into outbox (workspace_id, kind, subject_id) select ${tx.workspaceId}::uuid, 'route', id from x`);
}
