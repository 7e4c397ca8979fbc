import type { LeadRef } from '@trellis/shared/api/base.ts';
import type { PauseLevel } from '@trellis/shared/api/pauses.ts';
import { type SQL, sql } from 'drizzle-orm';
import type { WorkspaceTx } from '../client.ts';
import { epoch, instantOf } from './clock.ts';
import { iso } from './iso.ts';
import { leadRef } from './lead-ref.ts';

/*
 * Pauses are flags: whoever decides, sends or routes reads them in its own statement. The fragments speak of `runs r`, `effects x`, `pauses p`.
 */

/** A pause as it lies over a run: on, not yet over for this run (a resume that is spread), or one in which durations stood still. */
export interface PauseOver {
  level: PauseLevel;
  name: string;
  durations: 'stop' | 'run';
  /** Epoch ms, workspace time. */
  since: number;
  /** Null while it is on. */
  until: number | null;
  /** Epoch ms, real time: until when it still holds this run; null while it is on. */
  heldUntil: number | null;
}

/** Where in the time of a spread resume this run has its turn: 0 to 1, always the same. */
const turn = sql`((hashtextextended(r.id::text, 0) & 65535) / 65536.0)`;
/** When a pause that is over lets this run go on, real time. */
export const releaseOf = sql`p.resumed_at + make_interval(secs => (p.spread_seconds * ${turn})::float8)`;
const ofRun = sql`p.subject_id in (r.workspace_id, r.workflow_id, r.version_id, r.lead_id, r.id)`;
const holds = sql`(p.until is null or (p.spread_seconds > 0 and ${releaseOf} > clock_timestamp()))`;

/** The pauses over a run that a decision has to know of, oldest first, as one column. */
export const pausesColumn: SQL = sql`coalesce((select jsonb_agg(jsonb_build_object('level', p.level, 'name', p.name, 'durations', p.durations,
    'since', ${epoch('p.since')}, 'until', ${epoch('p.until')}, 'heldUntil', ${epoch(releaseOf)}) order by p.since)
  from pauses p where ${ofRun} and (${holds} or (p.durations = 'stop'
    and p.until > to_timestamp((select min((t ->> 'since')::float8) from jsonb_array_elements(r.state -> 'tokens') t) / 1000)))), '[]')`;

/** Whether a pause keeps the effect `x` of the run `r` from beginning. */
export const effectHeld: SQL = sql`exists (select 1 from pauses p where ${ofRun} and ${holds}
  and (p.level not in ('node', 'channel') or (p.level = 'node' and p.name = x.node) or (p.level = 'channel' and p.name = x.place)))`;

/** Whether a pause holds all of the run `r`. */
export const runHeld: SQL = sql`exists (select 1 from pauses p where ${ofRun} and ${holds} and p.level not in ('node', 'channel'))`;

/** Whether a pause holds some of the run `r` where it stands: all of it, or a token at a paused node or before a paused channel. */
export const partHeld: SQL = sql`exists (select 1 from pauses p where ${ofRun} and ${holds} and (p.level not in ('node', 'channel')
  or ${standsAt(sql`p.level`, sql`p.name`)}))`;

/** Whether a pause holds a wait of the run `r` at that node. */
export const waitHeld = (node: SQL): SQL => sql`exists (select 1 from pauses p where ${ofRun} and ${holds}
  and (p.level not in ('node', 'channel') or (p.level = 'node' and p.name = ${node})))`;

/** Whether the run `r` has a token at that node, or at a node of that channel. */
export function standsAt(level: SQL, name: SQL): SQL {
  return sql`exists (select 1 from jsonb_array_elements(r.state -> 'tokens') t where case ${level} when 'node' then t ->> 'node' = ${name}
    else (select v.plan #>> array['nodes', t ->> 'node', 'place'] from workflow_versions v where v.id = r.version_id) = ${name} end)`;
}

export interface PauseSubject {
  level: PauseLevel;
  subjectId: string;
  /** A node's id or a channel's place; '' for the other levels. */
  name: string;
}

export interface NewPause extends PauseSubject {
  id: string;
  durations: 'stop' | 'run';
  entrants: 'queue' | 'drop';
  actor: string;
  reason: string | null;
  /** Epoch ms, workspace time. */
  since: number;
}

/** Puts a pause on; false where one is on already. */
export async function insertPause(tx: WorkspaceTx, pause: NewPause): Promise<boolean> {
  const rows = await tx.execute(sql`
    insert into pauses (id, workspace_id, level, subject_id, name, durations, entrants, since, actor, reason)
    values (${pause.id}, ${tx.workspaceId}, ${pause.level}, ${pause.subjectId}, ${pause.name}, ${pause.durations}, ${pause.entrants},
      ${instantOf(pause.since)}, ${pause.actor}, ${pause.reason}) on conflict do nothing returning id`);
  return rows.length > 0;
}

export interface OpenPause extends NewPause {
  workspaceId: string;
}

const columns = sql`p.id, p.workspace_id as "workspaceId", p.level, p.subject_id as "subjectId", p.name, p.durations, p.entrants, p.actor, p.reason, ${epoch('p.since')} as since`;

/** A pause that is on, by its id or by what it is on, locked; undefined where there is none. */
export async function lockPause(tx: WorkspaceTx, asked: { id: string } | PauseSubject): Promise<OpenPause | undefined> {
  const which =
    'id' in asked
      ? sql`p.id = ${asked.id}`
      : sql`p.level = ${asked.level} and p.subject_id = ${asked.subjectId} and p.name = ${asked.name}`;
  const [row] = await tx.execute<OpenPause & Record<string, unknown>>(
    sql`select ${columns} from pauses p where p.workspace_id = ${tx.workspaceId} and p.until is null and ${which} for update`,
  );
  return row;
}

/** Ends a pause. `until`: epoch ms, workspace time. What is due goes on within `spreadSeconds`. */
export async function endPause(
  tx: WorkspaceTx,
  id: string,
  end: { until: number; durations: 'stop' | 'run'; spreadSeconds: number; by: string },
): Promise<void> {
  await tx.execute(sql`update pauses set until = ${instantOf(end.until)}, durations = ${end.durations}, resumed_at = clock_timestamp(),
    spread_seconds = ${end.spreadSeconds}, resumed_by = ${end.by} where id = ${id} and workspace_id = ${tx.workspaceId}`);
}

/** A pause that is over, for those whom it held; undefined where it is on, or there is none. */
export async function readEndedPause(tx: WorkspaceTx, id: string): Promise<PauseSubject | undefined> {
  const [row] = await tx.execute<PauseSubject & Record<string, unknown>>(
    sql`select level, subject_id as "subjectId", name from pauses where id = ${id} and workspace_id = ${tx.workspaceId} and until is not null`,
  );
  return row;
}

export interface PauseRow extends PauseSubject {
  id: string;
  durations: 'stop' | 'run';
  entrants: 'queue' | 'drop';
  since: string;
  actor: string;
  reason: string | null;
  /** Of workflow, version, node: the workflow; of a lead nothing. */
  workflowId: string | null;
  workflowName: string | null;
  /** The version's number. */
  version: number | null;
  nodeName: string | null;
  lead: LeadRef | null;
}

/** Pauses that are on, but those of single runs; of one workflow (its versions and nodes too) or lead where asked, newest first. */
export async function listPauses(
  tx: WorkspaceTx,
  { workflowId, leadId, id }: { workflowId?: string | undefined; leadId?: string | undefined; id?: string },
): Promise<PauseRow[]> {
  const above = sql`p.level in ('workspace', 'channel')`;
  const which = [
    ...(workflowId ? [sql`(${above} or wf.id = ${workflowId})`] : []),
    ...(leadId ? [sql`(${above} or p.subject_id = ${leadId})`] : []),
    ...(id ? [sql`p.id = ${id}`] : []),
  ];
  return tx.execute<PauseRow & Record<string, unknown>>(sql`
    select p.id, p.level, p.subject_id as "subjectId", p.name, p.durations, p.entrants, ${iso('p.since')} as since, p.actor, p.reason,
      wf.id as "workflowId", wf.name as "workflowName", v.number as version,
      (select n ->> 'name' from jsonb_array_elements(coalesce(cv.graph, wf.draft) -> 'nodes') n where p.level = 'node' and n ->> 'id' = p.name) as "nodeName",
      case when l.id is null then null else ${leadRef} end as lead
    from pauses p left join workflow_versions v on p.level = 'version' and v.id = p.subject_id
      left join workflows wf on wf.id = case when p.level in ('workflow', 'node') then p.subject_id when p.level = 'version' then v.workflow_id end
      left join workflow_versions cv on cv.id = wf.current_version_id
      left join leads l on p.level = 'lead' and l.id = p.subject_id
    where p.workspace_id = ${tx.workspaceId} and p.until is null and p.level <> 'run' ${which.length > 0 ? sql`and ${sql.join(which, sql` and `)}` : sql``}
    order by p.since desc, p.id desc limit 500`);
}

export async function workflowOfVersion(tx: WorkspaceTx, versionId: string): Promise<string | null> {
  const [row] = await tx.execute<{ id: string }>(
    sql`select workflow_id as id from workflow_versions where id = ${versionId} and workspace_id = ${tx.workspaceId}`,
  );
  return row?.id ?? null;
}

/** What becomes of one who would enter by the trigger `t` (of `workflows wf`) meanwhile; null where nothing is paused. The stricter wins. */
export const entrantsHeld = (
  leadId: string,
): SQL => sql`(select case when count(*) = 0 then null when bool_or(p.entrants = 'drop') then 'drop' else 'queue' end
  from pauses p where p.until is null and p.subject_id in (t.workspace_id, t.workflow_id, t.version_id, ${leadId}::uuid)
    and (p.level in ('workspace', 'workflow', 'version', 'lead') or (p.level = 'node' and p.name = t.node_id)))`;
