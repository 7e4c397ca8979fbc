import type { EventRecord } from '@trellis/shared/event/event.ts';
import { type Loaded, type Lookup, lookupKey } from '@trellis/shared/node/lookup.ts';
import { type SQL, sql } from 'drizzle-orm';
import type { WorkspaceTx } from '../client.ts';

/** The newest events of one look-up that are read at most. */
const EVENTS = 1_000;

/** Reads all look-ups of a stretch in one statement, which is their common snapshot. None: no statement. */
export async function loadLookups(
  tx: WorkspaceTx,
  leadId: string,
  lookups: readonly Lookup[],
  loaded: Loaded,
): Promise<Loaded> {
  if (lookups.length === 0) return loaded;
  const parts = lookups.map(
    (lookup, index) =>
      sql`select ${index}::int as i, (${lookup.kind === 'events' ? eventsOf(tx, sql`${leadId}`, lookup) : countOf(tx, sql`${leadId}`, lookup)}) as found`,
  );
  const rows = await tx.execute<{ i: number; found: EventRecord[] | number }>(sql.join(parts, sql` union all `));
  const next: Loaded = { events: { ...loaded.events }, counts: { ...loaded.counts } };
  for (const { i, found } of rows) {
    const lookup = lookups[i];
    if (!lookup) continue;
    if (lookup.kind === 'events') next.events[lookupKey(lookup)] = found as EventRecord[];
    else next.counts[lookupKey(lookup)] = found as number;
  }
  return next;
}

/** Reads one look-up for many leads, as `loadLookups` does for one: what was found, by lead. */
export async function loadLookupOfLeads(
  tx: WorkspaceTx,
  leadIds: readonly string[],
  lookup: Lookup,
): Promise<Map<string, EventRecord[] | number>> {
  if (leadIds.length === 0) return new Map();
  const found = lookup.kind === 'events' ? eventsOf(tx, sql`l.id`, lookup) : countOf(tx, sql`l.id`, lookup);
  const rows = await tx.execute<{ id: string; found: EventRecord[] | number }>(
    sql`select l.id, (${found}) as found from leads l where l.id in ${leadIds}`,
  );
  return new Map(rows.map((row) => [row.id, row.found]));
}

function eventsOf(tx: WorkspaceTx, leadId: SQL, lookup: Lookup & { kind: 'events' }): SQL {
  return sql`select coalesce(jsonb_agg(jsonb_build_object('id', e.id, 'name', e.name, 'properties', e.properties, 'messageId', e.message_id,
      'occurredAt', to_char(e.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      'receivedAt', to_char(e.received_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by e.occurred_at, e.id), '[]')
    from (select * from events where ${matches(tx, leadId, lookup.names, lookup.since)} order by occurred_at desc, id desc limit ${EVENTS}) e`;
}

function countOf(tx: WorkspaceTx, leadId: SQL, lookup: Lookup & { kind: 'count' }): SQL {
  return sql`select to_jsonb(count(*)::int) from events where ${matches(tx, leadId, [lookup.event], lookup.since)}`;
}

function matches(tx: WorkspaceTx, leadId: SQL, names: readonly string[], since: number): SQL {
  const named = names.map((name) =>
    name.endsWith('*') ? sql`starts_with(name, ${name.slice(0, -1)})` : sql`name = ${name}`,
  );
  return sql`workspace_id = ${tx.workspaceId} and lead_id = ${leadId} and (${sql.join(named, sql` or `)})
    and least(occurred_at, received_at) >= to_timestamp(${since}::float8 / 1000)`;
}
