import type { LeadRef } from '@trellis/shared/api/base.ts';
import type { PlanNode } from '@trellis/shared/plan/plan.ts';
import type { Token } from '@trellis/shared/runtime/state.ts';
import { type SQL, sql } from 'drizzle-orm';
import type { WorkspaceTx } from '../client.ts';
import { iso } from './iso.ts';
import { leadRef } from './lead-ref.ts';

export type RunStatus = 'active' | 'paused' | 'parked' | 'ended';

export interface RunListRow {
  id: string;
  workflow: { id: string; name: string };
  version: { id: string; number: number };
  lead: LeadRef;
  status: RunStatus;
  reason: string | null;
  stepNo: number;
  startedAt: string;
  endedAt: string | null;
  pausedAt: string | null;
  /** The first token, where the run is; null once it ended. */
  token: Token | null;
  node: PlanNode | null;
  /** Epoch ms, workspace time. */
  enteredAt: number;
  /** Nodes left so far, in order; only where asked for. */
  passed: string[];
}

const MAX_PASSED = 60;

const columns = (
  passed: boolean,
) => sql`r.id, jsonb_build_object('id', w.id, 'name', w.name) as workflow, jsonb_build_object('id', v.id, 'number', v.number) as version,
  ${leadRef} as lead, r.status, r.reason, r.step_no as "stepNo", ${iso('r.started_at')} as "startedAt", ${iso('r.ended_at')} as "endedAt", 
  (select ${iso('p.since')} from pauses p where p.subject_id = r.id and p.until is null) as "pausedAt",
  r.state #> '{tokens,0}' as token, v.plan -> 'nodes' -> (r.state #>> '{tokens,0,node}') as node, (r.state ->> 'enteredAt')::float8 as "enteredAt",
  ${
    passed
      ? sql`coalesce((select jsonb_agg(p.node order by p.step_no) from (select s.node, s.step_no from run_steps s
          where s.run_id = r.id and (s.port is not null or s.kind = 'ended') order by s.step_no desc limit ${MAX_PASSED}) p), '[]')`
      : sql`'[]'::jsonb`
  } as passed`;

const from = sql`from runs r join workflows w on w.id = r.workflow_id join workflow_versions v on v.id = r.version_id join leads l on l.id = r.lead_id`;

export interface RunFilter {
  workflowId?: string | undefined;
  leadId?: string | undefined;
  status?: RunStatus | undefined;
}

/** Runs, newest first, after the run `before`. */
export async function listRuns(
  tx: WorkspaceTx,
  { workflowId, leadId, status, before, limit }: RunFilter & { before: string | null; limit: number },
): Promise<RunListRow[]> {
  const where: SQL[] = [sql`r.workspace_id = ${tx.workspaceId}`];
  if (workflowId) where.push(sql`r.workflow_id = ${workflowId}`);
  if (leadId) where.push(sql`r.lead_id = ${leadId}`);
  if (status) where.push(sql`r.status = ${status}`);
  if (before) where.push(sql`r.id < ${before}`);
  return tx.execute<RunListRow & Record<string, unknown>>(
    sql`select ${columns(false)} ${from} where ${sql.join(where, sql` and `)} order by r.id desc nulls last limit ${limit}`,
  );
}

/** All runs of a lead with the nodes they left, running ones first, at most 100. */
export async function runsOfLead(tx: WorkspaceTx, leadId: string): Promise<RunListRow[]> {
  return tx.execute<RunListRow & Record<string, unknown>>(sql`select ${columns(true)} ${from}
    where r.workspace_id = ${tx.workspaceId} and r.lead_id = ${leadId} order by (r.status = 'ended'), r.id desc limit 100`);
}

/** Runs by id, with the nodes they left. */
export async function runsById(tx: WorkspaceTx, ids: readonly string[]): Promise<RunListRow[]> {
  if (ids.length === 0) return [];
  return tx.execute<RunListRow & Record<string, unknown>>(
    sql`select ${columns(true)} ${from} where r.workspace_id = ${tx.workspaceId} and r.id in ${ids}`,
  );
}
