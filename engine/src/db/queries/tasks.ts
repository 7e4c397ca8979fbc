import type { LeadRef } from '@trellis/shared/api/base.ts';
import type { EventRecord } from '@trellis/shared/event/event.ts';
import type { NewTask } from '@trellis/shared/node/change.ts';
import type { Plan } from '@trellis/shared/plan/plan.ts';
import type { RunState } from '@trellis/shared/runtime/state.ts';
import { type SQL, sql } from 'drizzle-orm';
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

export interface TaskFilter {
  status?: TaskRow['status'] | 'overdue' | 'closed' | undefined;
  kind?: TaskRow['kind'] | undefined;
  leadId?: string | undefined;
  workflowId?: string | undefined;
  nodeId?: string | undefined;
  /** Id of a person, whose role's tasks count too; null: nobody's. */
  assignee?: string | null | undefined;
  /** For `overdue`: due before this moment (epoch ms, workspace time). */
  now: number;
}

/** Tasks of a filter after the given one: open ones by due time (those without one last), others newest first; both walk an index. */
export async function listTasks(
  tx: WorkspaceTx,
  filter: TaskFilter,
  { after, limit }: { after: { dueAt: string | null; id: string } | null; limit: number },
): Promise<TaskRow[]> {
  const byDue = filter.status === 'open' || filter.status === 'overdue';
  const due = (dueAt: string | null) => sql`coalesce(${dueAt}::timestamptz, 'infinity')`;
  const following = byDue
    ? after && sql`(coalesce(t.due_at, 'infinity'), t.id) > (${due(after.dueAt)}, ${after.id}::uuid)`
    : after && sql`t.id < ${after.id}::uuid`;
  return tx.execute<TaskRow & Record<string, unknown>>(sql`
    select ${columns} ${from} where ${matching(tx, filter)} ${following ? sql`and ${following}` : sql``}
    order by ${byDue ? sql`t.due_at asc nulls last, t.id` : sql`t.id desc`} limit ${limit}`);
}

function matching(tx: WorkspaceTx, filter: TaskFilter): SQL {
  const { status, kind, leadId, workflowId, nodeId, assignee, now } = filter;
  const where: SQL[] = [sql`t.workspace_id = ${tx.workspaceId}`];
  if (status === 'closed') where.push(sql`t.status <> 'open'`);
  else if (status === 'overdue') where.push(sql`t.status = 'open' and t.due_at < ${instantOf(now)}`);
  else if (status) where.push(sql`t.status = ${status}`);
  if (kind) where.push(sql`t.kind = ${kind}`);
  if (leadId) where.push(sql`t.lead_id = ${leadId}`);
  if (workflowId) where.push(sql`t.workflow_id = ${workflowId}`);
  if (nodeId) where.push(sql`t.node = ${nodeId}`);
  if (assignee !== undefined)
    where.push(assignee === null ? sql`t.assignee is null` : ownedBy(tx, assignee, sql`t.assignee`));
  return sql.join(where, sql` and `);
}

/** True for what was given to a person, or to whoever has the person's role (`role:sales`). */
function ownedBy(tx: WorkspaceTx, person: string, assignee: SQL): SQL {
  return sql`(${assignee} = ${person}
    or ${assignee} = (select 'role:' || m.role from members m where m.workspace_id = ${tx.workspaceId} and m.user_id = ${person}))`;
}

/** How many tasks are open, how many of them a person's, and how many due before `now` (epoch ms, workspace time). */
export async function countTasks(
  tx: WorkspaceTx,
  { person, now }: { person: string; now: number },
): Promise<{ open: number; mine: number; overdue: number }> {
  const [row] = await tx.execute<{ open: number; mine: number; overdue: number }>(sql`
    select count(*)::int as open, count(*) filter (where ${ownedBy(tx, person, sql`assignee`)})::int as mine, count(*) filter (where due_at < ${instantOf(now)})::int as overdue
    from tasks where workspace_id = ${tx.workspaceId} and status = 'open'`);
  return row ?? { open: 0, mine: 0, overdue: 0 };
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

/** Gives an open task another due time (epoch ms, workspace time), or none; false where it is not open. */
export async function postponeTask(tx: WorkspaceTx, taskId: string, dueAt: number | null): Promise<boolean> {
  const rows = await tx.execute(
    sql`update tasks set due_at = ${instantOf(dueAt)} where id = ${taskId} and workspace_id = ${tx.workspaceId} and status = 'open' returning id`,
  );
  return rows.length > 0;
}

export interface RunOfTask {
  plan: Plan;
  workflowName: string;
  state: RunState;
  trigger: EventRecord | null;
}

/** The run that a task belongs to, with its version's plan; null where there is none. */
export async function readRunOfTask(tx: WorkspaceTx, runId: string): Promise<RunOfTask | null> {
  const [row] = await tx.execute<RunOfTask & Record<string, unknown>>(sql`
    select v.plan, w.name as "workflowName", r.state, case when e.id is null then null else jsonb_build_object('id', e.id, 'name', e.name,
      'properties', e.properties, 'occurredAt', e.occurred_at, 'receivedAt', e.received_at, 'messageId', e.message_id) end as trigger
    from runs r join workflow_versions v on v.id = r.version_id join workflows w on w.id = r.workflow_id left join events e on e.id = r.trigger_event_id
    where r.id = ${runId} and r.workspace_id = ${tx.workspaceId}`);
  return row ?? null;
}
