import { type SQL, sql } from 'drizzle-orm';
import type { Database, Patience } from '../client.ts';
import { type NewEvent, owing } from './events.ts';
import { list } from './list.ts';

/** An event of somebody who is looked for while it is stored. */
export interface EventOfKnown extends Omit<NewEvent, 'leadId' | 'occurredAt' | 'receivedAt'> {
  /** Real time, epoch ms; null: now. */
  occurredAt: number | null;
  userId: string | null;
  anonymousId: string | null;
  email: string | null;
}

/**
 * Stores events all of whose identities belong to one lead each, which most are, and owes their routing; one statement, in which the leads are found
 * and locked too. Answers the ids of those stored: none where the lead of any is unknown, in doubt or was just merged, and nothing is written then;
 * fewer than given where message ids were taken already. A lead that was last heard of longer ago than `heardWithin` (ms of workspace time) is
 * heard of now.
 *
 * Nothing in it joins one list with another: the planner knows nothing of their lengths, and would compare each with each.
 */
export async function storeEventsOfKnown(
  db: Pick<Database, 'statementIn'>,
  workspaceId: string,
  events: readonly EventOfKnown[],
  heardWithin: number,
  patience: Patience,
): Promise<{ id: string; leadId: string }[]> {
  const each = (field: Exclude<keyof EventOfKnown, 'properties'>, type: Parameters<typeof list>[1]) =>
    sql`unnest(${list(
      events.map((event) => event[field]),
      type,
    )})`;
  const properties = JSON.stringify(events.map((event) => event.properties));
  // Even a look-up of nothing costs: of kinds that nobody is called by, there is none.
  const ownerBy = (kind: 'userId' | 'anonymousId' | 'email', value: SQL, name: SQL) =>
    events.some((event) => event[kind] !== null)
      ? sql`left join lateral (select lead_id from lead_identities
          where workspace_id = current_setting('app.workspace')::uuid and kind = ${sql.raw(`'${kind}'`)} and value = ${value} limit 1) ${name} on true`
      : sql`cross join (select null::uuid as lead_id) ${name}`;
  const statement = sql`
    with clock as materialized (
      select date_part('epoch', clock_anchor_real) as real0, date_part('epoch', clock_anchor) as at0, clock_factor as factor, date_part('epoch', now()) as real
      from workspaces where id = current_setting('app.workspace')::uuid
    ), x as materialized (
      select y.n, y.id, coalesce(u.lead_id, a.lead_id, e.lead_id) as lead, y.name, y.properties, y.message, y.hash, y.source,
        at0 + (real - real0) * factor as now, least(coalesce(y.at / 1000, real), real) as at, real0, at0, factor,
        (y.usr is not null and u.lead_id is null) or (y.anon is not null and a.lead_id is null) or (y.email is not null and e.lead_id is null)
          or u.lead_id <> a.lead_id or u.lead_id <> e.lead_id or a.lead_id <> e.lead_id as doubtful
      from clock cross join rows from (${each('id', 'uuid')}, ${each('name', 'text')}, ${each('occurredAt', 'float8')}, ${each('messageId', 'text')}, ${each('bodyHash', 'text')},
          ${each('source', 'text')}, ${each('userId', 'text')}, ${each('anonymousId', 'text')}, ${each('email', 'text')}, jsonb_array_elements(${properties}::jsonb))
          with ordinality as y(id, name, at, message, hash, source, usr, anon, email, properties, n)
        ${ownerBy('userId', sql`y.usr`, sql`u`)} ${ownerBy('anonymousId', sql`y.anon`, sql`a`)} ${ownerBy('email', sql`y.email`, sql`e`)}
    ), lead as materialized (
      select l.* from (select distinct lead from x where not (select coalesce(bool_or(doubtful), false) from x) order by lead) d
      cross join lateral (select id, merged_into, last_event_at from leads where id = d.lead for no key update) l
    ), sure as materialized (
      -- Before the clock's anchor nobody knows how fast time went: it counts as real time there.
      select *, least(now, at0 + (at - real0) * case when at < real0 then 1 else factor end) as happened from x
      where (select bool_and(merged_into is null) from lead)
    ), stored as (
      insert into events (id, workspace_id, lead_id, name, properties, occurred_at, received_at, message_id, body_hash, source)
      select id, current_setting('app.workspace')::uuid, lead, name, properties, to_timestamp(happened), to_timestamp(now), message, hash, source from sure
      on conflict (workspace_id, message_id) do nothing returning id
    ), ${owing(sql`select id from stored`)}
    , heard as (
      update leads l set last_event_at = to_timestamp(s.happened), updated_at = now()
      from (select lead, max(happened) as happened from sure where id = any((select array_agg(id) from stored)::uuid[]) group by lead) s
      where l.id = s.lead and (l.last_event_at is null or l.last_event_at < to_timestamp(s.happened - ${heardWithin}::float8 / 1000))
        and (select bool_or(last_event_at is null or last_event_at < to_timestamp((select at0 + (real - real0) * factor from clock) - ${heardWithin}::float8 / 1000)) from lead)
    )
    select string_agg(lead::text, ' ' order by n) as leads, (select coalesce(array_agg(id::text), '{}') from stored having count(*) < (select count(*) from sure)) as ids from sure`;
  const [row] = await db.statementIn<{ leads: string | null; ids: string[] | null }>(workspaceId, statement, patience);
  if (!row?.leads) return [];
  const leads = row.leads.split(' ');
  const stored = row.ids && new Set(row.ids);
  return events.flatMap(({ id }, n) => (stored?.has(id) === false ? [] : [{ id, leadId: leads[n] ?? '' }]));
}
