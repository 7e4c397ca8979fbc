import type { EnrolJob, LeadFilterInput } from '@trellis/shared/api/enrol-jobs.ts';
import type { LeadSnapshot } from '@trellis/shared/lead/lead.ts';
import { type SQL, sql } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import type { WorkspaceTx } from '../client.ts';
import { epoch } from './clock.ts';
import { iso } from './iso.ts';
import { escapeLike } from './node-presence.ts';
import type { TriggerCandidate } from './routing.ts';
import { leadColumns } from './run-locks.ts';

/** Leads before `before`, newest first, that may match; each walks an index. What a candidate must meet beside stands in `fits`. */
function candidates(tx: WorkspaceTx, { search, runsIn, segmentId }: LeadFilterInput, before: string, limit: number) {
  const inSegment = (lead: SQL) =>
    segmentId
      ? sql`exists (select 1 from segment_members m where m.segment_id = ${segmentId} and m.lead_id = ${lead} and m.workspace_id = ${tx.workspaceId})`
      : sql`true`;
  if (search)
    return sql`select s.lead_id as id, ${inSegment(sql`s.lead_id`)} as fits
      from search_leads(${`%${escapeLike(search.toLowerCase())}%`}, 'newest', null, ${before}::uuid, ${runsIn ?? null}::uuid, ${limit}::int) s`;
  const running = runsIn
    ? sql`exists (select 1 from runs r where r.workspace_id = ${tx.workspaceId} and r.lead_id = l.id and r.workflow_id = ${runsIn} and r.status <> 'ended')`
    : sql`true`;
  if (segmentId)
    return sql`select l.id, ${running} as fits from segment_members m join leads l on l.id = m.lead_id and l.merged_into is null and l.erased_at is null
      where m.segment_id = ${segmentId} and m.workspace_id = ${tx.workspaceId} and m.lead_id < ${before}::uuid order by m.lead_id desc limit ${limit}`;
  return sql`select l.id, ${running} as fits from leads l where l.workspace_id = ${tx.workspaceId} and l.merged_into is null and l.erased_at is null
    and l.id < ${before}::uuid order by l.id desc nulls last limit ${limit}`;
}

/** The next leads of a filter, newest first: `ids` match, `next` is where to go on (null: that was all), `looked` how many were looked at. */
export async function nextLeads(
  tx: WorkspaceTx,
  filter: LeadFilterInput,
  { before, limit }: { before: string; limit: number },
): Promise<{ ids: string[]; next: string | null; looked: number }> {
  const rows = await tx.execute<{ id: string; fits: boolean }>(candidates(tx, filter, before, limit));
  const last = rows.at(-1);
  return {
    ids: rows.filter(({ fits }) => fits).map(({ id }) => id),
    next: last && rows.length === limit ? last.id : null,
    looked: rows.length,
  };
}

/** How many leads of a filter there are before `before`, counted up to a bound. */
export async function countLeadsOf(
  tx: WorkspaceTx,
  filter: LeadFilterInput,
  { before, upTo }: { before: string; upTo: number },
): Promise<number> {
  const [row] = await tx.execute<{ n: number }>(
    sql`select count(*) filter (where fits)::int as n from (${candidates(tx, filter, before, upTo)}) c`,
  );
  return row?.n ?? 0;
}

/** Leads with their former runs of a workflow, not locked. */
export async function leadsWithFormerRuns(
  tx: WorkspaceTx,
  workflowId: string,
  leadIds: readonly string[],
): Promise<(LeadSnapshot & { former: TriggerCandidate['former'] })[]> {
  if (leadIds.length === 0) return [];
  return tx.execute<LeadSnapshot & { former: TriggerCandidate['former'] } & Record<string, unknown>>(sql`
    select ${leadColumns}, coalesce((select jsonb_agg(jsonb_build_object('id', r.id, 'active', r.status <> 'ended', 'key', coalesce(r.state ->> 'entryKey', ''),
        'startedAt', ${epoch('r.started_at')}, 'endedAt', ${epoch('r.ended_at')})) from runs r
      where r.workspace_id = l.workspace_id and r.lead_id = l.id and r.workflow_id = ${workflowId}), '[]') as former
    from leads l where l.id in ${leadIds}`);
}

export interface NewEnrolJob {
  workflowId: string;
  filter: LeadFilterInput;
  perMinute: number | null;
  actor: string;
  actorName: string;
  reason: string | null;
}

/** Adds a job; its id lies behind those of all leads that are known now. */
export async function insertEnrolJob(tx: WorkspaceTx, job: NewEnrolJob, total: number): Promise<string> {
  const id = uuidv7();
  await tx.execute(sql`insert into enrol_jobs (id, workspace_id, workflow_id, filter, per_minute, total, actor, actor_name, reason)
    values (${id}, ${tx.workspaceId}, ${job.workflowId}, ${JSON.stringify(job.filter)}::jsonb, ${job.perMinute}, ${total}, ${job.actor}, ${job.actorName}, ${job.reason})`);
  return id;
}

/** A running job, locked; null where there is none, or it is over. */
export async function lockEnrolJob(tx: WorkspaceTx, id: string): Promise<(NewEnrolJob & { id: string }) | null> {
  const [row] = await tx.execute<NewEnrolJob & { id: string } & Record<string, unknown>>(sql`
    select id, workflow_id as "workflowId", filter, per_minute as "perMinute", actor, actor_name as "actorName", reason from enrol_jobs
    where id = ${id} and workspace_id = ${tx.workspaceId} and status = 'running' for update`);
  return row ?? null;
}

export type Refusals = Record<string, { n: number; text: string }>;

/** Adds what a batch came to. */
export async function addToEnrolJob(
  tx: WorkspaceTx,
  id: string,
  { looked, entered, refused }: { looked: number; entered: number; refused: Refusals },
): Promise<void> {
  await tx.execute(sql`update enrol_jobs set looked = looked + ${looked}, entered = entered + ${entered},
      refused = refused || coalesce((select jsonb_object_agg(x.key, jsonb_build_object('text', x.value ->> 'text',
        'n', (x.value ->> 'n')::int + coalesce((refused -> x.key ->> 'n')::int, 0))) from jsonb_each(${JSON.stringify(refused)}::jsonb) x), '{}')
    where id = ${id} and workspace_id = ${tx.workspaceId}`);
}

/** Ends a running job; false where it was over. */
export async function finishEnrolJob(tx: WorkspaceTx, id: string, status: 'done' | 'cancelled'): Promise<boolean> {
  const rows = await tx.execute(sql`update enrol_jobs set status = ${status}, finished_at = now()
    where id = ${id} and workspace_id = ${tx.workspaceId} and status = 'running' returning id`);
  return rows.length > 0;
}

export interface EnrolJobRow extends Omit<EnrolJob, 'by' | 'readyAt' | 'refused'> {
  refused: Refusals;
  actor: string;
  actorName: string;
}

/** Jobs, newest first, after the job `before`; or the one with an id. */
export async function listEnrolJobs(
  tx: WorkspaceTx,
  ask: {
    id?: string;
    status?: string | undefined;
    workflowId?: string | undefined;
    before?: string | null;
    limit: number;
  },
): Promise<EnrolJobRow[]> {
  const { id, status, workflowId, before, limit } = ask;
  const where: SQL[] = [sql`j.workspace_id = ${tx.workspaceId}`];
  if (id) where.push(sql`j.id = ${id}`);
  if (status) where.push(sql`j.status = ${status}`);
  if (workflowId) where.push(sql`j.workflow_id = ${workflowId}`);
  if (before) where.push(sql`j.id < ${before}`);
  return tx.execute<EnrolJobRow & Record<string, unknown>>(sql`
    select j.id, j.status, jsonb_build_object('id', w.id, 'name', w.name) as workflow, j.filter, j.per_minute as "perMinute", j.total, j.looked, j.entered, j.refused,
      j.actor, j.actor_name as "actorName", j.reason, ${iso('j.created_at')} as "startedAt", ${iso('j.finished_at')} as "finishedAt"
    from enrol_jobs j join workflows w on w.id = j.workflow_id where ${sql.join(where, sql` and `)} order by j.id desc limit ${limit}`);
}

/** How a live workflow lets leads in that a person chose: by its manual trigger, else by its trigger on this segment; null where it has neither. */
export async function findWayIn(
  tx: WorkspaceTx,
  workflowId: string,
  segmentId: string | undefined,
): Promise<(Pick<TriggerCandidate, 'node' | 'config' | 'settings'> & { by: 'manual' | 'segment' }) | null> {
  const [row] = await tx.execute<
    Pick<TriggerCandidate, 'node' | 'config' | 'settings'> & { by: 'manual' | 'segment' } & Record<string, unknown>
  >(sql`
    select t.node_id as node, t.rule as config, v.plan -> 'settings' as settings, case when t.kind = 'manual' then 'manual' else 'segment' end as by
    from workflow_triggers t join workflows wf on wf.id = t.workflow_id join workflow_versions v on v.id = t.version_id
    where t.workspace_id = ${tx.workspaceId} and t.workflow_id = ${workflowId} and wf.status = 'live'
      and (t.kind = 'manual' ${segmentId ? sql`or (t.kind = 'event' and t.event = 'segment.entered' and v.plan #>> array['nodes', t.node_id, 'config', 'segment'] = ${segmentId})` : sql``})
    order by t.kind = 'manual' ${segmentId ? sql`` : sql`desc`}, t.node_id limit 1`);
  return row ?? null;
}

/** The status of a workflow; null where there is none. */
export async function statusOfWorkflow(tx: WorkspaceTx, workflowId: string): Promise<string | null> {
  const [row] = await tx.execute<{ status: string }>(
    sql`select status from workflows where id = ${workflowId} and workspace_id = ${tx.workspaceId}`,
  );
  return row?.status ?? null;
}
