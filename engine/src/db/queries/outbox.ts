import { sql } from 'drizzle-orm';
import type { SystemTx, WorkspaceTx } from '../client.ts';

export type OutboxItem =
  /** Events are owed where they are stored (events.ts), several by one row; each comes out as an item of its own. */
  | { kind: 'route'; eventId: string }
  /** `priority`: of its workflow, 1 first; read when it is taken. */
  | { kind: 'start'; runId: string; place: string; again?: boolean; priority?: number }
  /** `inMs`: not before so many real ms. */
  | { kind: 'wake'; runId: string; n: number; inMs?: number }
  /** The next runs of a move between versions, not before so many real ms. */
  | { kind: 'move'; moveId: string; inMs: number }
  /** A double opt-in's mail. */
  | { kind: 'confirm'; optInId: string }
  | { kind: 'import'; importId: string }
  /** The next runs of a control job, not before so many real ms. */
  | { kind: 'control'; jobId: string; inMs: number };

/** What the dispatcher takes: `id` is the row's, and several events may share one. */
export type OutboxRow = OutboxItem & { id: number; workspaceId: string; attempts: number };

/** Puts what this commit owes into the outbox; one statement. */
export async function enqueue(tx: WorkspaceTx, items: readonly OutboxItem[]): Promise<void> {
  if (items.length === 0) return;
  const rows = items.map((item) => {
    switch (item.kind) {
      case 'route':
        return { kind: item.kind, subject: item.eventId };
      case 'start':
        return { kind: item.kind, subject: item.runId, place: item.place, again: item.again ?? false };
      case 'wake':
        return { kind: item.kind, subject: item.runId, n: item.n, inMs: item.inMs ?? 0 };
      case 'move':
        return { kind: item.kind, subject: item.moveId, inMs: item.inMs };
      case 'confirm':
        return { kind: item.kind, subject: item.optInId };
      case 'import':
        return { kind: item.kind, subject: item.importId };
      case 'control':
        return { kind: item.kind, subject: item.jobId, inMs: item.inMs };
      default:
        return item satisfies never;
    }
  });
  await tx.execute(sql`insert into outbox (workspace_id, kind, subject_id, n, place, again, due_at)
    select ${tx.workspaceId}::uuid, x.kind, x.subject, x.n, x.place, coalesce(x.again, false), now() + make_interval(secs => coalesce(x."inMs", 0) / 1000)
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(kind text, subject uuid, n int, place text, again boolean, "inMs" float8)`);
}

/**
 * Takes up to `limit` due rows and keeps them locked until the transaction ends; rows another dispatcher holds are passed over. A row of several
 * events comes out as several items.
 */
export async function takeDue(tx: SystemTx, kinds: readonly OutboxItem['kind'][], limit: number): Promise<OutboxRow[]> {
  const rows = await tx.execute<{
    id: number;
    workspace_id: string;
    kind: OutboxItem['kind'];
    subject_id: string;
    event_ids: string[] | null;
    n: number | null;
    place: string | null;
    again: boolean;
    attempts: number;
    priority: number | null;
  }>(sql`select id::int8, workspace_id, kind, subject_id, event_ids, n, place, again, attempts, case when kind = 'start' then (
      select (v.plan #>> '{settings,priority}')::int from runs r join workflow_versions v on v.id = r.version_id where r.id = subject_id) end as priority from outbox
    where due_at <= now() and kind in ${kinds} order by due_at, id for update skip locked limit ${limit}`);
  return rows.flatMap((row): OutboxRow | OutboxRow[] => {
    const base = { id: Number(row.id), workspaceId: row.workspace_id, attempts: row.attempts };
    switch (row.kind) {
      case 'route':
        return (row.event_ids ?? [row.subject_id]).map((eventId) => ({ ...base, kind: 'route', eventId }));
      case 'start':
        return {
          ...base,
          kind: 'start',
          runId: row.subject_id,
          place: row.place ?? 'local',
          again: row.again,
          ...(row.priority === null ? {} : { priority: row.priority }),
        };
      case 'wake':
        return { ...base, kind: 'wake', runId: row.subject_id, n: row.n ?? 0 };
      case 'confirm':
        return { ...base, kind: 'confirm', optInId: row.subject_id };
      case 'import':
        return { ...base, kind: 'import', importId: row.subject_id };
      case 'control':
        return { ...base, kind: 'control', jobId: row.subject_id, inMs: 0 };
      case 'move':
        return { ...base, kind: 'move', moveId: row.subject_id, inMs: 0 };
      default:
        return row.kind satisfies never;
    }
  });
}

export async function removeDelivered(tx: SystemTx, ids: readonly number[]): Promise<void> {
  if (ids.length > 0) await tx.execute(sql`delete from outbox where id = any(${sql.param(ids)}::int8[])`);
}

/** An item that could not be delivered. */
export interface FailedItem {
  /** The row's. */
  id: number;
  error: string;
  /** Which of the row's events it was. */
  eventId?: string;
}

/** Failed rows come again in a second and meanwhile don't starve the others; of several events in a row only those that failed. */
export async function postpone(tx: SystemTx, failed: readonly FailedItem[]): Promise<void> {
  if (failed.length === 0) return;
  await tx.execute(sql`update outbox o set due_at = now() + interval '1 second', attempts = attempts + 1, last_error = x.error,
      subject_id = coalesce(x.events[1], o.subject_id), event_ids = x.events
    from (select id, min(error) as error, array_agg("eventId") filter (where "eventId" is not null) as events
      from jsonb_to_recordset(${JSON.stringify(failed)}::jsonb) as y(id int8, error text, "eventId" uuid) group by id) x where o.id = x.id`);
}
