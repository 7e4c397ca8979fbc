import { sql } from 'drizzle-orm';
import type { SystemTx } from '../client.ts';

export interface HookTarget {
  workspaceId: string;
  workflowId: string;
  node: string;
  config: { email?: string; userId?: string };
}

/** The webhook trigger behind a token, in whatever workspace; null for a token nobody has, or of a workflow that is not live. */
export async function resolveHook(tx: SystemTx, token: string): Promise<HookTarget | null> {
  const [row] = await tx.execute<HookTarget & Record<string, unknown>>(sql`
    select t.workspace_id as "workspaceId", t.workflow_id as "workflowId", t.node_id as node, v.plan #> array['nodes', t.node_id, 'config'] as config
    from workflow_triggers t join workflows w on w.id = t.workflow_id join workflow_versions v on v.id = t.version_id
    where t.token = ${token} and t.kind = 'webhook' and w.status = 'live'`);
  return row ?? null;
}
