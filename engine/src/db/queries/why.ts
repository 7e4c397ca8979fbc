import type { EventRecord } from '@trellis/shared/event/event.ts';
import type { Plan } from '@trellis/shared/plan/plan.ts';
import type { RunState } from '@trellis/shared/runtime/state.ts';
import { sql } from 'drizzle-orm';
import type { WorkspaceTx } from '../client.ts';
import { iso } from './iso.ts';

/** Runs, near misses and events that are looked at, newest first. */
const MOST = 5;

export interface AskedRun {
  id: string;
  status: 'active' | 'paused' | 'parked' | 'ended';
  reason: string | null;
  startedAt: string;
  endedAt: string | null;
  state: RunState;
  plan: Plan;
  steps: {
    node: string;
    visit: number;
    kind: string;
    port: string | null;
    to: string | null;
    text: string;
    outcome: string | null;
    at: string;
  }[];
  effects: { node: string; visit: number; state: string; code: string | null; at: string }[];
}

/** The lead's last runs of a workflow with their log and what became of their effects, newest first. */
export async function runsAsked(tx: WorkspaceTx, leadId: string, workflowId: string): Promise<AskedRun[]> {
  return tx.execute<AskedRun & Record<string, unknown>>(sql`
    select r.id, r.status, r.reason, ${iso('r.started_at')} as "startedAt", ${iso('r.ended_at')} as "endedAt", r.state, v.plan,
      coalesce((select jsonb_agg(jsonb_build_object('node', s.node, 'visit', s.visit, 'kind', s.kind, 'port', s.port, 'to', s.to_node, 'text', s.text,
        'outcome', s.outcome, 'at', ${iso('s.at')}) order by s.step_no) from run_steps s where s.run_id = r.id), '[]') as steps,
      coalesce((select jsonb_agg(jsonb_build_object('node', x.node, 'visit', x.visit, 'state', x.state, 'code', x.code, 'at', ${iso('x.claimed_at')}) order by x.claimed_at)
        from effects x where x.run_id = r.id), '[]') as effects
    from runs r join workflow_versions v on v.id = r.version_id
    where r.workspace_id = ${tx.workspaceId} and r.lead_id = ${leadId} and r.workflow_id = ${workflowId} order by r.id desc limit ${MOST}`);
}

/** Why the workflow did not start for the lead, as routing wrote it down, newest first. */
export async function missesAsked(
  tx: WorkspaceTx,
  leadId: string,
  workflowId: string,
): Promise<{ node: string; code: string; text: string; event: string; at: string }[]> {
  return tx.execute<{ node: string; code: string; text: string; event: string; at: string }>(sql`
    select m.node, m.code, m.text, coalesce(e.name, '') as event, ${iso('m.at')} as at from near_misses m left join events e on e.id = m.event_id
    where m.workspace_id = ${tx.workspaceId} and m.lead_id = ${leadId} and m.workflow_id = ${workflowId} and m.run_id is null
    order by m.id desc limit ${MOST}`);
}

/** The last event of the lead by this name (which may end in `*`); undefined where none came. */
export async function lastEventNamed(tx: WorkspaceTx, leadId: string, name: string): Promise<EventRecord | undefined> {
  const named = name.endsWith('*') ? sql`starts_with(e.name, ${name.slice(0, -1)})` : sql`e.name = ${name}`;
  const [row] = await tx.execute<EventRecord & Record<string, unknown>>(sql`
    select e.id, e.name, e.properties, e.message_id as "messageId", ${iso('e.occurred_at')} as "occurredAt", ${iso('e.received_at')} as "receivedAt"
    from events e where e.workspace_id = ${tx.workspaceId} and e.lead_id = ${leadId} and ${named} order by e.occurred_at desc, e.id desc limit 1`);
  return row;
}

export interface AskedWorkflow {
  name: string;
  status: string;
  plan: Plan | null;
}

/** A workflow with the plan of its present version. */
export async function workflowAsked(tx: WorkspaceTx, workflowId: string): Promise<AskedWorkflow | undefined> {
  const [row] = await tx.execute<AskedWorkflow & Record<string, unknown>>(sql`
    select w.name, w.status, v.plan from workflows w left join workflow_versions v on v.id = w.current_version_id
    where w.id = ${workflowId} and w.workspace_id = ${tx.workspaceId}`);
  return row;
}
