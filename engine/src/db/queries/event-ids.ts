import { sql } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import type { WorkspaceTx } from '../client.ts';
import { list } from './list.ts';

export interface MessageClaim {
  messageId: string;
  bodyHash: string;
  eventId: string;
}

/**
 * Takes message ids for their events. Answers those that were there before, with what they stood for; waits for a transaction that is
 * just taking the same ones. Rows go in by message id, so that two batches with common ids cannot wait for each other in a circle.
 */
export async function claimMessageIds(
  tx: WorkspaceTx,
  claims: readonly MessageClaim[],
): Promise<Map<string, MessageClaim>> {
  const each = (field: keyof MessageClaim, type: 'text' | 'uuid') =>
    list(
      claims.map((claim) => claim[field]),
      type,
    );
  const taken = await tx.execute<{ id: string }>(sql`
    insert into event_ids (workspace_id, message_id, body_hash, event_id)
    select ${tx.workspaceId}::uuid, x.message, x.hash, x.event
    from unnest(${each('messageId', 'text')}, ${each('bodyHash', 'text')}, ${each('eventId', 'uuid')}) as x(message, hash, event) order by x.message
    on conflict do nothing returning message_id as id`);
  if (taken.length === claims.length) return new Map();
  const fresh = new Set(taken.map(({ id }) => id));
  const former = claims.filter(({ messageId }) => !fresh.has(messageId)).map(({ messageId }) => messageId);
  const rows = await tx.execute<MessageClaim & Record<string, unknown>>(sql`
    select message_id as "messageId", body_hash as "bodyHash", event_id as "eventId" from event_ids
    where workspace_id = ${tx.workspaceId} and message_id = any(${list(former, 'text')})`);
  return new Map(rows.map((row) => [row.messageId, row]));
}

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
