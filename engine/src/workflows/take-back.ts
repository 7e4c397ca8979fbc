import { TAKE_BACK_MS } from '@trellis/shared/api/publish-views.ts';
import type { WorkflowStatus } from '@trellis/shared/api/workflows.ts';
import { triggerRules } from '@trellis/shared/compiler/trigger-rules.ts';
import type { Catalog } from '@trellis/shared/node/catalog.ts';
import type { WorkspaceTx } from '../db/client.ts';
import { writeAudit } from '../db/queries/audit.ts';
import { startedOn } from '../db/queries/cohorts.ts';
import { makeCurrent, readTakeBack, readVersion, type VersionRow } from '../db/queries/publishing.ts';
import { cancelMovesOf } from '../moves/moves.ts';
import { changeStatus } from './status.ts';

/** Runs that are listed by id; the rest is counted. */
const LISTED = 200;

export type TakenBack =
  | { kind: 'taken-back'; current: VersionRow; runIds: string[]; started: number }
  | { kind: 'not-found' }
  | { kind: 'too-late' };

/**
 * Makes the version before the last publish current again, with its triggers, scans and status (taking back ends with the workflow live, paused or stopped as it was). The workflow's row is locked against entries: each
 * run that began on the version taken back is there to be listed and finishes its way, and no other begins on it. Moves that wait are cancelled.
 */
export async function takeBack(
  tx: WorkspaceTx,
  catalog: Catalog,
  { workflowId, versionId, actor }: { workflowId: string; versionId: string; actor: string },
): Promise<TakenBack> {
  const version = await readVersion(tx, { workflowId, versionId });
  if (!version) return { kind: 'not-found' };
  const before = await readTakeBack(tx, workflowId, { withinMs: TAKE_BACK_MS, lock: true });
  if (!before?.open || before.currentVersionId !== versionId || !before.formerVersionId || !before.since)
    return { kind: 'too-late' };
  const former = await readVersion(tx, { workflowId, versionId: before.formerVersionId });
  if (!former) return { kind: 'too-late' };
  await makeCurrent(tx, {
    workflowId,
    versionId: former.id,
    rules: triggerRules(former.plan, catalog),
  });
  await backTo(tx, workflowId, before.formerStatus, actor);
  await cancelMovesOf(tx, workflowId, actor);
  const runIds = await startedOn(tx, versionId, before.since, LISTED + 1);
  await writeAudit(tx, {
    actor,
    action: 'workflow.take-back',
    subjectKind: 'workflow',
    subjectId: workflowId,
    change: { versionId, current: former.id, status: before.formerStatus, started: version.active },
  });
  const current = await readVersion(tx, { workflowId, versionId: former.id });
  const taken = await readVersion(tx, { workflowId, versionId });
  if (!current || !taken) throw new Error(`Version ${former.id} vanished in the transaction that made it current.`);
  return {
    kind: 'taken-back',
    current,
    runIds: runIds.slice(0, LISTED),
    started: Math.max(taken.active, runIds.length),
  };
}

/** Publishing took the workflow live: it goes back to the status it had. */
async function backTo(
  tx: WorkspaceTx,
  workflowId: string,
  status: WorkflowStatus | null,
  actor: string,
): Promise<void> {
  if (status === 'archived') await changeStatus(tx, { workflowId, status: 'stopped', actor });
  if (status !== null && status !== 'live' && status !== 'draft') await changeStatus(tx, { workflowId, status, actor });
}
