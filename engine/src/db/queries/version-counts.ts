import { type SQL, sql } from 'drizzle-orm';
import type { WorkspaceTx } from '../client.ts';
import { partHeld, waitHeld } from './pauses.ts';

export interface RunTally {
  entered: number;
  enteredToday: number;
  active: number;
  paused: number;
  parked: number;
  finished: number;
  leftEarly: number;
}

interface Scope {
  versionId: string;
  /** Epoch ms, workspace time; null: all runs. */
  since: number | null;
}

const entered = (since: number | null): SQL =>
  since === null ? sql`true` : sql`r.started_at > to_timestamp(${since}::float8 / 1000)`;

/** What became of the runs of a version; `finished` are the reasons that count as having gone through. */
export async function runTally(
  tx: WorkspaceTx,
  { versionId, since, now, finished }: Scope & { now: number; finished: readonly string[] },
): Promise<RunTally> {
  const [row] = await tx.execute<RunTally & Record<string, unknown>>(sql`
    select count(*)::int as entered, (count(*) filter (where (r.started_at at time zone w.time_zone)::date = (to_timestamp(${now}::float8 / 1000) at time zone w.time_zone)::date))::int as "enteredToday",
      (count(*) filter (where r.status = 'active'))::int as active, (count(*) filter (where r.status = 'paused'))::int as paused,
      (count(*) filter (where r.status = 'parked'))::int as parked, (count(*) filter (where r.status = 'ended' and r.reason in ${finished}))::int as finished,
      (count(*) filter (where r.status = 'ended' and (r.reason is null or r.reason not in ${finished})))::int as "leftEarly"
    from runs r join workspaces w on w.id = r.workspace_id
    where r.workspace_id = ${tx.workspaceId} and r.version_id = ${versionId}
      and r.workflow_id = (select workflow_id from workflow_versions where id = ${versionId}) and ${entered(since)}`);
  return row ?? { entered: 0, enteredToday: 0, active: 0, paused: 0, parked: 0, finished: 0, leftEarly: 0 };
}

export interface NodeTally {
  node: string;
  what: 'waiting' | 'performing' | 'parked' | 'paused' | 'passed' | 'ended' | 'sent' | 'opened' | 'clicked';
  port: string | null;
  count: number;
}

/** Everything counted per node of a version, in one statement and so at one moment. */
export async function nodeTallies(tx: WorkspaceTx, { versionId, since }: Scope): Promise<NodeTally[]> {
  const of = sql`r.workspace_id = ${tx.workspaceId} and r.version_id = ${versionId} and ${entered(since)}`;
  const joined = since === null ? sql`` : sql`join runs r on r.id = s.run_id and ${entered(since)}`;
  return tx.execute<NodeTally & Record<string, unknown>>(sql`
    with mails as (
      select s.node, count(*)::int as sent, count(s.opened_at)::int as opened, count(s.clicked_at)::int as clicked
      from sends s join effects x on x.key = s.key join runs r on r.id = s.run_id
      where s.workspace_id = ${tx.workspaceId} and x.state = 'accepted' and ${of} group by s.node
    )
    select w.node, case when ${waitHeld(sql`w.node`)} then 'paused' else 'waiting' end as what, null as port, count(*)::int as count
      from run_waits w join runs r on r.id = w.run_id
      where w.workspace_id = ${tx.workspaceId} and w.version_id = ${versionId} and r.status = 'active' and ${entered(since)} group by 1, 2
    union all
    select x.node, 'performing', null, count(*)::int from effects x join runs r on r.id = x.run_id
      where x.state in ('claimed', 'transmitting') and r.status = 'active' and ${of}
        and not exists (select 1 from run_waits w where w.run_id = x.run_id and w.token = x.token) group by x.node
    union all
    select t.token ->> 'node', r.status, null, count(*)::int from runs r, jsonb_array_elements(r.state -> 'tokens') t(token)
      where r.status in ('parked', 'paused') and ${of} group by 1, r.status
    union all
    select t.token ->> 'node', 'paused', null, count(*)::int from runs r, jsonb_array_elements(r.state -> 'tokens') t(token)
      where r.status = 'active' and t.token ->> 'at' = 'ready' and ${of} and ${partHeld} group by 1
    union all
    select s.node, case s.kind when 'ended' then 'ended' else 'passed' end, s.port, count(*)::int from run_steps s ${joined}
      where s.workspace_id = ${tx.workspaceId} and s.version_id = ${versionId} and (s.port is not null or s.kind = 'ended') group by s.node, 2, s.port
    union all select node, 'sent', null, sent from mails union all select node, 'opened', null, opened from mails
    union all select node, 'clicked', null, clicked from mails`);
}
