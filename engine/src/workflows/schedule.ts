import type { MoveOptions } from '@trellis/shared/api/publish-views.ts';
import type { ExtraChecks } from '@trellis/shared/compiler/check-config.ts';
import type { Diagnostic } from '@trellis/shared/compiler/diagnostic.ts';
import type { Graph } from '@trellis/shared/graph/graph.ts';
import type { Catalog } from '@trellis/shared/node/catalog.ts';
import type { WorkspaceTx } from '../db/client.ts';
import { writeAudit } from '../db/queries/audit.ts';
import { dropScheduled, failScheduled, keepScheduled, readScheduled } from '../db/queries/scheduled-publishes.ts';
import { readWorkflow, type WorkflowRecord } from '../db/queries/workflows.ts';
import type { Renderer } from '../messages/render/renderer.ts';
import { secretNames } from '../secrets/use-secrets.ts';
import { templateChecks } from './check-templates.ts';
import { diagnose, type PublishAnswer, publish, wrongChoice } from './publish.ts';

/*
 * none ──schedule──▶ kept ──its time──▶ published, and gone
 *                     │        └──cannot be published any more──▶ failed (shown, until it is scheduled anew or taken away)
 *                     └──unschedule──▶ none
 */

export type Scheduled =
  | { kind: 'scheduled'; at: string }
  | { kind: 'not-found' }
  | { kind: 'draft-changed'; workflow: WorkflowRecord }
  | { kind: 'not-publishable'; diagnostics: Diagnostic[] }
  | { kind: 'bad-choice'; message: string }
  | { kind: 'time-past' };

/** Keeps the draft of now to be published at a moment of real time, in the place of one that was kept before; audited. */
export async function schedulePublish(
  tx: WorkspaceTx,
  { catalog, renderer }: { catalog: Catalog; renderer: Renderer },
  ask: {
    workflowId: string;
    revision: number;
    at: string;
    moves?: MoveOptions | undefined;
    actor: string;
    actorName: string;
  },
): Promise<Scheduled> {
  const { workflowId, revision, at, moves, actor, actorName } = ask;
  const workflow = await readWorkflow(tx, workflowId, { lock: 'wait' });
  if (!workflow) return { kind: 'not-found' };
  if (workflow.revision !== revision) return { kind: 'draft-changed', workflow };
  if (Date.parse(at) <= Date.now()) return { kind: 'time-past' };
  const graph = workflow.draft;
  const { plan, diagnostics } = await diagnose(tx, catalog, graph, await checksIn(tx, { catalog, renderer }, graph));
  if (!plan) return { kind: 'not-publishable', diagnostics };
  const wrong = moves && (await wrongChoice(tx, workflowId, plan, moves));
  if (wrong) return { kind: 'bad-choice', message: wrong };
  const time = new Date(at).toISOString();
  await keepScheduled(tx, { workflowId, at: time, revision, graph, moves: moves ?? null, actor, actorName });
  await writeAudit(tx, {
    actor,
    action: 'workflow.schedule',
    subjectKind: 'workflow',
    subjectId: workflowId,
    change: { at: time, revision },
  });
  return { kind: 'scheduled', at: time };
}

/** Takes a scheduled publish away, audited; false where there was none. */
export async function unschedulePublish(tx: WorkspaceTx, workflowId: string, actor: string): Promise<boolean> {
  const dropped = await dropScheduled(tx, workflowId);
  if (dropped)
    await writeAudit(tx, { actor, action: 'workflow.unschedule', subjectKind: 'workflow', subjectId: workflowId });
  return dropped;
}

/** Publishes what was scheduled, as the one who scheduled it. What hinders it is kept and shown; only another publish at this very moment is waited for. */
export async function publishScheduled(
  tx: WorkspaceTx,
  { catalog, renderer }: { catalog: Catalog; renderer: Renderer },
  workflowId: string,
): Promise<PublishAnswer | undefined> {
  const kept = await readScheduled(tx, workflowId, { lock: true });
  if (!kept || kept.failed !== null) {
    if (!kept) await dropScheduled(tx, workflowId);
    return undefined;
  }
  const { graph, revision, actor, actorName, moves } = kept;
  const extraChecks = await checksIn(tx, { catalog, renderer }, graph);
  const answer = await publish(tx, catalog, {
    workflowId,
    revision,
    actor,
    actorName,
    extraChecks,
    frozen: graph,
    ...(moves ? { moves } : {}),
  });
  if (answer.kind === 'busy') return answer;
  if (answer.kind === 'published') {
    await dropScheduled(tx, workflowId);
    return answer;
  }
  const failed = whyNot(answer);
  await failScheduled(tx, workflowId, failed);
  await writeAudit(tx, {
    actor: 'trellis',
    action: 'workflow.schedule-failed',
    subjectKind: 'workflow',
    subjectId: workflowId,
    reason: failed,
  });
  return answer;
}

/** Checks of a graph that only the engine can make, within the caller's transaction. */
async function checksIn(
  tx: WorkspaceTx,
  { catalog, renderer }: { catalog: Catalog; renderer: Renderer },
  graph: Graph,
): Promise<ExtraChecks> {
  const names = await secretNames({ inWorkspace: (_, work) => work(tx) }, tx.workspaceId);
  return templateChecks(catalog, renderer, graph, names);
}

function whyNot(answer: Exclude<PublishAnswer, { kind: 'published' | 'busy' }>): string {
  switch (answer.kind) {
    case 'not-publishable': {
      const errors = answer.diagnostics.filter(({ severity }) => severity === 'error');
      const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
      return `It has problems that block publishing: ${errors[0]?.message ?? ''}${more}`;
    }
    case 'bad-choice':
      return answer.message;
    case 'not-found':
      return 'The workflow is not there any more.';
    case 'draft-changed':
      return 'The draft was changed.';
    default:
      return answer satisfies never;
  }
}
