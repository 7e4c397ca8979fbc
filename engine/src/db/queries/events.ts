import { type SQL, sql } from 'drizzle-orm';
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

/** Events as rows `x`, for one statement whatever their number. */
function rowsOf(events: readonly NewEvent[]): SQL {
  const each = (field: Exclude<keyof NewEvent, 'properties'>, type: Parameters<typeof list>[1]) =>
    sql`unnest(${list(
      events.map((event) => event[field]),
      type,
    )})`;
  const properties = JSON.stringify(events.map((event) => event.properties));
  return sql`select * from rows from (${each('id', 'uuid')}, ${each('leadId', 'uuid')}, ${each('name', 'text')}, jsonb_array_elements(${properties}::jsonb),
    ${each('occurredAt', 'float8')}, ${each('receivedAt', 'float8')}, ${each('messageId', 'text')}, ${each('source', 'text')})
    as x(id, lead, name, properties, occurred, received, message, source)`;
}

/** Stores events and owes one `route` to the outbox for each; one statement. */
export async function storeEvents(tx: WorkspaceTx, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  await tx.execute(sql`
    with x as materialized (${rowsOf(events)}), stored as (
      insert into events (id, workspace_id, lead_id, name, properties, occurred_at, received_at, message_id, source)
      select id, ${tx.workspaceId}::uuid, lead, name, properties, to_timestamp(occurred / 1000), to_timestamp(received / 1000), message, source from x
    ) insert into outbox (workspace_id, kind, subject_id) select ${tx.workspaceId}::uuid, 'route', id from x`);
}

/**
 * Stores events of (locked) leads; one statement. Those that nobody hears now count as routed: no workflow that is live or paused starts by their name, no open run of
 * the lead has a door, an exit rule, a goal or a wait that was closed, and no segment follows leads. Routing would find the same, in a transaction
 * of nine statements; whoever begins to listen later looks back, or does not mean what was before.
 */
export async function storeEventsAsHeard(tx: WorkspaceTx, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  await tx.execute(sql`
    with x as materialized (${rowsOf(events)}), heard as materialized (
      select x.id from x where exists (select 1 from segments s where s.workspace_id = ${tx.workspaceId} and s.condition is not null and s.archived_at is null)
        or exists (select 1 from workflow_triggers t join workflows w on w.id = t.workflow_id
          where t.workspace_id = ${tx.workspaceId} and t.kind = 'event' and w.status in ('live', 'paused')
            and (t.event = x.name or (right(t.event, 1) = '*' and starts_with(x.name, left(t.event, -1)))))
        or exists (select 1 from runs r join workflow_versions v on v.id = r.version_id
          where r.workspace_id = ${tx.workspaceId} and r.lead_id = x.lead and r.status <> 'ended'
            and (v.plan -> 'listens' is not null or r.state ? 'closed' or exists (select 1 from run_waits d where d.run_id = r.id and d.doors <> '[]')))
    ), stored as (
      insert into events (id, workspace_id, lead_id, name, properties, occurred_at, received_at, message_id, source, routed_at)
      select id, ${tx.workspaceId}::uuid, lead, name, properties, to_timestamp(occurred / 1000), to_timestamp(received / 1000), message, source,
        case when id in (select id from heard) then null else now() end from x
    ) insert into outbox (workspace_id, kind, subject_id) select ${tx.workspaceId}::uuid, 'route', id from heard`);
}

/** What `identify` events of these leads told after these instants (epoch ms, workspace time); only where one did. One statement, none for none. */
export async function traitsToldAfter(
  tx: WorkspaceTx,
  asked: readonly { index: number; leadId: string; at: number }[],
): Promise<{ index: number; traits: Record<string, unknown> }[]> {
  if (asked.length === 0) return [];
  return tx.execute<{ index: number; traits: Record<string, unknown> }>(sql`
    select x.index, jsonb_object_agg(p.key, p.value) as traits
    from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as x(index int, "leadId" uuid, at float8)
      join events e on e.workspace_id = ${tx.workspaceId} and e.lead_id = x."leadId" and e.name = 'identify' and e.occurred_at > to_timestamp(x.at / 1000)
      cross join lateral jsonb_each(e.properties) p group by x.index`);
}
