import { compile } from '@trellis/shared/compiler/compile.ts';
import { triggerRules } from '@trellis/shared/compiler/trigger-rules.ts';
import type { Graph } from '@trellis/shared/graph/graph.ts';
import type { Plan } from '@trellis/shared/plan/plan.ts';
import { sql } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import { insertTriggers } from '../db/queries/publishing.ts';
import type { Services } from '../services.ts';

export interface Published {
  workflowId: string;
  versionId: string;
  plan: Plan;
}

/** Makes a graph a live workflow of a workspace. @throws with the diagnostics when it does not compile. */
export async function publishGraph(
  { db, catalog }: Pick<Services, 'db' | 'catalog'>,
  workspaceId: string,
  graph: Graph,
  name = 'Workflow',
): Promise<Published> {
  const { plan, hash, diagnostics } = compile(graph, catalog);
  if (!plan) throw new Error(`The graph does not compile: ${diagnostics.map(({ message }) => message).join(' ')}`);
  const [workflowId, versionId] = [uuidv7(), uuidv7()];
  await db.inWorkspace(workspaceId, async (tx) => {
    await tx.execute(sql`insert into workflows (id, workspace_id, name, status, draft, draft_saved_at, draft_saved_by, current_version_id)
      values (${workflowId}, ${workspaceId}, ${name}, 'live', ${JSON.stringify(graph)}::jsonb, now(), 'test', ${versionId})`);
    await tx.execute(sql`insert into workflow_versions (id, workspace_id, workflow_id, number, graph, plan, hash, published_by)
      values (${versionId}, ${workspaceId}, ${workflowId}, 1, ${JSON.stringify(graph)}::jsonb, ${JSON.stringify(plan)}::jsonb, ${hash}, 'test')`);
    await insertTriggers(tx, { workflowId, versionId, rules: triggerRules(plan, catalog) });
  });
  return { workflowId, versionId, plan };
}
