import type { Database, SystemTx, WorkspaceTx } from '../db/client.ts';
import { writeAudit } from '../db/queries/audit.ts';
import { addSuppression } from '../db/queries/consent.ts';
import { lockErasable, scrubLead } from '../db/queries/erase.ts';
import { survivorOf } from '../db/queries/merge.ts';
import { openRunIds } from '../db/queries/run-control.ts';
import { lockRun } from '../db/queries/run-locks.ts';
import { addressHashOf } from '../messages/send-mail.ts';
import { endRun } from '../runs/control.ts';

/**
 * Erases a lead in one transaction: runs end, nothing claimed begins, everything personal goes out of all tables. That the address must not be
 * mailed stays, as a keyed hash. Null where there is no such lead, or it was erased before.
 */
export function eraseLead(
  { db, secret }: { db: Database; secret: string },
  request: { workspaceId: string; leadId: string; actor: string; reason?: string | undefined },
): Promise<{ runsEnded: number } | null> {
  const { workspaceId, actor, reason } = request;
  return db.asSystem(async (system) => {
    // The log may be changed by no login but this one; all queries of it name the workspace or rows that were found by it.
    const scoped: SystemTx & { workspaceId: string } = Object.assign(system, { workspaceId });
    const tx = scoped as unknown as WorkspaceTx;
    const leadId = await survivorOf(tx, request.leadId);
    const lead = await lockErasable(scoped, leadId);
    if (!lead) return null;
    const open = await openRunIds(tx, [leadId]);
    for (const runId of open) await endRun(tx, await lockRun(tx, runId, null), 'erased');
    // Also where the word came without a click: the address may come back by an import.
    if (lead.optedOut && lead.email) {
      const addressHash = addressHashOf(secret, workspaceId, lead.email);
      await addSuppression(tx, { addressHash, reason: 'unsubscribed', sendKey: null });
    }
    await scrubLead(scoped, leadId, lead);
    await writeAudit(tx, {
      actor,
      action: 'lead.erase',
      subjectKind: 'lead',
      subjectId: leadId,
      reason,
      change: { runsEnded: open.length },
    });
    return { runsEnded: open.length };
  });
}
