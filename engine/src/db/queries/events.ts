import { sql } from 'drizzle-orm';
import type { WorkspaceTx } from '../client.ts';

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
  await tx.execute(sql`insert into events (id, workspace_id, lead_id, name, properties, occurred_at, received_at, message_id, source)
    select x.id, ${tx.workspaceId}::uuid, x."leadId", x.name, x.properties, to_timestamp(x."occurredAt" / 1000), to_timestamp(x."receivedAt" / 1000),
      x."messageId", x.source
    from jsonb_to_recordset(${JSON.stringify(events)}::jsonb) as x(id uuid, "leadId" uuid, name text, properties jsonb,
      "occurredAt" float8, "receivedAt" float8, "messageId" text, source text)`);
}
