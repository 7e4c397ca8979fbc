import type { ControlJob, RunFilterInput } from '@trellis/shared/api/control-jobs.ts';
import type { ControlAction } from '@trellis/shared/api/run-control.ts';
import { type SQL, sql } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import type { WorkspaceTx } from '../client.ts';
import { iso } from './iso.ts';

/** The condition on `runs r` for a filter. */
function matching(tx: WorkspaceTx, filter: RunFilterInput): SQL {
  const { workflowId, versionId, nodeId, status, code, since } = filter;
  const where: SQL[] = [sql`r.workspace_id = ${tx.workspaceId}`];
  where.push(status ? sql`r.status = ${status}` : sql`r.status <> 'ended'`);
  if (workflowId) where.push(sql`r.workflow_id = ${workflowId}`);
  if (versionId) where.push(sql`r.version_id = ${versionId}`);
  if (nodeId) where.push(sql`r.state -> 'tokens' @> ${JSON.stringify([{ node: nodeId }])}::jsonb`);
  if (code)
    where.push(sql`(r.reason = ${code} or (r.status = 'active' and exists (select 1 from run_waits x where x.run_id = r.id and x.kind = 'retry')
      and (select s.outcome from run_steps s where s.run_id = r.id order by s.step_no desc limit 1) = ${code}))`);
  if (since) where.push(sql`r.started_at >= ${since}::timestamptz`);
  return sql.join(where, sql` and `);
}

/** How many runs match, by status; of the active ones, how many wait, and how many of these to try again; and the ids of the first ones (oldest first). */
export async function previewRuns(
  tx: WorkspaceTx,
  filter: RunFilterInput,
  first: number,
): Promise<{ statuses: Record<string, number>; timed: number; retrying: number; ids: string[] }> {
  const rows = await tx.execute<{ status: string; n: number; timed: number; retrying: number }>(
    sql`select r.status, count(*)::int as n, count(*) filter (where exists (select 1 from run_waits x where x.run_id = r.id))::int as timed,
        count(*) filter (where exists (select 1 from run_waits x where x.run_id = r.id and x.kind = 'retry'))::int as retrying
      from runs r where ${matching(tx, filter)} group by r.status`,
  );
  const ids = await tx.execute<{ id: string }>(
    sql`select r.id from runs r where ${matching(tx, filter)} order by r.id limit ${first}`,
  );
  return {
    statuses: Object.fromEntries(rows.map(({ status, n }) => [status, n])),
    timed: rows.find(({ status }) => status === 'active')?.timed ?? 0,
    retrying: rows.find(({ status }) => status === 'active')?.retrying ?? 0,
    ids: ids.map(({ id }) => id),
  };
}

/** True for a run that is still among those the job is meant for. */
export async function stillMatches(tx: WorkspaceTx, runId: string, filter: RunFilterInput): Promise<boolean> {
  const rows = await tx.execute(sql`select 1 from runs r where r.id = ${runId} and ${matching(tx, filter)}`);
  return rows.length > 0;
}

export interface NewJob {
  action: ControlAction;
  filter: RunFilterInput;
  perMinute: number | null;
  actor: string;
  actorName: string;
  reason: string | null;
}

/** Adds a job and fixes its list of runs; `total` 0 where none matches. */
export async function insertJob(tx: WorkspaceTx, job: NewJob): Promise<{ id: string; total: number }> {
  const id = uuidv7();
  await tx.execute(sql`insert into control_jobs (id, workspace_id, action, filter, per_minute, total, actor, actor_name, reason)
    values (${id}, ${tx.workspaceId}, ${JSON.stringify(job.action)}::jsonb, ${JSON.stringify(job.filter)}::jsonb, ${job.perMinute}, 0, ${job.actor}, ${job.actorName}, ${job.reason})`);
  await tx.execute(sql`insert into control_job_runs (workspace_id, job_id, run_id)
    select r.workspace_id, ${id}::uuid, r.id from runs r where ${matching(tx, job.filter)}`);
  const [row] = await tx.execute<{
    total: number;
  }>(sql`update control_jobs set total = (select count(*) from control_job_runs where job_id = ${id})
    where id = ${id} returning total`);
  return { id, total: row?.total ?? 0 };
}

/** What a job's next transaction needs of it; locked, so that two deliveries of one outbox row take turns. Null: no such job, or over. */
export async function lockRunningJob(tx: WorkspaceTx, id: string): Promise<(NewJob & { id: string }) | null> {
  const [row] = await tx.execute<NewJob & { id: string } & Record<string, unknown>>(sql`
    select id, action, filter, per_minute as "perMinute", actor, actor_name as "actorName", reason from control_jobs
    where id = ${id} and workspace_id = ${tx.workspaceId} and status = 'running' for update`);
  return row ?? null;
}

/** The next run that was not treated; undefined where all were. */
export async function nextRunOf(tx: WorkspaceTx, jobId: string): Promise<string | undefined> {
  const [row] = await tx.execute<{ id: string }>(
    sql`select run_id as id from control_job_runs where job_id = ${jobId} and state = 'pending' order by run_id limit 1`,
  );
  return row?.id;
}

/** Marks a run of a job as treated. `code` null: done; else why not. */
export async function markTreated(tx: WorkspaceTx, jobId: string, runId: string, code: string | null): Promise<void> {
  await tx.execute(sql`with run as (update control_job_runs set state = ${code ? 'refused' : 'done'}, code = ${code}, at = now() where job_id = ${jobId} and run_id = ${runId})
    update control_jobs set done = done + ${code ? 0 : 1}, refused = refused + ${code ? 1 : 0} where id = ${jobId}`);
}

/** Ends a running job; false where it was over. */
export async function finishJob(tx: WorkspaceTx, id: string, status: 'done' | 'cancelled'): Promise<boolean> {
  const rows = await tx.execute(sql`update control_jobs set status = ${status}, finished_at = now()
    where id = ${id} and workspace_id = ${tx.workspaceId} and status = 'running' returning id`);
  return rows.length > 0;
}

/** Owes the job its next runs in so many ms, unless another row than `besides` owes them already. */
export async function enqueueJob(tx: WorkspaceTx, jobId: string, inMs: number, besides: number): Promise<void> {
  await tx.execute(sql`insert into outbox (workspace_id, kind, subject_id, due_at)
    select ${tx.workspaceId}::uuid, 'control', ${jobId}::uuid, now() + make_interval(secs => ${inMs / 1000}::float8)
    where not exists (select 1 from outbox where workspace_id = ${tx.workspaceId} and kind = 'control' and subject_id = ${jobId} and id <> ${besides})`);
}

export interface JobRow extends Omit<ControlJob, 'by' | 'readyAt' | 'startedReal'> {
  actor: string;
  actorName: string;
}

/** Jobs, newest first, after the job `before`; or the one with an id. */
export async function listJobs(
  tx: WorkspaceTx,
  { id, status, before, limit }: { id?: string; status?: string | undefined; before?: string | null; limit: number },
): Promise<JobRow[]> {
  const where: SQL[] = [sql`j.workspace_id = ${tx.workspaceId}`];
  if (id) where.push(sql`j.id = ${id}`);
  if (status) where.push(sql`j.status = ${status}`);
  if (before) where.push(sql`j.id < ${before}`);
  return tx.execute<JobRow & Record<string, unknown>>(sql`
    select j.id, j.status, j.action, j.filter, j.per_minute as "perMinute", j.total, j.done, j.actor, j.actor_name as "actorName", j.reason,
      coalesce((select jsonb_object_agg(c.code, c.n) from (select x.code, count(*)::int as n from control_job_runs x
        where x.job_id = j.id and x.state = 'refused' group by x.code) c), '{}') as refused,
      ${iso('j.created_at')} as "startedAt", ${iso('j.finished_at')} as "finishedAt"
    from control_jobs j where ${sql.join(where, sql` and `)} order by j.id desc limit ${limit}`);
}
