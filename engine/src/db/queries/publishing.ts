import type { WorkflowStatus } from '@trellis/shared/api/workflows.ts';
import type { Graph } from '@trellis/shared/graph/graph.ts';
import type { TriggerRule } from '@trellis/shared/node/definition.ts';
import type { Plan } from '@trellis/shared/plan/plan.ts';
import { sql } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import type { WorkspaceTx } from '../client.ts';
import { keepHook } from './hooks.ts';
import { iso } from './iso.ts';

export interface VersionRow {
  id: string;
  number: number;
  hash: string;
  publishedAt: string;
  publishedBy: string;
  active: number;
  current: boolean;
}

const columns = sql`v.id, v.number, v.hash, ${iso('v.created_at')} as "publishedAt", v.published_by as "publishedBy",
  (select count(*)::int from runs r where r.workspace_id = v.workspace_id and r.workflow_id = v.workflow_id and r.version_id = v.id and r.status <> 'ended') as active,
  (w.current_version_id = v.id) is true as current`;

/** Versions of a workflow, newest first. */
export async function listVersions(tx: WorkspaceTx, workflowId: string): Promise<VersionRow[]> {
  return tx.execute<VersionRow & Record<string, unknown>>(sql`
    select ${columns} from workflow_versions v join workflows w on w.id = v.workflow_id
    where v.workflow_id = ${workflowId} and v.workspace_id = ${tx.workspaceId} order by v.number desc`);
}

/** A version of a workflow with its graph and plan; null where there is none with these ids. */
export async function readVersion(
  tx: WorkspaceTx,
  { workflowId, versionId }: { workflowId: string; versionId: string },
): Promise<(VersionRow & { graph: Graph; plan: Plan }) | null> {
  const [row] = await tx.execute<VersionRow & { graph: Graph; plan: Plan } & Record<string, unknown>>(sql`
    select ${columns}, v.graph, v.plan from workflow_versions v join workflows w on w.id = v.workflow_id
    where v.id = ${versionId} and v.workflow_id = ${workflowId} and v.workspace_id = ${tx.workspaceId}`);
  return row ?? null;
}

/** The number of a workflow's newest version; 0 before the first. */
export async function lastVersionNumber(tx: WorkspaceTx, workflowId: string): Promise<number> {
  const [row] = await tx.execute<{
    number: number;
  }>(sql`select coalesce(max(number), 0)::int as number from workflow_versions
    where workflow_id = ${workflowId} and workspace_id = ${tx.workspaceId}`);
  return row?.number ?? 0;
}

/** Adds the next version of a (locked) workflow; answers its id. */
export async function insertVersion(
  tx: WorkspaceTx,
  version: { workflowId: string; graph: Graph; plan: Plan; hash: string; publishedBy: string },
): Promise<string> {
  const id = uuidv7();
  await tx.execute(sql`insert into workflow_versions (id, workspace_id, workflow_id, number, graph, plan, hash, published_by)
    select ${id}, ${tx.workspaceId}::uuid, ${version.workflowId}, coalesce(max(number), 0) + 1, ${JSON.stringify(version.graph)}::jsonb,
      ${JSON.stringify(version.plan)}::jsonb, ${version.hash}, ${version.publishedBy}
    from workflow_versions where workflow_id = ${version.workflowId}`);
  return id;
}

/**
 * Makes a version the one that new leads take, and its triggers replace the former ones in the index of routing. What was before it is kept
 * where it is a publish that can be taken back.
 */
export async function makeCurrent(
  tx: WorkspaceTx,
  current: {
    workflowId: string;
    versionId: string;
    rules: readonly { nodeId: string; rule: TriggerRule }[];
    takeBack?: boolean;
  },
): Promise<void> {
  const { workflowId, versionId, rules, takeBack = false } = current;
  await tx.execute(
    sql`update workflows set current_version_id = ${versionId}, status = 'live', current_since = clock_timestamp(),
        former_version_id = ${takeBack ? sql`current_version_id` : sql`null`}, former_status = ${takeBack ? sql`status` : sql`null`}
      where id = ${workflowId} and workspace_id = ${tx.workspaceId}`,
  );
  await tx.execute(
    sql`delete from workflow_triggers where workflow_id = ${workflowId} and workspace_id = ${tx.workspaceId}`,
  );
  await insertTriggers(tx, { workflowId, versionId, rules });
}

/** What taking a publish back needs to know. Times are real. */
export interface TakeBack {
  currentVersionId: string | null;
  formerVersionId: string | null;
  formerStatus: WorkflowStatus | null;
  since: string | null;
  /** Until when it can be taken back; null where there is nothing to take back. */
  until: string | null;
  /** That time is not over. */
  open: boolean;
}

/**
 * What a workflow was before its last publish; null where there is no such workflow. `lock`: waits for the entries under way (they refer to the
 * workflow), so that none of them begins on a version that is taken back without being seen.
 */
export async function readTakeBack(
  tx: WorkspaceTx,
  workflowId: string,
  { withinMs, lock = false }: { withinMs: number; lock?: boolean },
): Promise<TakeBack | null> {
  const until = sql`(w.current_since + make_interval(secs => ${withinMs / 1000}::float8))`;
  const [row] = await tx.execute<TakeBack & Record<string, unknown>>(sql`
    select w.current_version_id as "currentVersionId", w.former_version_id as "formerVersionId", w.former_status as "formerStatus", ${iso('w.current_since')} as since,
      case when w.former_version_id is not null then ${iso(until)} end as until, (w.former_version_id is not null and clock_timestamp() < ${until}) as open
    from workflows w where w.id = ${workflowId} and w.workspace_id = ${tx.workspaceId} ${lock ? sql`for update` : sql``}`);
  return row ?? null;
}

/** Keeps what starts runs of a version; a webhook that has no address yet gets one. */
export async function insertTriggers(
  tx: WorkspaceTx,
  {
    workflowId,
    versionId,
    rules,
  }: {
    workflowId: string;
    versionId: string;
    rules: readonly { nodeId: string; rule: TriggerRule }[];
  },
): Promise<void> {
  const rows = rules.map(({ nodeId, rule }) => ({
    nodeId,
    kind: rule.on,
    event: rule.on === 'event' ? rule.event : null,
    rule,
  }));
  await tx.execute(sql`insert into workflow_triggers (workspace_id, workflow_id, version_id, node_id, kind, event, rule)
    select ${tx.workspaceId}::uuid, ${workflowId}::uuid, ${versionId}::uuid, x."nodeId", x.kind, x.event, x.rule
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x("nodeId" text, kind text, event text, rule jsonb)`);
  for (const { nodeId, rule } of rules) if (rule.on === 'webhook') await keepHook(tx, { workflowId, nodeId });
  await keepScans(tx, workflowId, rules);
}

/** One scan for each trigger that the clock sets off; a trigger that is new looks at what comes due from now on. */
async function keepScans(
  tx: WorkspaceTx,
  workflowId: string,
  rules: readonly { nodeId: string; rule: TriggerRule }[],
): Promise<void> {
  const nodes = rules.flatMap(({ nodeId, rule }) => (rule.on === 'scan' ? [nodeId] : []));
  await tx.execute(sql`delete from scans where workspace_id = ${tx.workspaceId} and kind = 'trigger' and subject_id = ${workflowId}
    ${nodes.length > 0 ? sql`and node not in ${nodes}` : sql``}`);
  for (const node of nodes) {
    await tx.execute(sql`insert into scans (workspace_id, kind, subject_id, node, due_at) values (${tx.workspaceId}, 'trigger', ${workflowId}, ${node}, now())
      on conflict (workspace_id, kind, subject_id, node) do update set due_at = now()`);
  }
}
