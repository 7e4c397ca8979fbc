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
  /** '' for what Trellis recorded itself. */
  bodyHash: string;
  source: string;
}

/** An event that was there before. */
export interface FormerEvent {
  id: string;
  messageId: string;
  bodyHash: string;
}

/** Events that one row of the outbox owes the routing of: a row costs as much as an event, and they are routed one after the other. */
const ROUTED_TOGETHER = 8;

/** Those of the message ids that an event stands for already; one statement, one look into an index for each. */
export async function formerEvents(tx: WorkspaceTx, messageIds: readonly string[]): Promise<FormerEvent[]> {
  if (messageIds.length === 0) return [];
  return tx.execute<FormerEvent & Record<string, unknown>>(sql`
    select e.id, x.message as "messageId", e.body_hash as "bodyHash" from unnest(${list(messageIds, 'text')}) as x(message)
    cross join lateral (select id, body_hash from events where workspace_id = ${tx.workspaceId} and message_id = x.message limit 1) e`);
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
    ${each('occurredAt', 'float8')}, ${each('receivedAt', 'float8')}, ${each('messageId', 'text')}, ${each('bodyHash', 'text')}, ${each('source', 'text')})
    as x(id, lead, name, properties, occurred, received, message, hash, source)`;
}

/**
 * Stores events and owes the routing of each to the outbox; one statement. Answers the ids of those stored: a message id that is taken (it may have
 * been since it was looked for) keeps its event. Waits for a transaction that is just taking the same one.
 */
export async function storeEvents(tx: WorkspaceTx, events: readonly NewEvent[]): Promise<ReadonlySet<string>> {
  return store(tx, events, sql`null`, sql`select id from stored`);
}

/**
 * Stores events of (locked) leads; one statement. Those that nobody hears now count as routed: no workflow that is live or paused starts by their name, no open run of
 * the lead has a door, an exit rule, a goal or a wait that was closed, and no segment follows leads. Routing would find the same, in a transaction
 * of nine statements; whoever begins to listen later looks back, or does not mean what was before.
 */
export async function storeEventsAsHeard(tx: WorkspaceTx, events: readonly NewEvent[]): Promise<ReadonlySet<string>> {
  const isHeard = sql`(exists (select 1 from segments s where s.workspace_id = ${tx.workspaceId} and s.condition is not null and s.archived_at is null)
    or exists (select 1 from workflow_triggers t join workflows w on w.id = t.workflow_id
      where t.workspace_id = ${tx.workspaceId} and t.kind = 'event' and w.status in ('live', 'paused')
        and (t.event = x.name or (right(t.event, 1) = '*' and starts_with(x.name, left(t.event, -1)))))
    or exists (select 1 from runs r join workflow_versions v on v.id = r.version_id
      where r.workspace_id = ${tx.workspaceId} and r.lead_id = x.lead and r.status <> 'ended'
        and (v.plan -> 'listens' is not null or r.state ? 'closed' or exists (select 1 from run_waits d where d.run_id = r.id and d.doors <> '[]'))))`;
  return store(
    tx,
    events,
    sql`case when ${isHeard} then null else now() end`,
    sql`select id from stored where routed_at is null`,
  );
}

/** Owes the routing of the events that a query names, to stand among the `with` of the statement that stores them. */
export const owing = (ids: SQL): SQL => sql`owed as (
      insert into outbox (workspace_id, kind, subject_id, event_ids)
      select current_setting('app.workspace')::uuid, 'route', (array_agg(id))[1], array_agg(id)
      from (select id, (row_number() over () - 1) / ${sql.raw(String(ROUTED_TOGETHER))} as part from (${ids}) o) parts group by part
    )`;

/** `routedAt`: of a row `x`; `owed`: which of `stored` are to be routed. */
async function store(
  tx: WorkspaceTx,
  events: readonly NewEvent[],
  routedAt: SQL,
  owed: SQL,
): Promise<ReadonlySet<string>> {
  if (events.length === 0) return new Set();
  // Mostly all go in: their ids need not come back.
  const [row] = await tx.execute<{ ids: string[] | null }>(sql`
    with x as materialized (${rowsOf(events)}), stored as (
      insert into events (id, workspace_id, lead_id, name, properties, occurred_at, received_at, message_id, body_hash, source, routed_at)
      select id, ${tx.workspaceId}::uuid, lead, name, properties, to_timestamp(occurred / 1000), to_timestamp(received / 1000), message, hash, source, ${routedAt} from x
      on conflict (workspace_id, message_id) do nothing returning id, routed_at
    ), ${owing(owed)}
    select case when count(*) < (select count(*) from x) then coalesce(array_agg(id), '{}') end as ids from stored`);
  return new Set(row?.ids ?? events.map(({ id }) => id));
}
