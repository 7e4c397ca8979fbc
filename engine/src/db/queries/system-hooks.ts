import { sql } from 'drizzle-orm';
import type { SystemTx } from '../client.ts';

export interface HookTarget {
  workspaceId: string;
  workflowId: string;
  node: string;
  /** Of the live version's step; null while no live workflow has it. */
  config: { email?: string; userId?: string } | null;
}

/** The step behind a token, in whatever workspace; null for a token nobody has. */
export async function resolveHook(tx: SystemTx, token: string): Promise<HookTarget | null> {
  const [row] = await tx.execute<HookTarget & Record<string, unknown>>(sql`
    select h.workspace_id as "workspaceId", h.workflow_id as "workflowId", h.node_id as node,
      (select v.plan #> array['nodes', t.node_id, 'config'] from workflow_triggers t
        join workflows w on w.id = t.workflow_id join workflow_versions v on v.id = t.version_id
        where t.workflow_id = h.workflow_id and t.node_id = h.node_id and t.kind = 'webhook' and w.status = 'live') as config
    from hooks h where h.token = ${token}`);
  return row ?? null;
}
