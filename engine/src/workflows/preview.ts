import type { PublishPreview } from '@trellis/shared/api/publish-views.ts';
import type { ChangeNames } from '@trellis/shared/compiler/changes/change.ts';
import { versionChanges } from '@trellis/shared/compiler/changes/version-changes.ts';
import type { ExtraChecks } from '@trellis/shared/compiler/check-config.ts';
import { emptyGraph } from '@trellis/shared/graph/graph.ts';
import type { WorkspaceTx } from '../db/client.ts';
import { lastVersionNumber, readVersion } from '../db/queries/publishing.ts';
import { readWorkflow, type WorkflowRecord } from '../db/queries/workflows.ts';
import type { DecideDeps } from '../runs/decide-once.ts';
import { readCohorts } from './cohorts.ts';
import { diagnose } from './publish.ts';

export type Previewed =
  | { kind: 'preview'; preview: PublishPreview }
  | { kind: 'not-found' }
  | { kind: 'draft-changed'; workflow: WorkflowRecord };

/** What publishing the draft of a revision would change, and whom it would concern. Changes nothing and locks nothing. */
export async function previewPublish(
  tx: WorkspaceTx,
  deps: DecideDeps,
  ask: { workflowId: string; revision: number; extraChecks: ExtraChecks; names: ChangeNames },
): Promise<Previewed> {
  const { workflowId, revision, extraChecks, names } = ask;
  const workflow = await readWorkflow(tx, workflowId);
  if (!workflow) return { kind: 'not-found' };
  if (workflow.revision !== revision) return { kind: 'draft-changed', workflow };
  const { plan, hash, diagnostics } = await diagnose(tx, deps.catalog, workflow.draft, extraChecks);
  const versionId = workflow.currentVersionId;
  const current = versionId ? await readVersion(tx, { workflowId, versionId }) : null;
  const unchanged = current !== null && current.hash === hash;
  const changes = unchanged ? [] : versionChanges(current?.graph ?? emptyGraph(), workflow.draft, deps.catalog, names);
  const cohorts = plan
    ? await readCohorts(tx, deps, { workflowId, except: unchanged ? versionId : null, to: plan, names })
    : [];
  return {
    kind: 'preview',
    preview: {
      number: unchanged ? current.number : (await lastVersionNumber(tx, workflowId)) + 1,
      unchanged,
      current: current && { id: current.id, number: current.number },
      diagnostics,
      changes,
      cohorts,
      leads: cohorts.reduce((sum, { leads }) => sum + leads, 0),
      targets: Object.values(plan?.nodes ?? {})
        .filter(({ id }) => !plan?.triggers.includes(id))
        .map(({ id, name, type }) => ({ id, name, type })),
    },
  };
}
