import { sql } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import type { SystemTx, WorkspaceTx } from '../client.ts';

export interface AuditEntry {
  /** User id, or a word for what no person did (`set-up`). */
  actor: string;
  /** Verb with its object: `workflow.publish`. */
  action: string;
  subjectKind: 'workspace' | 'key' | 'workflow' | 'run' | 'lead' | 'form' | 'import';
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
