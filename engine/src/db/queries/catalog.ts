import { ROLES } from '@trellis/shared/api/roles.ts';
import type { Known } from '@trellis/shared/compiler/check-conditions.ts';
import { OWN_EVENTS } from '@trellis/shared/event/own-events.ts';
import { sql } from 'drizzle-orm';
import type { WorkspaceTx } from '../client.ts';
import { iso } from './iso.ts';
import { listMembers } from './members.ts';
import { formThings, segmentThings, workflowThings } from './things.ts';

/** Names offered at most, and how far one is counted. */
const MAX_NAMES = 300;
const COUNT_UP_TO = 10_000;
/** Events whose properties are looked at, per name; leads whose attributes are. */
const SAMPLE_EVENTS = 20;
const SAMPLE_LEADS = 1_000;

/** Walks the index from name to name, so that a million events of ten names cost ten probes. */
const names = (workspaceId: string) => sql`with recursive seen(name) as (
  (select name from events where workspace_id = ${workspaceId} order by name limit 1)
  union all
  select (select e.name from events e where e.workspace_id = ${workspaceId} and e.name > s.name order by e.name limit 1) from seen s where s.name is not null
)`;

export interface SeenEventRow {
  name: string;
  count: number;
  lastAt: string;
  /** Properties of the latest events, newest first. */
  samples: Record<string, unknown>[];
}

/** Event names of the last 30 days before `now` (workspace time, epoch ms) with counts up to 10,000, the most frequent first. */
export async function seenEvents(tx: WorkspaceTx, now: number): Promise<SeenEventRow[]> {
  const since = sql`to_timestamp(${now}::float8 / 1000) - interval '30 days'`;
  return tx.execute<SeenEventRow & Record<string, unknown>>(sql`
    ${names(tx.workspaceId)}
    select s.name, c.count, ${iso('c.last')} as "lastAt", c.samples from (select name from seen where name is not null limit ${MAX_NAMES}) s
    cross join lateral (
      select count(*)::int as count, max(e.received_at) as last,
        (select coalesce(jsonb_agg(p.properties), '[]') from (select properties from events where workspace_id = ${tx.workspaceId} and name = s.name
          order by received_at desc nulls last limit ${SAMPLE_EVENTS}) p) as samples
      from (select received_at from events where workspace_id = ${tx.workspaceId} and name = s.name and received_at > ${since}
        order by received_at desc nulls last limit ${COUNT_UP_TO}) e
    ) c where c.count > 0 order by c.count desc, s.name`);
}

/** Values of each attribute among the leads added last: its name with a few of its values. */
export async function seenAttributes(tx: WorkspaceTx): Promise<{ name: string; values: unknown[] }[]> {
  return tx.execute<{ name: string; values: unknown[] }>(sql`
    select a.key as name, (array_agg(a.value))[1:5] as values
    from (select attributes from leads where workspace_id = ${tx.workspaceId} order by id desc nulls last limit ${SAMPLE_LEADS}) l,
      jsonb_each(l.attributes) a where jsonb_typeof(a.value) not in ('null', 'object') group by a.key order by count(*) desc, a.key limit ${MAX_NAMES}`);
}

/** What the compiler compares names with. Empty lists of a fresh workspace would make every name look mistyped, so they are left out. */
export async function knownNames(tx: WorkspaceTx): Promise<Known> {
  const events = await tx.execute<{ name: string }>(
    sql`${names(tx.workspaceId)} select name from seen where name is not null limit ${MAX_NAMES}`,
  );
  const attributes = await seenAttributes(tx);
  return {
    ...(attributes.length > 0 ? { attributes: attributes.map(({ name }) => name) } : {}),
    ...(events.length > 0 ? { events: [...events, ...OWN_EVENTS].map(({ name }) => name) } : {}),
    things: {
      workflow: await workflowThings(tx),
      segment: await segmentThings(tx),
      form: await formThings(tx),
      // Their names stand where this login does not look; whether they are here is all that is asked.
      person: [
        ...(await listMembers(tx)).map(({ userId }) => ({ id: userId, name: '' })),
        ...ROLES.map((role) => ({ id: `role:${role}`, name: role })),
      ],
    },
  };
}
