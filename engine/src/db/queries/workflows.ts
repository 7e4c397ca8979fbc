import type { WorkflowStatus } from '@trellis/shared/api/workflows.ts';
import type { Graph } from '@trellis/shared/graph/graph.ts';
import { sql } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import type { WorkspaceTx } from '../client.ts';
import { iso } from './iso.ts';

export interface WorkflowRecord {
  id: string;
  name: string;
  status: WorkflowStatus;
  draft: Graph;
  revision: number;
  savedAt: string;
  savedBy: string;
  currentVersionId: string | null;
}

const columns = sql`w.id, w.name, w.status, w.draft, w.draft_revision as revision, ${iso('w.draft_saved_at')} as "savedAt",
  w.draft_saved_by as "savedBy", w.current_version_id as "currentVersionId"`;

/** For a change that follows: wait for the lock, or find nothing where another transaction has it. */
export type WorkflowLock = 'wait' | 'or-pass';

/** A workflow with its draft; null where there is none with this id. */
export async function readWorkflow(
  tx: WorkspaceTx,
  id: string,
  { lock }: { lock?: WorkflowLock } = {},
): Promise<WorkflowRecord | null> {
  const locking = { wait: sql`for no key update`, 'or-pass': sql`for no key update skip locked` };
  const [row] = await tx.execute<WorkflowRecord & Record<string, unknown>>(sql`
    select ${columns} from workflows w where w.id = ${id} and w.workspace_id = ${tx.workspaceId} ${lock ? locking[lock] : sql``}`);
  return row ?? null;
}

/** Adds a workflow with a first draft; answers its id. */
export async function insertWorkflow(
  tx: WorkspaceTx,
  workflow: { name: string; draft: Graph; savedBy: string },
): Promise<string> {
  const id = uuidv7();
  await tx.execute(sql`insert into workflows (id, workspace_id, name, draft, draft_saved_at, draft_saved_by)
    values (${id}, ${tx.workspaceId}, ${workflow.name}, ${JSON.stringify(workflow.draft)}::jsonb, now(), ${workflow.savedBy})`);
  return id;
}

/** Saves a draft over the revision it started from; null: there is a newer one, or no such workflow. */
export async function updateDraft(
  tx: WorkspaceTx,
  save: { id: string; draft: Graph; baseRevision: number; savedBy: string },
): Promise<{ revision: number; savedAt: string; currentVersionId: string | null } | null> {
  const [row] = await tx.execute<{ revision: number; savedAt: string; currentVersionId: string | null }>(sql`
    update workflows w set draft = ${JSON.stringify(save.draft)}::jsonb, draft_revision = draft_revision + 1, draft_saved_at = now(), draft_saved_by = ${save.savedBy}
    where id = ${save.id} and workspace_id = ${tx.workspaceId} and draft_revision = ${save.baseRevision}
    returning draft_revision as revision, ${iso('w.draft_saved_at')} as "savedAt", current_version_id as "currentVersionId"`);
  return row ?? null;
}

export async function renameWorkflow(tx: WorkspaceTx, { id, name }: { id: string; name: string }): Promise<boolean> {
  const rows = await tx.execute(
    sql`update workflows set name = ${name} where id = ${id} and workspace_id = ${tx.workspaceId} returning id`,
  );
  return rows.length > 0;
}

export async function setWorkflowStatus(
  tx: WorkspaceTx,
  { id, status }: { id: string; status: WorkflowStatus },
): Promise<void> {
  await tx.execute(sql`update workflows set status = ${status} where id = ${id} and workspace_id = ${tx.workspaceId}`);
}

export interface WorkflowListRow {
  id: string;
  name: string;
  status: WorkflowStatus;
  draft: Graph;
  versionGraph: Graph | null;
  version: number | null;
  savedAt: string;
  savedBy: string;
  active: number;
  parked: number;
  /** Runs entered on each of the last 30 days of workspace time, by days ago (0 is the last 24 hours). */
  entries: Record<string, number>;
}

/** All workflows with their numbers, last changed first. `now` is workspace time, epoch ms. */
export async function listWorkflows(
  tx: WorkspaceTx,
  { now, status, search }: { now: number; status?: WorkflowStatus | undefined; search?: string | undefined },
): Promise<WorkflowListRow[]> {
  const at = sql`to_timestamp(${now}::float8 / 1000)`;
  return tx.execute<WorkflowListRow & Record<string, unknown>>(sql`
    select w.id, w.name, w.status, w.draft, v.graph as "versionGraph", v.number as version, ${iso('w.draft_saved_at')} as "savedAt", w.draft_saved_by as "savedBy",
      (select count(*)::int from runs r where r.workspace_id = w.workspace_id and r.workflow_id = w.id and r.status in ('active', 'paused')) as active,
      (select count(*)::int from runs r where r.workspace_id = w.workspace_id and r.workflow_id = w.id and r.status = 'parked') as parked,
      coalesce((select jsonb_object_agg(d.day, d.entered) from (
        select floor(extract(epoch from ${at} - r.started_at) / 86400)::int as day, count(*)::int as entered from runs r
        where r.workspace_id = w.workspace_id and r.workflow_id = w.id and r.started_at > ${at} - interval '30 days' and r.started_at <= ${at} group by 1) d), '{}') as entries
    from workflows w left join workflow_versions v on v.id = w.current_version_id
    where w.workspace_id = ${tx.workspaceId}
      and ${status ? sql`w.status = ${status}` : sql`true`} and ${search ? sql`strpos(lower(w.name), lower(${search})) > 0` : sql`true`}
    order by w.draft_saved_at desc, w.id desc`);
}

/** How many workflows there are by status, and how many have parked runs. */
export async function countWorkflows(tx: WorkspaceTx): Promise<Record<'all' | 'parked' | WorkflowStatus, number>> {
  const [row] = await tx.execute<Record<'all' | 'parked' | WorkflowStatus, number>>(sql`
    select count(*)::int as all, (count(*) filter (where status = 'live'))::int as live, (count(*) filter (where status = 'paused'))::int as paused,
      (count(*) filter (where status = 'draft'))::int as draft, (count(*) filter (where status = 'stopped'))::int as stopped,
      (count(*) filter (where status = 'archived'))::int as archived,
      (count(*) filter (where exists (select 1 from runs r where r.workspace_id = w.workspace_id and r.workflow_id = w.id and r.status = 'parked')))::int as parked
    from workflows w where w.workspace_id = ${tx.workspaceId}`);
  return row ?? { all: 0, live: 0, paused: 0, draft: 0, stopped: 0, archived: 0, parked: 0 };
}
