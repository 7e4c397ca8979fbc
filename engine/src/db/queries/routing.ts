import type { Condition } from '@trellis/shared/condition/condition.ts';
import type { EventRecord } from '@trellis/shared/event/event.ts';
import type { WorkflowSettings } from '@trellis/shared/graph/graph.ts';
import type { Listen } from '@trellis/shared/plan/plan.ts';
import type { RunState } from '@trellis/shared/runtime/state.ts';
import { sql } from 'drizzle-orm';
import type { WorkspaceTx } from '../client.ts';
import { clockColumn, epoch, instantOf, realNow, type WorkspaceClock } from './clock.ts';
import { entrantsHeld, type PauseOver, pausesColumn } from './pauses.ts';

/** Locks the event's lead (a merge holds it while it moves the event), then marks the event as routed and reads it; undefined when it was routed before (a redelivery) or there is none. */
export async function claimEvent(tx: WorkspaceTx, eventId: string): Promise<RoutedEvent | undefined> {
  const [row] = await tx.execute<RoutedEvent & Record<string, unknown>>(sql`
    with lead as (select 1 from leads where id = (select lead_id from events where id = ${eventId}) for no key update)
    update events set routed_at = now() where id = ${eventId} and workspace_id = ${tx.workspaceId} and routed_at is null and (select count(*) from lead) = 1
    returning id, lead_id as "leadId", source, name, properties, message_id as "messageId",
      to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "occurredAt",
      to_char(received_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "receivedAt"`);
  return row;
}

/** An event on its way to what it means. */
export type RoutedEvent = EventRecord & { leadId: string; source: string };

/** A run that an event may concern. */
export interface ListeningRun {
  id: string;
  workflowId: string;
  active: boolean;
  /** Exit rules and goals of its version; null where it has none. */
  listens: Listen[] | null;
  stepNo: number;
  wokenN: number;
  state: RunState;
  trigger: EventRecord | null;
  /** The workflow's own. */
  timeZone: string | null;
  pauses: PauseOver[];
}

/**
 * The lead's active runs that wait behind an event door, or have exit rules or goals, and those of which a wait was ended by its time after the
 * event (`at`, epoch ms) had happened; locked, by id. Call with the lead locked.
 */
export async function lockListeningRuns(tx: WorkspaceTx, leadId: string, at: number): Promise<ListeningRun[]> {
  return tx.execute<ListeningRun & Record<string, unknown>>(sql`
    select r.id, r.workflow_id as "workflowId", r.status = 'active' as active, v.plan -> 'listens' as listens, v.plan #>> '{settings,timeZone}' as "timeZone", r.step_no as "stepNo", r.woken_n as "wokenN", r.state,
      case when e.id is null then null else jsonb_build_object('id', e.id, 'name', e.name, 'properties', e.properties,
        'occurredAt', e.occurred_at, 'receivedAt', e.received_at, 'messageId', e.message_id) end as trigger,
      ${pausesColumn} as pauses
    from runs r join workflow_versions v on v.id = r.version_id left join events e on e.id = r.trigger_event_id
    where r.workspace_id = ${tx.workspaceId} and r.lead_id = ${leadId} and (
      (r.status = 'active' and (v.plan -> 'listens' is not null or exists (select 1 from run_waits w where w.run_id = r.id and w.doors <> '[]')))
      or ((r.ended_at is null or r.ended_at >= ${instantOf(at)}) and r.state ? 'closed'))
    order by r.id for no key update of r`);
}

export interface TriggerCandidate {
  workflowId: string;
  workflowName: string;
  versionId: string;
  node: string;
  /** The trigger's rule; of versions from before there were rules, the config of its node. */
  config: { filter?: Condition; vouchedBy?: { source: string; text: string } };
  place: string;
  settings: WorkflowSettings;
  /** The lead's runs of the workflow, of every key. */
  former: { id: string; active: boolean; key: string; startedAt: number; endedAt: number | null }[];
  /** What a pause makes of who would enter now; null where nothing is paused. */
  held: 'queue' | 'drop' | null;
}

/** The live workflows that an event of this name may start, with the lead's former runs in each; one statement. */
export async function findTriggers(tx: WorkspaceTx, leadId: string, eventName: string): Promise<TriggerCandidate[]> {
  return tx.execute<TriggerCandidate & Record<string, unknown>>(sql`${triggersOf(leadId)}
    where t.workspace_id = ${tx.workspaceId} and t.kind = 'event' and ${mayEnter}
      and (t.event = ${eventName} or (right(t.event, 1) = '*' and starts_with(${eventName}, left(t.event, -1))))
    order by coalesce((v.plan #>> '{settings,priority}')::int, 3), t.workflow_id, t.node_id`);
}

/** The trigger of a live workflow that something inside Trellis names: one node of it, or its manual trigger. */
export async function findNamedTrigger(
  tx: WorkspaceTx,
  leadId: string,
  { workflowId, node, due }: { workflowId: string; node: string | undefined; due?: boolean },
): Promise<TriggerCandidate | undefined> {
  const [row] = await tx.execute<TriggerCandidate & Record<string, unknown>>(sql`${triggersOf(leadId)}
    where t.workspace_id = ${tx.workspaceId} and ${mayEnter} and t.workflow_id::text = ${workflowId}
      and ${node === undefined ? sql`t.kind = 'manual'` : sql`t.node_id = ${node} and t.kind in ('scan', 'webhook' ${due ? sql`, 'event'` : sql``})`} order by t.node_id limit 1`);
  return row;
}

/** The manual trigger of a live workflow; undefined where it has none. */
export async function findManualTrigger(
  tx: WorkspaceTx,
  leadId: string,
  workflowId: string,
): Promise<TriggerCandidate | undefined> {
  const [row] = await tx.execute<TriggerCandidate & Record<string, unknown>>(sql`${triggersOf(leadId)}
    where t.workspace_id = ${tx.workspaceId} and t.kind = 'manual' and ${mayEnter} and t.workflow_id = ${workflowId} order by t.node_id limit 1`);
  return row;
}

/** A workflow that is paused by its status has a pause, which says what becomes of who would enter. */
const mayEnter = sql`wf.status in ('live', 'paused')`;

const triggersOf = (leadId: string) => sql`
    select t.workflow_id as "workflowId", wf.name as "workflowName", t.version_id as "versionId", t.node_id as node,
      coalesce(t.rule, v.plan #> array['nodes', t.node_id, 'config']) as config, v.plan -> 'settings' as settings,
      (select p.value ->> 'place' from jsonb_each(v.plan #> array['nodes', t.node_id, 'ports']) p limit 1) as place,
      coalesce((select jsonb_agg(jsonb_build_object('id', r.id, 'active', r.status <> 'ended', 'key', coalesce(r.state ->> 'entryKey', ''),
          'startedAt', ${epoch('r.started_at')}, 'endedAt', ${epoch('r.ended_at')}) order by r.id)
        from runs r where r.workspace_id = t.workspace_id and r.lead_id = ${leadId} and r.workflow_id = t.workflow_id), '[]') as former,
      ${entrantsHeld(leadId)} as held
    from workflow_triggers t join workflows wf on wf.id = t.workflow_id join workflow_versions v on v.id = t.version_id`;

export interface NewRun {
  id: string;
  leadId: string;
  workflowId: string;
  versionId: string;
  state: RunState;
  triggerEventId: string | null;
  /** Of runs with the same one, one is active. */
  activeKey: string;
  /** Epoch ms, workspace time. */
  startedAt: number;
}

/**
 * Adds a run; false when the unique indexes say there is one already (this event, or an active run), or when its version is no longer the current
 * one: whoever takes a publish back waits for entries under way, and those that come after it find the former version.
 */
export async function insertRun(tx: WorkspaceTx, run: NewRun): Promise<boolean> {
  const rows = await tx.execute(sql`
    insert into runs (id, workspace_id, lead_id, workflow_id, version_id, state, trigger_event_id, active_key, started_at)
    select ${run.id}::uuid, ${tx.workspaceId}::uuid, ${run.leadId}::uuid, w.id, w.current_version_id, ${JSON.stringify(run.state)}::jsonb,
      ${run.triggerEventId}::uuid, ${run.activeKey}, ${instantOf(run.startedAt)}
    from (select id, current_version_id from workflows where id = ${run.workflowId} and current_version_id = ${run.versionId} for key share) w
    on conflict do nothing returning id`);
  return rows.length > 0;
}

/** Holds back every other entry into the workflow until the transaction ends: caps are counted under it. */
export async function lockEntries(tx: WorkspaceTx, workflowId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`entries:${workflowId}`}, 0))`);
}

/** How many runs of a workflow began within the last hour and day before `now` (epoch ms, workspace time). */
export async function countEntries(
  tx: WorkspaceTx,
  workflowId: string,
  now: number,
): Promise<{ hour: number; day: number }> {
  const [row] = await tx.execute<{ hour: number; day: number }>(sql`
    select count(*)::int as day, count(*) filter (where started_at > ${instantOf(now - 3_600_000)})::int as hour from runs
    where workspace_id = ${tx.workspaceId} and workflow_id = ${workflowId} and started_at > ${instantOf(now - 86_400_000)}`);
  return row ?? { hour: 0, day: 0 };
}

/** Puts a lead into the queue of a workflow whose cap is reached. */
export async function queueEntry(
  tx: WorkspaceTx,
  entry: { workflowId: string; leadId: string; node: string; eventId: string; priority: number },
): Promise<void> {
  await tx.execute(sql`insert into entry_queue (workspace_id, workflow_id, lead_id, node, event_id, priority)
    values (${tx.workspaceId}, ${entry.workflowId}, ${entry.leadId}, ${entry.node}, ${entry.eventId}, ${entry.priority}) on conflict do nothing`);
}

export async function countQueued(tx: WorkspaceTx, workflowId: string): Promise<number> {
  const [row] = await tx.execute<{ queued: number }>(
    sql`select count(*)::int as queued from entry_queue where workspace_id = ${tx.workspaceId} and workflow_id = ${workflowId}`,
  );
  return row?.queued ?? 0;
}

/** An event that was routed before. */
export async function readRoutedEvent(tx: WorkspaceTx, eventId: string): Promise<RoutedEvent | undefined> {
  const [row] = await tx.execute<RoutedEvent & Record<string, unknown>>(sql`
    select id, lead_id as "leadId", source, name, properties, message_id as "messageId",
      to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "occurredAt",
      to_char(received_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "receivedAt"
    from events where id = ${eventId} and workspace_id = ${tx.workspaceId}`);
  return row;
}

/** A trigger of a live workflow, of whatever kind. */
export async function findTriggerAt(
  tx: WorkspaceTx,
  leadId: string,
  { workflowId, node }: { workflowId: string; node: string },
): Promise<TriggerCandidate | undefined> {
  const [row] = await tx.execute<TriggerCandidate & Record<string, unknown>>(sql`${triggersOf(leadId)}
    where t.workspace_id = ${tx.workspaceId} and ${mayEnter} and t.workflow_id = ${workflowId} and t.node_id = ${node}`);
  return row;
}

export interface NearMiss {
  leadId: string;
  workflowId: string;
  runId: string | null;
  node: string;
  eventId: string;
  code: string;
  text: string;
  /** Epoch ms, workspace time. */
  at: number;
}

/** Keeps why something did not start or did not count; one statement. */
export async function insertNearMisses(tx: WorkspaceTx, misses: readonly (NearMiss & { id: string })[]): Promise<void> {
  if (misses.length === 0) return;
  await tx.execute(sql`insert into near_misses (id, workspace_id, lead_id, workflow_id, run_id, node, event_id, code, text, at)
    select x.id, ${tx.workspaceId}::uuid, x."leadId", x."workflowId", x."runId", x.node, x."eventId", x.code, x.text, to_timestamp(x.at / 1000)
    from jsonb_to_recordset(${JSON.stringify(misses)}::jsonb) as x(id uuid, "leadId" uuid, "workflowId" uuid, "runId" uuid, node text, "eventId" uuid,
      code text, text text, at float8)`);
}

/**
 * Marks that a wake-up for the present rest of each run is on its way, so that there is one per number. The run is due from now on: should the
 * wake-up be lost, the sweep finds it.
 */
export async function markWoken(tx: WorkspaceTx, runIds: readonly string[], n?: number): Promise<void> {
  if (runIds.length === 0) return;
  await tx.execute(
    sql`update runs set woken_n = ${n ?? sql`step_no`}, due_at = case when status = 'ended' then null else least(due_at, now()) end where id in ${runIds}`,
  );
}

/** Clock and zone of the workspace. */
export async function readWorkspaceTimes(
  tx: WorkspaceTx,
): Promise<{ clock: WorkspaceClock; real: number; timeZone: string }> {
  const [row] = await tx.execute<{ clock: WorkspaceClock; real: number; timeZone: string }>(
    sql`select ${clockColumn} as clock, ${realNow} as real, w.time_zone as "timeZone" from workspaces w where w.id = ${tx.workspaceId}`,
  );
  if (!row) throw new Error(`There is no workspace ${tx.workspaceId}.`);
  return row;
}
