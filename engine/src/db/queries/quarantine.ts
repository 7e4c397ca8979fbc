import { sql } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import type { WorkspaceTx } from '../client.ts';

export interface Quarantined {
  messageId: string;
  bodyHash: string;
  source: string;
  body: Record<string, unknown>;
}

/** Keeps events whose message id came before with another body; they count for nothing until a person decides. */
export async function quarantineEvents(tx: WorkspaceTx, events: readonly Quarantined[]): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map((event) => ({ ...event, id: uuidv7() }));
  await tx.execute(sql`insert into quarantined_events (id, workspace_id, message_id, body_hash, reason, body, source)
    select x.id, ${tx.workspaceId}::uuid, x."messageId", x."bodyHash", 'message-id-reused', x.body, x.source
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, "messageId" text, "bodyHash" text, body jsonb, source text)`);
}
