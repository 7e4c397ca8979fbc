import type { LeadSnapshot } from '@trellis/shared/lead/lead.ts';
import { sql } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import type { WorkspaceTx } from '../../db/client.ts';
import type { RowState } from './coverage.ts';

export interface RunRow extends Record<string, unknown> {
  id: string;
  leadId: string;
  workflowId: string;
  versionId: string;
  stepNo: number;
  status: 'active' | 'paused' | 'parked' | 'ended';
  at: string | null;
  node: string | null;
  effect: string | null;
  email: string | null;
  steps: number;
}

/** The runs of a workspace as calls find them. */
export function readRuns(tx: WorkspaceTx, runId?: string): Promise<RunRow[]> {
  return tx.execute<RunRow>(sql`
    select r.id, r.lead_id as "leadId", r.workflow_id as "workflowId", r.version_id as "versionId", r.state #>> '{tokens,0,node}' as node, r.step_no as "stepNo", r.status, r.state #>> '{tokens,0,at}' as at,
      (select x.state from effects x where x.key = r.state #>> '{tokens,0,key}') as effect,
      (select l.email from leads l where l.id = r.lead_id) as email, (select count(*)::int from run_steps s where s.run_id = r.id) as steps
    from runs r where r.workspace_id = ${tx.workspaceId} ${runId ? sql`and r.id = ${runId}` : sql``} order by r.id`);
}

/** The state that coverage counts by; undefined for the short while in which a settled effect still has its token. */
export function rowState({ status, at, effect }: RunRow): RowState | undefined {
  if (status !== 'active') return status;
  if (at === 'ready' || at === 'waiting') return at;
  return effect === 'claimed' || effect === 'transmitting' ? effect : undefined;
}

/** Puts a generated lead into the workspace; answers its id. */
export async function insertLead(tx: WorkspaceTx, lead: LeadSnapshot): Promise<string> {
  const id = uuidv7();
  await tx.execute(sql`insert into leads (id, workspace_id, email, phone, time_zone, attributes, tags, consent_email, consent_sms, created_at)
    values (${id}, ${tx.workspaceId}, ${lead.email ?? null}, ${lead.phone ?? null}, ${lead.timeZone ?? null}, ${JSON.stringify(lead.attributes)}::jsonb,
      array(select jsonb_array_elements_text(${JSON.stringify(lead.tags)}::jsonb)), ${lead.consent.email}, ${lead.consent.sms ?? 'unknown'}, ${lead.createdAt})`);
  return id;
}

/** Lets the second pass that a failed delivery waits for; answers how many rows are owed. */
export async function makeOutboxDue(tx: WorkspaceTx): Promise<number> {
  const [row] = await tx.execute<{ owed: number }>(sql`
    with due as (update outbox set due_at = now() - interval '1 second' where workspace_id = ${tx.workspaceId} and due_at > now() returning 1)
    select count(*)::int as owed from outbox where workspace_id = ${tx.workspaceId}`);
  return row?.owed ?? 0;
}

/** In how many real ms the next run is due by its row; undefined where none is. */
export async function nextDue(tx: WorkspaceTx): Promise<number | undefined> {
  const [row] = await tx.execute<{ ms: number | null }>(sql`
    select extract(epoch from min(due_at) - clock_timestamp())::float8 * 1000 as ms from runs where workspace_id = ${tx.workspaceId} and status = 'active'`);
  return row?.ms ?? undefined;
}
