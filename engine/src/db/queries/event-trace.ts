import type { LeadRef } from '@trellis/shared/api/base.ts';
import type { PlanNode } from '@trellis/shared/plan/plan.ts';
import type { Token } from '@trellis/shared/runtime/state.ts';
import { sql } from 'drizzle-orm';
import type { WorkspaceTx } from '../client.ts';
import { clockColumn, epoch, type WorkspaceClock } from './clock.ts';
import { leadRef } from './lead-ref.ts';

/** All times real, epoch ms. */
export interface TracedEvent {
  id: string;
  messageId: string;
  storedAt: number;
  routedAt: number | null;
  leadId: string;
  lead: LeadRef;
  leadCreatedReal: number | null;
  identities: { kind: 'userId' | 'anonymousId' | 'email'; at: number }[];
  clock: WorkspaceClock;
}

/** An event with its lead; null where there is none with this id. */
export async function readTracedEvent(tx: WorkspaceTx, eventId: string): Promise<TracedEvent | null> {
  const [row] = await tx.execute<TracedEvent & Record<string, unknown>>(sql`
    select e.id, e.message_id as "messageId", ${epoch('e.created_at')} as "storedAt", ${epoch('e.routed_at')} as "routedAt", e.lead_id as "leadId", ${leadRef} as lead, ${clockColumn} as clock,
      (select ${epoch('min(f.created_at)')} from events f where f.workspace_id = e.workspace_id and f.lead_id = e.lead_id) as "leadCreatedReal",
      coalesce((select jsonb_agg(jsonb_build_object('kind', i.kind, 'at', ${epoch('i.created_at')}) order by array_position(array['userId', 'email', 'anonymousId'], i.kind)) from lead_identities i where i.lead_id = e.lead_id), '[]') as identities
    from events e join leads l on l.id = e.lead_id join workspaces w on w.id = e.workspace_id where e.id = ${eventId} and e.workspace_id = ${tx.workspaceId}`);
  return row ?? null;
}

/** The event with this message id; null where none was stored. */
export async function findEventByMessage(tx: WorkspaceTx, messageId: string): Promise<string | null> {
  const [row] = await tx.execute<{ id: string }>(
    sql`select id from events where workspace_id = ${tx.workspaceId} and message_id = ${messageId}`,
  );
  return row?.id ?? null;
}

/** A user id or anonymous id by which the intake will find a lead again; null where it is only known by an address. */
export async function handleOf(
  tx: WorkspaceTx,
  leadId: string,
): Promise<{ kind: 'userId' | 'anonymousId' | 'email'; value: string } | null> {
  const [row] = await tx.execute<{ kind: 'userId' | 'anonymousId' | 'email'; value: string }>(sql`
    select kind, value from lead_identities where workspace_id = ${tx.workspaceId} and lead_id = ${leadId}
    order by array_position(array['userId', 'email', 'anonymousId'], kind) limit 1`);
  return row ?? null;
}

export interface TracedMiss {
  at: number;
  workflow: { id: string; name: string };
  code: string;
  text: string;
}

export async function missesOf(tx: WorkspaceTx, event: { id: string; leadId: string }): Promise<TracedMiss[]> {
  return tx.execute<TracedMiss & Record<string, unknown>>(sql`
    select ${epoch('m.at')} as at, jsonb_build_object('id', w.id, 'name', w.name) as workflow, m.code, m.text from near_misses m join workflows w on w.id = m.workflow_id
    where m.workspace_id = ${tx.workspaceId} and m.lead_id = ${event.leadId} and m.event_id = ${event.id} order by m.id`);
}

export interface TracedRun {
  id: string;
  workflow: { id: string; name: string };
  version: number;
  /** The event started it; else it ended a wait of it. */
  started: boolean;
  createdAt: number;
  stepNo: number;
  status: string;
  token: Token | null;
  nodes: Record<string, PlanNode>;
}

/** Runs that the event started, or whose wait it ended. */
export async function runsTouched(tx: WorkspaceTx, event: { id: string; leadId: string }): Promise<TracedRun[]> {
  return tx.execute<TracedRun & Record<string, unknown>>(sql`
    select r.id, jsonb_build_object('id', w.id, 'name', w.name) as workflow, v.number as version, (r.trigger_event_id = ${event.id}) is true as started,
      ${epoch('r.created_at')} as "createdAt", r.step_no as "stepNo", r.status, r.state #> '{tokens,0}' as token, v.plan -> 'nodes' as nodes
    from runs r join workflows w on w.id = r.workflow_id join workflow_versions v on v.id = r.version_id
    where r.workspace_id = ${tx.workspaceId} and r.lead_id = ${event.leadId}
      and (r.trigger_event_id = ${event.id} or exists (select 1 from run_steps s where s.run_id = r.id and s.consumed_event_id = ${event.id})) order by r.id`);
}

export interface TracedStep {
  runId: string;
  stepNo: number;
  nodeId: string;
  kind: string;
  port: string | null;
  text: string;
  consumed: boolean;
  at: number;
}

/** Steps of runs since the event: all of those it started, and from the one that consumed it on of the others; at most 200. */
export async function stepsSince(tx: WorkspaceTx, runIds: readonly string[], eventId: string): Promise<TracedStep[]> {
  if (runIds.length === 0) return [];
  return tx.execute<TracedStep & Record<string, unknown>>(sql`
    select s.run_id as "runId", s.step_no as "stepNo", s.node as "nodeId", s.kind, s.port, s.text, (s.consumed_event_id = ${eventId}) is true as consumed, ${epoch('s.created_at')} as at
    from run_steps s join runs r on r.id = s.run_id
    where s.run_id in ${runIds} and s.workspace_id = ${tx.workspaceId} and s.kind <> 'rest'
      and (r.trigger_event_id = ${eventId} or s.step_no >= (select min(c.step_no) from run_steps c where c.run_id = s.run_id and c.consumed_event_id = ${eventId}))
    order by s.created_at, s.step_no limit 200`);
}
