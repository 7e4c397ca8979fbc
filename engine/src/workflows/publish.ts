import type { Known } from '@trellis/shared/compiler/check-conditions.ts';
import type { ExtraChecks } from '@trellis/shared/compiler/check-config.ts';
import { type Compiled, compile } from '@trellis/shared/compiler/compile.ts';
import type { Diagnostic } from '@trellis/shared/compiler/diagnostic.ts';
import { triggerRules } from '@trellis/shared/compiler/trigger-rules.ts';
import type { Graph } from '@trellis/shared/graph/graph.ts';
import type { Catalog } from '@trellis/shared/node/catalog.ts';
import type { WorkspaceTx } from '../db/client.ts';
import { writeAudit } from '../db/queries/audit.ts';
import { knownNames } from '../db/queries/catalog.ts';
import { insertVersion, makeCurrent, readVersion, type VersionRow } from '../db/queries/publishing.ts';
import { readWorkflow, type WorkflowRecord } from '../db/queries/workflows.ts';
import { resume } from '../pauses/pause.ts';

export interface PublishRequest {
  workflowId: string;
  /** The draft's revision that the person saw; another one is a conflict. */
  revision: number;
  /** User id, or `trellis` for what no person did. */
  actor: string;
  /** Checks of the draft that only the engine can make (check-templates.ts), made before the transaction. */
  extraChecks?: ExtraChecks;
}

export type PublishAnswer =
  | { kind: 'published'; version: VersionRow; unchanged: boolean; warnings: Diagnostic[] }
  | { kind: 'not-found' }
  /** Somebody else is publishing it at this very moment. */
  | { kind: 'busy' }
  /** The draft was saved (or published) by somebody else meanwhile. */
  | { kind: 'draft-changed'; workflow: WorkflowRecord }
  | { kind: 'not-publishable'; diagnostics: Diagnostic[] };

/**
 * Freezes the draft into the next version, in the caller's transaction, with the workflow's row locked: of two at once, one wins
 * and the other is told. A plan that equals the current one makes no new version; the workflow goes live again if it was not.
 */
export async function publish(tx: WorkspaceTx, catalog: Catalog, request: PublishRequest): Promise<PublishAnswer> {
  const { workflowId, revision, actor, extraChecks } = request;
  const workflow = await readWorkflow(tx, workflowId, { lock: 'or-pass' });
  if (!workflow) return { kind: (await readWorkflow(tx, workflowId)) ? 'busy' : 'not-found' };
  if (workflow.revision !== revision) return { kind: 'draft-changed', workflow };
  const compiled = await diagnose(tx, catalog, workflow.draft, extraChecks);
  if (!compiled.plan) return { kind: 'not-publishable', diagnostics: compiled.diagnostics };
  const { plan, hash, diagnostics } = compiled;
  const current = workflow.currentVersionId
    ? await readVersion(tx, { workflowId, versionId: workflow.currentVersionId })
    : null;
  const unchanged = current?.hash === hash;
  const versionId =
    current && unchanged
      ? current.id
      : await insertVersion(tx, { workflowId, graph: workflow.draft, plan, hash, publishedBy: actor });
  await makeCurrent(tx, {
    workflowId,
    versionId,
    rules: triggerRules(current && unchanged ? current.plan : plan, catalog),
  });
  // Publishing takes a paused workflow up again: what came due meanwhile goes on.
  if (workflow.status === 'paused') await resume(tx, { level: 'workflow', subjectId: workflowId, name: '' }, { actor });
  await writeAudit(tx, {
    actor,
    action: 'workflow.publish',
    subjectKind: 'workflow',
    subjectId: workflowId,
    change: { versionId, hash, revision, unchanged, status: { from: workflow.status, to: 'live' } },
  });
  const version = await readVersion(tx, { workflowId, versionId });
  if (!version) throw new Error(`Version ${versionId} vanished in the transaction that made it.`);
  return { kind: 'published', version, unchanged, warnings: diagnostics };
}

/** Checks a graph as publishing would, with the names this workspace knows. */
export async function diagnose(
  tx: WorkspaceTx,
  catalog: Catalog,
  graph: Graph,
  extraChecks?: ExtraChecks,
): Promise<Compiled> {
  const known: Known = await knownNames(tx);
  return compile(graph, catalog, known, extraChecks);
}
