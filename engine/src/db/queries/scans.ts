import type { WorkflowSettings } from '@trellis/shared/graph/graph.ts';
import type { LeadSnapshot } from '@trellis/shared/lead/lead.ts';
import type { Scan, TriggerRule } from '@trellis/shared/node/definition.ts';
import { sql } from 'drizzle-orm';
import type { SystemTx, WorkspaceTx } from '../client.ts';
import { epoch, instantOf } from './clock.ts';
import { leadColumns } from './run-locks.ts';

export type ScanKind = 'trigger' | 'segment' | 'entries' | 'end-runs' | 'enrol' | 'resume' | 'publish';

export interface ScanName {
  kind: ScanKind;
  subjectId: string;
  node: string;
}

/** A scan that is due, locked until the transaction ends. Times are epoch ms. */
export interface DueScan extends ScanName {
  occurrence: string | null;
  cursor: string | null;
  /** Workspace time. */
  doneUntil: number | null;
}

/** Lets a scan come due at once; makes it where it is not there. */
export async function dueScan(tx: WorkspaceTx, { kind, subjectId, node }: ScanName): Promise<void> {
  await tx.execute(sql`insert into scans (workspace_id, kind, subject_id, node, due_at) values (${tx.workspaceId}, ${kind}, ${subjectId}, ${node}, now())
    on conflict (workspace_id, kind, subject_id, node) do update set due_at = least(scans.due_at, now())`);
}

/** Whoever was told to end runs or to publish does so; else nothing is looked for in a paused workspace, and in a paused workflow only to tell whom it leaves out. */
const scanHeld = sql`(s.kind not in ('end-runs', 'publish') and exists (select 1 from pauses p where p.until is null and p.subject_id in (s.workspace_id, s.subject_id)
  and p.level in ('workspace', 'workflow') and (s.kind <> 'trigger' or p.entrants = 'queue')))`;

/** Names scans that are due, across workspaces; each is taken again under its own lock. */
export async function namesOfDueScans(tx: SystemTx, limit: number): Promise<(ScanName & { workspaceId: string })[]> {
  return tx.execute<ScanName & { workspaceId: string } & Record<string, unknown>>(sql`
    select s.workspace_id as "workspaceId", s.kind, s.subject_id as "subjectId", s.node from scans s
      left join workflows wf on wf.id = s.subject_id and s.kind in ('trigger', 'entries')
    where s.due_at <= now() and (wf.id is null or wf.status in ('live', 'paused')) and not ${scanHeld} order by s.due_at limit ${limit}`);
}

/** Takes a due scan for this transaction; undefined where another process has it, or it is not due any more. */
export async function takeScan(tx: WorkspaceTx, { kind, subjectId, node }: ScanName): Promise<DueScan | undefined> {
  const [row] = await tx.execute<DueScan & Record<string, unknown>>(sql`
    select kind, subject_id as "subjectId", node, occurrence, cursor, ${epoch('done_until')} as "doneUntil" from scans
    where workspace_id = ${tx.workspaceId} and kind = ${kind} and subject_id = ${subjectId} and node = ${node} and due_at <= now() for update skip locked`);
  return row;
}

/** Keeps how far a scan is, and when it comes due again (`inMs`: real time from now). */
export async function keepScan(tx: WorkspaceTx, scan: DueScan & { inMs: number; seen: number }): Promise<void> {
  await tx.execute(sql`update scans set occurrence = ${scan.occurrence}, cursor = ${scan.cursor}, done_until = ${instantOf(scan.doneUntil)},
      seen = seen + ${scan.seen}, due_at = clock_timestamp() + make_interval(secs => ${scan.inMs / 1000}::float8), last_error = null
    where workspace_id = ${tx.workspaceId} and kind = ${scan.kind} and subject_id = ${scan.subjectId} and node = ${scan.node}`);
}

/** A batch that failed comes again in a while; the others are not held up. */
export async function postponeScan(tx: WorkspaceTx, { kind, subjectId, node }: ScanName, error: string): Promise<void> {
  await tx.execute(sql`update scans set due_at = now() + interval '30 seconds', last_error = ${error}
    where workspace_id = ${tx.workspaceId} and kind = ${kind} and subject_id = ${subjectId} and node = ${node}`);
}

export async function removeScan(tx: WorkspaceTx, { kind, subjectId, node }: ScanName): Promise<void> {
  await tx.execute(
    sql`delete from scans where workspace_id = ${tx.workspaceId} and kind = ${kind} and subject_id = ${subjectId} and node = ${node}`,
  );
}

/** What the current version of a workflow looks for at a node; undefined where that trigger is gone. */
export async function readScanRule(
  tx: WorkspaceTx,
  workflowId: string,
  node: string,
): Promise<{ rule: TriggerRule & { on: 'scan'; scan: Scan }; timeZone: string | null } | undefined> {
  const [row] = await tx.execute<{ rule: TriggerRule & { on: 'scan'; scan: Scan }; timeZone: string | null }>(sql`
    select t.rule, v.plan #>> '{settings,timeZone}' as "timeZone" from workflow_triggers t join workflow_versions v on v.id = t.version_id
    where t.workspace_id = ${tx.workspaceId} and t.workflow_id = ${workflowId} and t.node_id = ${node} and t.kind = 'scan'`);
  return row;
}

/** Leads after the cursor, by id; only those that were heard of before, or that have the attribute, where asked. */
export async function leadsAfter(
  tx: WorkspaceTx,
  ask: { cursor: string | null; limit: number; attribute?: string; quietSince?: number },
): Promise<(LeadSnapshot & { lastEventAt: number | null })[]> {
  const { cursor, limit, attribute, quietSince } = ask;
  return tx.execute<LeadSnapshot & { lastEventAt: number | null } & Record<string, unknown>>(sql`
    select ${leadColumns}, ${epoch('l.last_event_at')} as "lastEventAt" from leads l
    where l.workspace_id = ${tx.workspaceId} and l.merged_into is null and l.erased_at is null ${cursor ? sql`and l.id > ${cursor}` : sql``}
      ${attribute === undefined ? sql`` : sql`and l.attributes ? ${attribute}::text`}
      ${quietSince === undefined ? sql`` : sql`and coalesce(l.last_event_at, l.created_at) <= ${instantOf(quietSince)}`}
    order by l.id limit ${limit}`);
}

/** The entry cap of a workflow's current version. */
export async function readEntryCap(tx: WorkspaceTx, workflowId: string): Promise<WorkflowSettings['entryCap'] | null> {
  const [row] = await tx.execute<{ cap: WorkflowSettings['entryCap'] | null }>(sql`
    select v.plan #> '{settings,entryCap}' as cap from workflows w join workflow_versions v on v.id = w.current_version_id
    where w.id = ${workflowId} and w.workspace_id = ${tx.workspaceId}`);
  return row?.cap ?? null;
}

/** Some open runs of a workflow, with their leads. */
export async function openRunsOf(
  tx: WorkspaceTx,
  workflowId: string,
  limit: number,
): Promise<{ id: string; leadId: string }[]> {
  return tx.execute<{ id: string; leadId: string }>(sql`
    select id, lead_id as "leadId" from runs where workspace_id = ${tx.workspaceId} and workflow_id = ${workflowId} and status <> 'ended' order by lead_id, id limit ${limit}`);
}
