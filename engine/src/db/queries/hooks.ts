import { randomBytes } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { WorkspaceTx } from '../client.ts';
import { instantOf } from './clock.ts';
import { iso } from './iso.ts';

export interface HookRow {
  token: string;
  /** Workspace time; null: nobody called yet. */
  lastAt: string | null;
  lastCode: string | null;
}

/** 192 bits: nobody guesses one. */
const newToken = () => randomBytes(24).toString('base64url');

/** The address of a step, made where it has none; null where there is no such workflow. */
export async function keepHook(
  tx: WorkspaceTx,
  { workflowId, nodeId }: { workflowId: string; nodeId: string },
): Promise<HookRow | null> {
  await tx.execute(sql`insert into hooks (workspace_id, workflow_id, node_id, token)
    select workspace_id, id, ${nodeId}, ${newToken()} from workflows where id = ${workflowId} and workspace_id = ${tx.workspaceId} on conflict do nothing`);
  const [row] = await tx.execute<HookRow & Record<string, unknown>>(sql`
    select token, ${iso('last_at')} as "lastAt", last_code as "lastCode" from hooks
    where workflow_id = ${workflowId} and node_id = ${nodeId} and workspace_id = ${tx.workspaceId}`);
  return row ?? null;
}

/** Gives a step another address; the former one is unknown from then on. False where the step has none yet. */
export async function rotateHook(
  tx: WorkspaceTx,
  { workflowId, nodeId }: { workflowId: string; nodeId: string },
): Promise<boolean> {
  const rows = await tx.execute(sql`update hooks set token = ${newToken()}, created_at = now()
    where workflow_id = ${workflowId} and node_id = ${nodeId} and workspace_id = ${tx.workspaceId} returning node_id`);
  return rows.length > 0;
}

/** Notes what became of a call. `at`: epoch ms, workspace time. At most one row version a second, however many calls come. */
export async function noteHookCall(
  tx: WorkspaceTx,
  { workflowId, nodeId, at, code }: { workflowId: string; nodeId: string; at: number; code: string },
): Promise<void> {
  await tx.execute(sql`update hooks set last_at = ${instantOf(at)}, last_code = ${code}
    where workflow_id = ${workflowId} and node_id = ${nodeId} and workspace_id = ${tx.workspaceId}
      and (last_at is null or last_at < ${instantOf(at - 1_000)} or last_code is distinct from ${code})`);
}
