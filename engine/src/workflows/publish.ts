import { type MoveOptions, TAKE_BACK_MS } from '@trellis/shared/api/publish-views.ts';
import type { Known } from '@trellis/shared/compiler/check-conditions.ts';
import type { ExtraChecks } from '@trellis/shared/compiler/check-config.ts';
import { type Compiled, compile } from '@trellis/shared/compiler/compile.ts';
import type { Diagnostic } from '@trellis/shared/compiler/diagnostic.ts';
import { triggerRules } from '@trellis/shared/compiler/trigger-rules.ts';
import type { Graph } from '@trellis/shared/graph/graph.ts';
import type { Catalog } from '@trellis/shared/node/catalog.ts';
import type { Plan } from '@trellis/shared/plan/plan.ts';
import { successor, survives } from '@trellis/shared/runtime/migrate.ts';
import type { WorkspaceTx } from '../db/client.ts';
import { writeAudit } from '../db/queries/audit.ts';
import { knownNames } from '../db/queries/catalog.ts';
import { insertVersion, makeCurrent, readTakeBack, readVersion, type VersionRow } from '../db/queries/publishing.ts';
import { readWorkflow, type WorkflowRecord } from '../db/queries/workflows.ts';
import { cancelMovesOf, startMove } from '../moves/moves.ts';
import { resume } from '../pauses/pause.ts';

export interface PublishRequest {
  workflowId: string;
  /** The draft's revision that the person saw; another one is a conflict. */
  revision: number;
  /** User id, or `trellis` for what no person did. */
  actor: string;
  /** As the log of moved runs says it. */
  actorName?: string;
  /** What becomes of the runs on former versions; they stay by default. */
  moves?: MoveOptions | undefined;
  /** Published instead of the draft: as it was when that was decided. The revision is not looked at. */
  frozen?: Graph;
  /** Checks of the draft that only the engine can make (check-templates.ts), made before the transaction. */
  extraChecks?: ExtraChecks;
}

export type PublishAnswer =
  | {
      kind: 'published';
      version: VersionRow;
      unchanged: boolean;
      warnings: Diagnostic[];
      moveId: string | null;
      /** Real time. */
      takeBackUntil: string | null;
    }
  | { kind: 'not-found' }
  /** Somebody else is publishing it at this very moment. */
  | { kind: 'busy' }
  /** The draft was saved (or published) by somebody else meanwhile. */
  | { kind: 'draft-changed'; workflow: WorkflowRecord }
  | { kind: 'not-publishable'; diagnostics: Diagnostic[] }
  | { kind: 'bad-choice'; message: string };

/**
 * Freezes the draft into the next version, in the caller's transaction, with the workflow's row locked: of two at once, one wins
 * and the other is told. A plan that equals the current one makes no new version; the workflow goes live again if it was not.
 */
export async function publish(tx: WorkspaceTx, catalog: Catalog, request: PublishRequest): Promise<PublishAnswer> {
  const { workflowId, revision, actor, actorName = 'Trellis', extraChecks, moves, frozen } = request;
  const workflow = await readWorkflow(tx, workflowId, { lock: 'or-pass' });
  if (!workflow) return { kind: (await readWorkflow(tx, workflowId)) ? 'busy' : 'not-found' };
  if (!frozen && workflow.revision !== revision) return { kind: 'draft-changed', workflow };
  const graph = frozen ?? workflow.draft;
  const compiled = await diagnose(tx, catalog, graph, extraChecks);
  if (!compiled.plan) return { kind: 'not-publishable', diagnostics: compiled.diagnostics };
  const { plan, hash, diagnostics } = compiled;
  const wrong = moves && (await wrongChoice(tx, workflowId, plan, moves));
  if (wrong) return { kind: 'bad-choice', message: wrong };
  const current = workflow.currentVersionId
    ? await readVersion(tx, { workflowId, versionId: workflow.currentVersionId })
    : null;
  const unchanged = current?.hash === hash;
  const versionId =
    current && unchanged ? current.id : await insertVersion(tx, { workflowId, graph, plan, hash, publishedBy: actor });
  await makeCurrent(tx, {
    workflowId,
    versionId,
    rules: triggerRules(current && unchanged ? current.plan : plan, catalog),
    takeBack: current !== null && !unchanged,
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
  // Whoever publishes decides anew what becomes of the runs on former versions.
  if (!unchanged || moves) await cancelMovesOf(tx, workflowId, actor);
  const moveId = moves
    ? await startMove(tx, { workflowId, versionId, options: moves, actor, actorName, atOnce: unchanged })
    : null;
  const version = await readVersion(tx, { workflowId, versionId });
  if (!version) throw new Error(`Version ${versionId} vanished in the transaction that made it.`);
  const takeBack = unchanged ? null : await readTakeBack(tx, workflowId, { withinMs: TAKE_BACK_MS });
  return {
    kind: 'published',
    version,
    unchanged,
    warnings: diagnostics,
    moveId,
    takeBackUntil: takeBack?.until ?? null,
  };
}

/** What is wrong with a choice for the runs at a node; undefined where all can be done. */
export async function wrongChoice(
  tx: WorkspaceTx,
  workflowId: string,
  to: Plan,
  { choices }: MoveOptions,
): Promise<string | undefined> {
  const plans = new Map<string, Plan | undefined>();
  for (const { versionId, nodeId, choice, target } of choices) {
    if (!plans.has(versionId)) plans.set(versionId, (await readVersion(tx, { workflowId, versionId }))?.plan);
    const from = plans.get(versionId);
    if (!from?.nodes[nodeId]) return `No version of this workflow has the step “${nodeId}” that a choice names.`;
    if (target !== undefined && !Object.hasOwn(to.nodes, target))
      return `The step “${target}” that a choice names as target is not in the version being published.`;
    if (choice === 'now' && target === undefined && !survives(from, to, nodeId) && !successor(from, to, nodeId))
      return `The step “${from.nodes[nodeId].name}” is gone and nothing that followed it is left: name the step where its leads go on.`;
  }
  return undefined;
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
