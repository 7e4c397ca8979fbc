import { sql } from 'drizzle-orm';
import type { WorkspaceTx } from '../client.ts';

export interface TrackedSend {
  key: string;
  leadId: string;
  email: string | null;
  runId: string;
  workflowId: string;
  workflowName: string;
  nodeId: string;
  nodeName: string;
  subject: string | null;
}

/** The send a tracked link belongs to; null where it is gone. */
export async function readTrackedSend(tx: WorkspaceTx, sendId: string): Promise<TrackedSend | null> {
  const [row] = await tx.execute<TrackedSend & Record<string, unknown>>(sql`
    select s.key, s.lead_id as "leadId", l.email, s.run_id as "runId", s.workflow_id as "workflowId", w.name as "workflowName", s.node as "nodeId",
      coalesce(v.plan -> 'nodes' -> s.node ->> 'name', s.node) as "nodeName", s.subject
    from sends s join leads l on l.id = s.lead_id join runs r on r.id = s.run_id join workflow_versions v on v.id = r.version_id join workflows w on w.id = s.workflow_id
    where s.id = ${sendId} and s.workspace_id = ${tx.workspaceId}`);
  return row ?? null;
}

/** Notes the first open or click of a send; `at` is workspace time, epoch ms. A click is an open too. */
export async function markEngaged(
  tx: WorkspaceTx,
  { sendId, what, at }: { sendId: string; what: 'open' | 'click'; at: number },
): Promise<void> {
  const when = sql`to_timestamp(${at}::float8 / 1000)`;
  await tx.execute(sql`update sends set opened_at = least(opened_at, ${when}), clicked_at = ${what === 'click' ? sql`least(clicked_at, ${when})` : sql`clicked_at`}
    where id = ${sendId} and workspace_id = ${tx.workspaceId}`);
}

const FEEDBACK = { reply: 'replied_at', bounce: 'bounced_at', complaint: 'complained_at' } as const;

/** Notes the first reply, bounce or complaint of a send; `at` is workspace time, epoch ms. */
export async function markFeedback(
  tx: WorkspaceTx,
  { sendId, what, at }: { sendId: string; what: keyof typeof FEEDBACK; at: number },
): Promise<void> {
  const column = sql.identifier(FEEDBACK[what]);
  await tx.execute(
    sql`update sends set ${column} = least(${column}, to_timestamp(${at}::float8 / 1000)) where id = ${sendId} and workspace_id = ${tx.workspaceId}`,
  );
}
