import type { MissedEvent, ReceivedEvent, RejectedEvent } from '@trellis/shared/api/events.ts';
import { type SQL, sql } from 'drizzle-orm';
import type { WorkspaceTx } from '../client.ts';
import { iso } from './iso.ts';
import { leadRef } from './lead-ref.ts';

const received = sql`e.id, ${iso('e.received_at')} as at, ${iso('e.occurred_at')} as "occurredAt", e.name, e.source, ${leadRef} as lead, e.properties,
  e.routed_at is not null as routed, 'received' as what,
  coalesce((select jsonb_agg(jsonb_build_object('runId', r.id, 'workflow', jsonb_build_object('id', w.id, 'name', w.name)) order by r.id)
    from runs r join workflows w on w.id = r.workflow_id where r.workspace_id = e.workspace_id and r.lead_id = e.lead_id and r.trigger_event_id = e.id), '[]') as started,
  (select count(*)::int from near_misses n where n.event_id = e.id) as missed`;

export interface ReceivedFilter {
  name?: string | undefined;
  leadId?: string | undefined;
}

/**
 * Events, newest first, after the given one. Each filter walks an index of its own (events_newest, events_name, events_lead); the orders are written
 * as the indexes are, else they would not be used.
 */
export async function listReceived(
  tx: WorkspaceTx,
  { name, leadId }: ReceivedFilter,
  after: { at: string; id: string } | null,
  limit: number,
): Promise<ReceivedEvent[]> {
  const where: SQL[] = [sql`e.workspace_id = ${tx.workspaceId}`];
  if (name) where.push(sql`e.name = ${name}`);
  if (leadId) where.push(sql`e.lead_id = ${leadId}`);
  const column = leadId ? sql`e.occurred_at` : name ? sql`e.received_at` : undefined;
  if (after)
    where.push(
      column ? sql`(${column}, e.id) < (${after.at}::timestamptz, ${after.id}::uuid)` : sql`e.id < ${after.id}::uuid`,
    );
  const order = column ? sql`${column} desc nulls last, e.id desc nulls last` : sql`e.id desc nulls last`;
  return tx.execute<ReceivedEvent & Record<string, unknown>>(sql`
    with page as (select * from events e where ${sql.join(where, sql` and `)} order by ${order} limit ${limit})
    select ${received} from page e join leads l on l.id = e.lead_id order by ${order}`);
}

export async function readReceived(tx: WorkspaceTx, eventId: string): Promise<ReceivedEvent | null> {
  const [row] = await tx.execute<ReceivedEvent & Record<string, unknown>>(
    sql`select ${received} from events e join leads l on l.id = e.lead_id where e.id = ${eventId} and e.workspace_id = ${tx.workspaceId}`,
  );
  return row ?? null;
}

/** Refused messages and those set aside, newest first (real time), after the given id. */
export async function listRejected(
  tx: WorkspaceTx,
  code: string | undefined,
  after: string | null,
  limit: number,
): Promise<RejectedEvent[]> {
  const older = after ? sql`and id < ${after}::uuid` : sql``;
  return tx.execute<RejectedEvent & Record<string, unknown>>(sql`
    select * from (
      (select id, ${iso('created_at')} as at, source, code, message, excerpt, 'rejected' as what from rejected_events
        where workspace_id = ${tx.workspaceId} ${older} ${code ? sql`and code = ${code}` : sql``} order by id desc nulls last limit ${limit})
      union all
      (select id, ${iso('created_at')} as at, source, reason as code, 'The message id "' || left(message_id, 100) || '" came before with another body.' as message,
          left(body::text, 2000) as excerpt, 'rejected' as what from quarantined_events
        where workspace_id = ${tx.workspaceId} ${older} ${code ? sql`and reason = ${code}` : sql``} order by id desc nulls last limit ${limit})
    ) both_kinds order by id desc limit ${limit}`);
}

export interface MissedFilter {
  code?: string | undefined;
  workflowId?: string | undefined;
  leadId?: string | undefined;
  eventId?: string | undefined;
}

/** Near misses, newest first, after the given id. */
export async function listMissed(
  tx: WorkspaceTx,
  filter: MissedFilter,
  after: string | null,
  limit: number,
): Promise<MissedEvent[]> {
  const { code, workflowId, leadId, eventId } = filter;
  const where: SQL[] = [sql`n.workspace_id = ${tx.workspaceId}`];
  if (after) where.push(sql`n.id < ${after}::uuid`);
  if (code) where.push(sql`n.code = ${code}`);
  if (workflowId) where.push(sql`n.workflow_id = ${workflowId}`);
  if (leadId) where.push(sql`n.lead_id = ${leadId}`);
  if (eventId) where.push(sql`n.event_id = ${eventId}`);
  return tx.execute<MissedEvent & Record<string, unknown>>(sql`
    with page as (select * from near_misses n where ${sql.join(where, sql` and `)} order by n.id desc nulls last limit ${limit})
    select n.id, ${iso('n.at')} as at, ${leadRef} as lead, case when e.id is null then null else jsonb_build_object('id', e.id, 'name', e.name) end as event,
      jsonb_build_object('id', w.id, 'name', w.name) as workflow, n.run_id as "runId", n.code, n.text, 'missed' as what
    from page n join leads l on l.id = n.lead_id join workflows w on w.id = n.workflow_id left join events e on e.id = n.event_id order by n.id desc nulls last`);
}
