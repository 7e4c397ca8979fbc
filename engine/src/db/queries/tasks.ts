import type { LeadRef } from '@trellis/shared/api/base.ts';
import type { NewTask } from '@trellis/shared/node/change.ts';
import { sql } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import type { WorkspaceTx } from '../client.ts';
import { instantOf } from './clock.ts';
import { iso } from './iso.ts';
import { leadRef } from './lead-ref.ts';

/** Adds a task; a second one of the same visit changes nothing. */
export async function insertTask(
  tx: WorkspaceTx,
  task: NewTask & {
    key: string;
    node: string;
    leadId: string;
    runId: string;
    workflowId: string;
    awaited: boolean;
  },
): Promise<void> {
  const { kind, title, instructions, outcomes, assignee, dueAt } = task;
  await tx.execute(sql`insert into tasks (id, workspace_id, lead_id, run_id, workflow_id, node, key, kind, title, instructions, outcomes, awaited, assignee, due_at)
    values (${uuidv7()}, ${tx.workspaceId}, ${task.leadId}, ${task.runId}, ${task.workflowId}, ${task.node}, ${task.key}, ${kind}, ${title}, ${instructions ?? null},
      ${JSON.stringify(outcomes)}::jsonb, ${task.awaited}, ${assignee ?? null}, ${instantOf(dueAt ?? null)}) on conflict (key) do nothing`);
}

export interface TaskRow {
  id: string;
  key: string;
  kind: 'approval' | 'call' | 'todo';
  title: string;
  instructions: string | null;
  outcomes: { id: string; label: string }[];
  status: 'open' | 'done' | 'withdrawn';
  assignee: string | null;
  dueAt: string | null;
  outcome: string | null;
  note: string | null;
  decidedBy: string | null;
  decidedAt: string | null;
  createdAt: string;
  lead: LeadRef;
  runId: string;
  workflow: { id: string; name: string };
  nodeId: string;
}

const columns = sql`t.id, t.key, t.kind, t.title, t.instructions, t.outcomes, t.status, t.assignee, ${iso('t.due_at')} as "dueAt", t.outcome, t.note,
  t.decided_by as "decidedBy", ${iso('t.decided_at')} as "decidedAt", ${iso('t.created_at')} as "createdAt", ${leadRef} as lead, t.run_id as "runId",
  jsonb_build_object('id', w.id, 'name', w.name) as workflow, t.node as "nodeId"`;

const from = sql`from tasks t join leads l on l.id = t.lead_id join workflows w on w.id = t.workflow_id`;

/** Tasks, newest first; open ones, or those that are no longer. */
export async function listTasks(
  tx: WorkspaceTx,
  ask: {
    status: TaskRow['status'] | undefined;
    leadId: string | undefined;
    assignee: string | undefined;
    before: string | null;
    limit: number;
  },
): Promise<TaskRow[]> {
  return tx.execute<TaskRow & Record<string, unknown>>(sql`
    select ${columns} ${from} where t.workspace_id = ${tx.workspaceId}
      ${ask.status ? sql`and t.status = ${ask.status}` : sql``} ${ask.leadId ? sql`and t.lead_id = ${ask.leadId}` : sql``}
      ${ask.assignee ? sql`and t.assignee = ${ask.assignee}` : sql``} ${ask.before ? sql`and t.id < ${ask.before}` : sql``}
    order by t.id desc limit ${ask.limit}`);
}

/** How many tasks wait for an answer. */
export async function countOpenTasks(tx: WorkspaceTx): Promise<number> {
  const [row] = await tx.execute<{ open: number }>(
    sql`select count(*)::int as open from tasks where workspace_id = ${tx.workspaceId} and status = 'open'`,
  );
  return row?.open ?? 0;
}

/** A task; null where there is none with this id. */
export async function readTask(tx: WorkspaceTx, taskId: string): Promise<TaskRow | null> {
  const [row] = await tx.execute<TaskRow & Record<string, unknown>>(
    sql`select ${columns} ${from} where t.id = ${taskId} and t.workspace_id = ${tx.workspaceId}`,
  );
  return row ?? null;
}

/** Answers an open task; false where it is not open any more: of two people one answers. `at`: epoch ms, workspace time. */
export async function decideTask(
  tx: WorkspaceTx,
  answer: { taskId: string; outcome: string; note: string | null; by: string; at: number },
): Promise<boolean> {
  const rows = await tx.execute(sql`
    update tasks set status = 'done', outcome = ${answer.outcome}, note = ${answer.note}, decided_by = ${answer.by}, decided_at = ${instantOf(answer.at)}
    where id = ${answer.taskId} and workspace_id = ${tx.workspaceId} and status = 'open' returning id`);
  return rows.length > 0;
}

/** Gives an open task to somebody, or to nobody; false where it is not open. */
export async function assignTask(tx: WorkspaceTx, taskId: string, assignee: string | null): Promise<boolean> {
  const rows = await tx.execute(
    sql`update tasks set assignee = ${assignee} where id = ${taskId} and workspace_id = ${tx.workspaceId} and status = 'open' returning id`,
  );
  return rows.length > 0;
}
