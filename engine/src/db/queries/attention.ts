import type { LeadRef } from '@trellis/shared/api/base.ts';
import { RETRY_AFTER } from '@trellis/shared/runtime/settle.ts';
import { type SQL, sql } from 'drizzle-orm';
import type { WorkspaceTx } from '../client.ts';
import { iso } from './iso.ts';
import { leadRef } from './lead-ref.ts';
import { partHeld, runHeld } from './pauses.ts';

/** A run that should have moved so long ago, seconds of real time, is stuck: the sweep has called it several times by then. */
const STUCK_AFTER = 180;
/** Parts that the failures of a cause are counted in. */
const PARTS = 24;

/**
 * Runs that need a person: parked ones, those that try again after a failure, and active ones without progress past their time. What is
 * paused from above rests rightly.
 */
const troubled = (tx: WorkspaceTx): SQL => sql`
  select r.id, r.workflow_id, r.version_id, r.lead_id, r.moved_at, r.status = 'parked' as parked,
    case when r.status = 'parked' or t.retry then 'failing' else 'stuck' end as kind,
    coalesce(case when r.status = 'parked' then r.reason when t.retry then last.outcome end, 'no-progress') as code,
    coalesce(r.state #>> '{tokens,0,node}', last.node) as node, last.text as said
  from runs r
  cross join lateral (select exists (select 1 from run_waits x where x.run_id = r.id and x.kind = 'retry') as retry) t
  left join lateral (select s.node, s.outcome, s.text from run_steps s where s.run_id = r.id order by s.step_no desc limit 1) last on true
  where r.workspace_id = ${tx.workspaceId} and (r.status = 'parked' or (r.status = 'active' and not ${runHeld} and (
    t.retry or r.due_at < now() - make_interval(secs => ${STUCK_AFTER})
    or (r.due_at is null and r.moved_at < now() - make_interval(secs => ${STUCK_AFTER}) and not exists (select 1 from run_waits x where x.run_id = r.id) and not ${partHeld}))))`;

export interface CauseRow {
  kind: 'failing' | 'stuck';
  code: string;
  runs: number;
  parked: number;
  firstSeen: string;
  lastSeen: string;
  detail: string | null;
  /** Workspace time. */
  nextTryAt: string | null;
  parksAt: string | null;
  places: {
    workflow: { id: string; name: string };
    version: { id: string; number: number };
    nodeId: string;
    name: string | null;
    type: string | null;
    runs: number;
  }[];
  failures: { part: number; n: number }[];
  who: { runId: string; workflow: { id: string; name: string }; lead: LeadRef; at: string }[];
}

/** The tries that wait: when each comes, and when the last one after it will, by the pauses between tries (`after`, ms of real time). */
const tries = (after: readonly number[]): SQL => sql`
  select t.kind, t.code, x.deadline as next, x.deadline + make_interval(secs => w.clock_factor * (
      select coalesce(sum(p.value::float8), 0) / 1000 from jsonb_array_elements_text(${JSON.stringify(after)}::jsonb) with ordinality p(value, n)
      where p.n > coalesce((select e.attempts from effects e where e.run_id = t.id order by e.step_no desc limit 1), 0))) as parks
  from troubled t join run_waits x on x.run_id = t.id and x.kind = 'retry' join workspaces w on w.id = x.workspace_id`;

/** The causes, most runs first. `after`: the pauses between tries, ms of real time. */
export async function listCauses(tx: WorkspaceTx, after: readonly number[] = RETRY_AFTER): Promise<CauseRow[]> {
  return tx.execute<CauseRow & Record<string, unknown>>(sql`
    with troubled as materialized (${troubled(tx)}), tries as (${tries(after)}),
    causes as (select kind, code, count(*)::int as runs, count(*) filter (where parked)::int as parked, min(moved_at) as first, max(moved_at) as last
      from troubled group by kind, code)
    select c.kind, c.code, c.runs, c.parked, ${iso('c.first')} as "firstSeen", ${iso('c.last')} as "lastSeen",
      (select ${iso('min(t.next)')} from tries t where t.kind = c.kind and t.code = c.code) as "nextTryAt",
      (select ${iso('min(t.parks)')} from tries t where t.kind = c.kind and t.code = c.code) as "parksAt",
      (select t.said from troubled t where t.kind = c.kind and t.code = c.code order by t.moved_at desc limit 1) as detail,
      (select jsonb_agg(to_jsonb(p) order by p.runs desc) from (
        select jsonb_build_object('id', wf.id, 'name', wf.name) as workflow, jsonb_build_object('id', v.id, 'number', v.number) as version, t.node as "nodeId",
          v.plan #>> array['nodes', t.node, 'name'] as name, v.plan #>> array['nodes', t.node, 'type'] as type, count(*)::int as runs
        from troubled t join workflows wf on wf.id = t.workflow_id join workflow_versions v on v.id = t.version_id
        where t.kind = c.kind and t.code = c.code group by wf.id, v.id, t.node order by count(*) desc limit 20) p) as places,
      (select jsonb_agg(to_jsonb(b)) from (
        select case when c.first = c.last then 0 else least(${PARTS - 1}, floor(extract(epoch from t.moved_at - c.first) / extract(epoch from c.last - c.first) * ${PARTS}))::int end as part, count(*)::int as n
        from troubled t where t.kind = c.kind and t.code = c.code group by 1) b) as failures,
      (select jsonb_agg(to_jsonb(q)) from (
        select t.id as "runId", jsonb_build_object('id', wf.id, 'name', wf.name) as workflow, ${leadRef} as lead, ${iso('t.moved_at')} as at
        from troubled t join workflows wf on wf.id = t.workflow_id join leads l on l.id = t.lead_id
        where t.kind = c.kind and t.code = c.code order by t.moved_at desc limit 5) q) as who
    from causes c order by c.runs desc, c.last desc limit 100`);
}

/** How many causes there are and how many runs they hold. */
export async function countCauses(tx: WorkspaceTx): Promise<{ causes: number; runs: number }> {
  const [row] = await tx.execute<{ causes: number; runs: number }>(
    sql`select count(distinct (kind, code))::int as causes, count(*)::int as runs from (${troubled(tx)}) troubled`,
  );
  return row ?? { causes: 0, runs: 0 };
}

export const FAILURE_PARTS = PARTS;
