import type { Plan } from '@trellis/shared/plan/plan.ts';
import { sql } from 'drizzle-orm';
import type { WorkspaceTx } from '../client.ts';

/** The plan of a version. @throws when there is no such version in the workspace. */
export async function readPlan(tx: WorkspaceTx, versionId: string): Promise<Plan> {
  const [row] = await tx.execute<{ plan: Plan }>(
    sql`select plan from workflow_versions where id = ${versionId} and workspace_id = ${tx.workspaceId}`,
  );
  if (!row) throw new Error(`There is no workflow version ${versionId} in workspace ${tx.workspaceId}.`);
  return row.plan;
}

/** The number of a version, as people say it. */
export async function versionNumber(tx: WorkspaceTx, versionId: string): Promise<number> {
  const [row] = await tx.execute<{ number: number }>(
    sql`select number from workflow_versions where id = ${versionId} and workspace_id = ${tx.workspaceId}`,
  );
  return row?.number ?? 0;
}
