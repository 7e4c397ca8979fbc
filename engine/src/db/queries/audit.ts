import { sql } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import type { SystemTx, WorkspaceTx } from '../client.ts';
import { iso } from './iso.ts';

export interface AuditEntry {
  /** User id, or a word for what no person did (`set-up`). */
  actor: string;
  /** Verb with its object: `workflow.publish`. */
  action: string;
  subjectKind:
    | 'task'
    | 'segment'
    | 'workspace'
    | 'key'
    | 'workflow'
    | 'run'
    | 'job'
    | 'lead'
    | 'form'
    | 'import'
    | 'secret'
    | 'member';
  subjectId: string | null;
  reason?: string | undefined;
  /** What changed, without personal data where ids do. */
  change?: Record<string, unknown>;
}

/** Writes the one audit row of a change; to be called in the transaction of the change. */
export async function writeAudit(
  tx: WorkspaceTx | (SystemTx & { workspaceId: string }),
  entry: AuditEntry,
): Promise<void> {
  await tx.execute(sql`insert into audit_log (id, workspace_id, actor, action, subject_kind, subject_id, reason, change)
    values (${uuidv7()}, ${tx.workspaceId}, ${entry.actor}, ${entry.action}, ${entry.subjectKind}, ${entry.subjectId},
      ${entry.reason ?? null}, ${JSON.stringify(entry.change ?? {})}::jsonb)`);
}

export interface AuditRow {
  id: string;
  at: string;
  actor: string;
  action: string;
  subjectKind: string;
  subjectId: string | null;
  subjectName: string | null;
  reason: string | null;
  change: Record<string, unknown>;
}

/** Areas whose actions begin with more than one word: what is paused is resumed too. */
const BESIDE: Record<string, readonly string[]> = {
  run: ['run', 'runs', 'job'],
  pause: ['pause', 'resume'],
  mail: ['mail', 'sms'],
};

/** Entries of the audit log, newest first, after the given one; names of things as they are now. */
export async function listAudit(
  tx: WorkspaceTx,
  { area, actor, after, limit }: { area?: string; actor?: string; after: string | null; limit: number },
): Promise<AuditRow[]> {
  const where = [sql`a.workspace_id = ${tx.workspaceId}`];
  if (after) where.push(sql`a.id < ${after}::uuid`);
  if (area) {
    const beginnings = (BESIDE[area] ?? [area]).map((one) => sql`starts_with(a.action, ${`${one}.`})`);
    where.push(sql`(${sql.join(beginnings, sql` or `)})`);
  }
  if (actor) where.push(sql`a.actor = ${actor}`);
  return tx.execute<AuditRow & Record<string, unknown>>(sql`
    select a.id, ${iso('a.created_at')} as at, a.actor, a.action, a.subject_kind as "subjectKind", a.subject_id as "subjectId", a.reason, a.change,
      case a.subject_kind when 'workflow' then (select name from workflows where id = a.subject_id)
        when 'key' then (select name from api_keys where id = a.subject_id)
        when 'form' then (select name from forms where id = a.subject_id)
        when 'import' then (select name from imports where id = a.subject_id)
        when 'segment' then (select name from segments where id = a.subject_id)
        when 'secret' then (select name from secrets where id = a.subject_id) end as "subjectName"
    from audit_log a where ${sql.join(where, sql` and `)} order by a.id desc nulls last limit ${limit}`);
}
