import type { MoveOptions } from '@trellis/shared/api/publish-views.ts';
import type { Graph } from '@trellis/shared/graph/graph.ts';
import { sql } from 'drizzle-orm';
import type { WorkspaceTx } from '../client.ts';
import { iso } from './iso.ts';

export interface ScheduledPublish {
  workflowId: string;
  /** Real time. */
  at: string;
  revision: number;
  graph: Graph;
  moves: MoveOptions | null;
  actor: string;
  actorName: string;
  failed: string | null;
}

/** Keeps a draft to be published later, in the place of one that was kept before. */
export async function keepScheduled(tx: WorkspaceTx, one: Omit<ScheduledPublish, 'failed'>): Promise<void> {
  await tx.execute(sql`insert into scheduled_publishes (workflow_id, workspace_id, at, revision, graph, moves, actor, actor_name)
    values (${one.workflowId}, ${tx.workspaceId}, ${one.at}::timestamptz, ${one.revision}, ${JSON.stringify(one.graph)}::jsonb,
      ${one.moves ? JSON.stringify(one.moves) : null}::jsonb, ${one.actor}, ${one.actorName})
    on conflict (workflow_id) do update set at = excluded.at, revision = excluded.revision, graph = excluded.graph, moves = excluded.moves,
      actor = excluded.actor, actor_name = excluded.actor_name, failed = null, created_at = now()`);
  await tx.execute(sql`insert into scans (workspace_id, kind, subject_id, node, due_at) values (${tx.workspaceId}, 'publish', ${one.workflowId}, '', ${one.at}::timestamptz)
    on conflict (workspace_id, kind, subject_id, node) do update set due_at = excluded.due_at, last_error = null`);
}

/** What is to be published later; locked where asked, so that it is published or taken away, not both. */
export async function readScheduled(
  tx: WorkspaceTx,
  workflowId: string,
  { lock = false }: { lock?: boolean } = {},
): Promise<ScheduledPublish | null> {
  const [row] = await tx.execute<ScheduledPublish & Record<string, unknown>>(sql`
    select workflow_id as "workflowId", ${iso('at')} as at, revision, graph, moves, actor, actor_name as "actorName", failed from scheduled_publishes
    where workflow_id = ${workflowId} and workspace_id = ${tx.workspaceId} ${lock ? sql`for update` : sql``}`);
  return row ?? null;
}

/** Takes it away; false where nothing was to be published. */
export async function dropScheduled(tx: WorkspaceTx, workflowId: string): Promise<boolean> {
  await tx.execute(
    sql`delete from scans where workspace_id = ${tx.workspaceId} and kind = 'publish' and subject_id = ${workflowId}`,
  );
  const rows = await tx.execute(
    sql`delete from scheduled_publishes where workflow_id = ${workflowId} and workspace_id = ${tx.workspaceId} returning 1`,
  );
  return rows.length > 0;
}

/** Keeps why it could not be published; it is not tried again by itself. */
export async function failScheduled(tx: WorkspaceTx, workflowId: string, failed: string): Promise<void> {
  await tx.execute(
    sql`delete from scans where workspace_id = ${tx.workspaceId} and kind = 'publish' and subject_id = ${workflowId}`,
  );
  await tx.execute(
    sql`update scheduled_publishes set failed = ${failed} where workflow_id = ${workflowId} and workspace_id = ${tx.workspaceId}`,
  );
}
