import type { Graph } from '@trellis/shared/graph/graph.ts';
import type { EventDoor } from '@trellis/shared/node/decision.ts';
import type { Plan } from '@trellis/shared/plan/plan.ts';
import type { RunState } from '@trellis/shared/runtime/state.ts';
import { sql } from 'drizzle-orm';
import type { WorkspaceTx } from '../client.ts';
import { clockColumn, epoch, type WorkspaceClock } from './clock.ts';
import { iso } from './iso.ts';

export interface StepDetail {
  stepNo: number;
  versionId: string;
  nodeId: string;
  visit: number;
  kind: 'rest' | 'left' | 'ended' | 'parked' | 'control';
  cause: string;
  port: string | null;
  toNodeId: string | null;
  text: string;
  inputs: Record<string, unknown> | null;
  outcome: string | null;
  event: { id: string; name: string; occurredAt: string } | null;
  openedAt: string;
  at: string;
}

/** The log of a run, in order; at most its last 1,000 rows. */
export async function stepsOfRun(tx: WorkspaceTx, runId: string): Promise<StepDetail[]> {
  return tx.execute<StepDetail & Record<string, unknown>>(sql`
    select * from (
      select s.step_no as "stepNo", s.version_id as "versionId", s.node as "nodeId", s.visit, s.kind, s.cause, s.port, s.to_node as "toNodeId", s.text, s.inputs, s.outcome,
        case when e.id is null then null else jsonb_build_object('id', e.id, 'name', e.name, 'occurredAt', ${iso('e.occurred_at')}) end as event,
        ${iso('s.opened_at')} as "openedAt", ${iso('s.at')} as at
      from run_steps s left join events e on e.id = s.consumed_event_id
      where s.run_id = ${runId} and s.workspace_id = ${tx.workspaceId} order by s.step_no desc limit 1000) last order by "stepNo"`);
}

export interface WaitDetail {
  token: number;
  nodeId: string;
  kind: 'wait' | 'retry';
  since: string;
  deadline: string | null;
  /** Epoch ms, workspace time. */
  deadlineAt: number | null;
  doors: EventDoor[];
}

export async function waitsOfRun(tx: WorkspaceTx, runId: string): Promise<WaitDetail[]> {
  return tx.execute<WaitDetail & Record<string, unknown>>(sql`
    select token, node as "nodeId", kind, ${iso('since')} as since, ${iso('deadline')} as deadline, ${epoch('deadline')} as "deadlineAt", doors
    from run_waits where run_id = ${runId} and workspace_id = ${tx.workspaceId} order by token`);
}

export interface EffectDetail {
  key: string;
  nodeId: string;
  visit: number;
  kind: string;
  state: 'claimed' | 'transmitting' | 'accepted' | 'failed' | 'unknown' | 'withheld';
  attempts: number;
  code: string | null;
  claimedAt: string;
  settledAt: string | null;
  send: {
    id: string;
    channel: 'email' | 'sms';
    subject: string | null;
    sentAt: string | null;
    openedAt: string | null;
    clickedAt: string | null;
    mailId: string | null;
  } | null;
}

/** Effects of a run with their messages, in the order of their claims. */
export async function effectsOfRun(tx: WorkspaceTx, runId: string): Promise<EffectDetail[]> {
  return tx.execute<EffectDetail & Record<string, unknown>>(sql`
    select x.key, x.node as "nodeId", x.visit, x.kind, x.state, x.attempts, x.code, ${iso('x.claimed_at')} as "claimedAt", ${iso('x.settled_at')} as "settledAt",
      case when s.key is null then null else jsonb_build_object('id', s.id, 'channel', s.channel, 'subject', s.subject, 'sentAt', ${iso('s.sent_at')},
        'openedAt', ${iso('s.opened_at')}, 'clickedAt', ${iso('s.clicked_at')},
        'mailId', (select m.id from mailbox m where m.workspace_id = x.workspace_id and m.send_key = x.key order by m.id limit 1)) end as send
    from effects x left join sends s on s.key = x.key where x.run_id = ${runId} and x.workspace_id = ${tx.workspaceId} order by x.claimed_at, x.key`);
}

export interface RunFacts {
  state: RunState;
  graph: Graph;
  plan: Plan;
  trigger: { id: string; name: string; occurredAt: string; properties: Record<string, unknown> } | null;
  clock: WorkspaceClock;
}

/** State, drawing, plan and trigger of a run; null where there is none with this id. */
export async function factsOfRun(tx: WorkspaceTx, runId: string): Promise<RunFacts | null> {
  const [row] = await tx.execute<RunFacts & Record<string, unknown>>(sql`
    select r.state, v.graph, v.plan, ${clockColumn} as clock,
      case when e.id is null then null else jsonb_build_object('id', e.id, 'name', e.name, 'occurredAt', ${iso('e.occurred_at')}, 'properties', e.properties) end as trigger
    from runs r join workflow_versions v on v.id = r.version_id join workspaces w on w.id = r.workspace_id left join events e on e.id = r.trigger_event_id
    where r.id = ${runId} and r.workspace_id = ${tx.workspaceId}`);
  return row ?? null;
}

/** Names and types of the nodes of versions, for steps that ran on an earlier one. */
export async function nodesOfVersions(
  tx: WorkspaceTx,
  versionIds: readonly string[],
): Promise<Map<string, Plan['nodes']>> {
  if (versionIds.length === 0) return new Map();
  const rows = await tx.execute<{ id: string; nodes: Plan['nodes'] }>(sql`
    select id, plan -> 'nodes' as nodes from workflow_versions where workspace_id = ${tx.workspaceId} and id in ${[...new Set(versionIds)]}`);
  return new Map(rows.map(({ id, nodes }) => [id, nodes]));
}
