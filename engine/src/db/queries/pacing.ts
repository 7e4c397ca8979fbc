import { sql } from 'drizzle-orm';
import type { WorkspaceTx } from '../client.ts';
import { epoch, instantOf } from './clock.ts';

interface AtNode {
  workflowId: string;
  node: string;
}

/** Holds back everybody else at the same node of the same workflow until the transaction ends. */
export async function lockNode(tx: WorkspaceTx, { workflowId, node }: AtNode): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`${workflowId}:${node}`}, 0))`);
}

/** The moment already given to this visit, and the `count`-th last one given to anybody (epoch ms, workspace time). Call with the node locked. */
export async function readSlots(
  tx: WorkspaceTx,
  { workflowId, node, key, count }: AtNode & { key: string; count: number },
): Promise<{ own: number | null; before: number | null }> {
  const [row] = await tx.execute<{ own: number | null; before: number | null }>(sql`
    select (select ${epoch('at')} from throttle_slots where key = ${key}) as own,
      (select ${epoch('at')} from throttle_slots where workspace_id = ${tx.workspaceId} and workflow_id = ${workflowId} and node = ${node}
        order by at desc offset ${count - 1} limit 1) as before`);
  return row ?? { own: null, before: null };
}

export async function insertSlot(
  tx: WorkspaceTx,
  { workflowId, node, key, at }: AtNode & { key: string; at: number },
): Promise<void> {
  await tx.execute(sql`insert into throttle_slots (key, workspace_id, workflow_id, node, at)
    values (${key}, ${tx.workspaceId}, ${workflowId}, ${node}, ${instantOf(at)})`);
}

/** The lead's arm at a split, where it has one, and how many leads each arm has. Call with the node locked. */
export async function readArms(
  tx: WorkspaceTx,
  { workflowId, node, leadId }: AtNode & { leadId: string },
): Promise<{ own: string | null; counts: Record<string, number> }> {
  const [row] = await tx.execute<{ own: string | null; counts: Record<string, number> | null }>(sql`
    select (select arm from split_arms where workflow_id = ${workflowId} and node = ${node} and lead_id = ${leadId}) as own,
      (select counts from split_levels where workflow_id = ${workflowId} and node = ${node}) as counts`);
  return { own: row?.own ?? null, counts: row?.counts ?? {} };
}

export async function insertArm(
  tx: WorkspaceTx,
  { workflowId, node, leadId, arm, counts }: AtNode & { leadId: string; arm: string; counts: Record<string, number> },
): Promise<void> {
  await tx.execute(sql`with arm as (
      insert into split_arms (workspace_id, workflow_id, node, lead_id, arm) values (${tx.workspaceId}, ${workflowId}, ${node}, ${leadId}, ${arm})
    ) insert into split_levels (workspace_id, workflow_id, node, counts) values (${tx.workspaceId}, ${workflowId}, ${node}, ${JSON.stringify(counts)}::jsonb)
      on conflict (workflow_id, node) do update set counts = excluded.counts`);
}

interface TwoLeads extends AtNode {
  loser: string;
  survivor: string;
}

/** The arms that a lead has at splits, beside those that another has there; in lock order. */
export async function readArmsOf(
  tx: WorkspaceTx,
  { loser, survivor }: Pick<TwoLeads, 'loser' | 'survivor'>,
): Promise<{ workflowId: string; node: string; lost: string; own: string | null }[]> {
  return tx.execute<{ workflowId: string; node: string; lost: string; own: string | null }>(sql`
    select l.workflow_id as "workflowId", l.node, l.arm as lost, s.arm as own from split_arms l
      left join split_arms s on s.workflow_id = l.workflow_id and s.node = l.node and s.lead_id = ${survivor}
    where l.workspace_id = ${tx.workspaceId} and l.lead_id = ${loser} order by l.workflow_id, l.node`);
}

/** Gives a lead's arm to another lead, which has none there. Call with the node locked. */
export async function moveArm(tx: WorkspaceTx, { workflowId, node, loser, survivor }: TwoLeads): Promise<void> {
  await tx.execute(
    sql`update split_arms set lead_id = ${survivor} where workflow_id = ${workflowId} and node = ${node} and lead_id = ${loser}`,
  );
}

/** Leaves one arm of two that two leads had, and takes the other out of the levels. Call with the node locked. */
export async function takeArmBack(
  tx: WorkspaceTx,
  { workflowId, node, loser, survivor, kept, back }: TwoLeads & { kept: string; back: string },
): Promise<void> {
  await tx.execute(sql`
    with gone as (delete from split_arms where workflow_id = ${workflowId} and node = ${node} and lead_id = ${loser}),
      one as (update split_arms set arm = ${kept} where workflow_id = ${workflowId} and node = ${node} and lead_id = ${survivor})
    update split_levels set counts = jsonb_set(counts, array[${back}]::text[], to_jsonb(greatest(0, coalesce((counts ->> ${back})::int, 0) - 1)))
    where workflow_id = ${workflowId} and node = ${node}`);
}
