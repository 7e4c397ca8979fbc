import type { WorkspaceTx } from '../db/client.ts';
import { writeAudit } from '../db/queries/audit.ts';
import { readVersion } from '../db/queries/publishing.ts';
import { readWorkflow, updateDraft, type WorkflowRecord } from '../db/queries/workflows.ts';

export type Restored =
  | { kind: 'restored'; revision: number; savedAt: string }
  | { kind: 'not-found' }
  | { kind: 'draft-changed'; workflow: WorkflowRecord };

/** Puts a version's drawing into the draft, as one save over the revision that the person saw; audited. Publishing it makes a new version. */
export async function restoreVersion(
  tx: WorkspaceTx,
  ask: { workflowId: string; versionId: string; baseRevision: number; actor: string },
): Promise<Restored> {
  const { workflowId, versionId, baseRevision, actor } = ask;
  const version = await readVersion(tx, { workflowId, versionId });
  if (!version) return { kind: 'not-found' };
  const saved = await updateDraft(tx, { id: workflowId, draft: version.graph, baseRevision, savedBy: actor });
  if (!saved) {
    const workflow = await readWorkflow(tx, workflowId);
    return workflow ? { kind: 'draft-changed', workflow } : { kind: 'not-found' };
  }
  await writeAudit(tx, {
    actor,
    action: 'workflow.restore',
    subjectKind: 'workflow',
    subjectId: workflowId,
    change: { versionId, number: version.number, revision: saved.revision },
  });
  return { kind: 'restored', revision: saved.revision, savedAt: saved.savedAt };
}
