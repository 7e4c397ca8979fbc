import { sql } from 'drizzle-orm';
import type { WorkspaceTx } from '../client.ts';
import { clockColumn, realNow, type WorkspaceClock } from './clock.ts';
import { iso } from './iso.ts';

export interface WorkspaceRow {
  id: string;
  name: string;
  timeZone: string;
  sender: { name: string; address: string; replyTo: string | null; postalAddress: string };
  pausedAt: string | null;
  clock: WorkspaceClock;
  real: number;
  leads: number;
  unseenMails: number;
  parkedRuns: number;
}

/** The workspace with the counts of the navigation; leads are counted up to 100,000. */
export async function readWorkspace(tx: WorkspaceTx): Promise<WorkspaceRow> {
  const [row] = await tx.execute<WorkspaceRow & Record<string, unknown>>(sql`
    select w.id, w.name, w.time_zone as "timeZone", 
      (select ${iso('p.since')} from pauses p where p.subject_id = w.id and p.level = 'workspace' and p.until is null) as "pausedAt", ${clockColumn} as clock, ${realNow} as real,
      jsonb_build_object('name', w.sender_name, 'address', w.sender_address, 'replyTo', w.reply_to, 'postalAddress', w.postal_address) as sender,
      ${leadCount} as leads,
      (select count(*)::int from mailbox m where m.workspace_id = w.id and m.seen_at is null) as "unseenMails",
      (select count(*)::int from runs r where r.workspace_id = w.id and r.status = 'parked') as "parkedRuns"
    from workspaces w where w.id = ${tx.workspaceId}`);
  if (!row) throw new Error(`There is no workspace ${tx.workspaceId}.`);
  return row;
}

/** Bounded, because statistics of the table, which could replace counting, are of all workspaces together. */
const leadCount = sql`(select count(*)::int from (select 1 from leads l where l.workspace_id = w.id limit 100000) counted)`;

export interface WorkspaceChange {
  name?: string | undefined;
  timeZone?: string | undefined;
  senderName?: string | undefined;
  senderAddress?: string | undefined;
  replyTo?: string | null | undefined;
  postalAddress?: string | undefined;
}

/** Changes what is given; an absent field stays. */
export async function updateWorkspace(tx: WorkspaceTx, change: WorkspaceChange): Promise<void> {
  const columns = {
    name: 'name',
    timeZone: 'time_zone',
    senderName: 'sender_name',
    senderAddress: 'sender_address',
    replyTo: 'reply_to',
    postalAddress: 'postal_address',
  } as const;
  const sets = Object.entries(columns).flatMap(([field, column]) => {
    const value = change[field as keyof WorkspaceChange];
    return value === undefined ? [] : [sql`${sql.raw(column)} = ${value}`];
  });
  if (sets.length === 0) return;
  await tx.execute(sql`update workspaces set ${sql.join(sets, sql`, `)} where id = ${tx.workspaceId}`);
}

/**
 * Gives workspace time another speed from this moment on: the new anchor is the present workspace time, so that it never goes backwards.
 * False: the clock is not at `version` any more.
 */
export async function changeClock(
  tx: WorkspaceTx,
  { version, factor }: { version: number; factor: number },
): Promise<boolean> {
  const rows = await tx.execute(sql`
    update workspaces w set clock_anchor = w.clock_anchor + (t.now - w.clock_anchor_real) * w.clock_factor, clock_anchor_real = t.now,
      clock_factor = ${factor}::float8, clock_version = w.clock_version + 1
    from (select date_trunc('milliseconds', clock_timestamp()) as now) t where w.id = ${tx.workspaceId} and w.clock_version = ${version} returning w.id`);
  return rows.length > 0;
}
