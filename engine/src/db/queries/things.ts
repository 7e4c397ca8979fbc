import type { WorkflowStatus } from '@trellis/shared/api/workflows.ts';
import type { Thing } from '@trellis/shared/compiler/check-conditions.ts';
import { sql } from 'drizzle-orm';
import type { WorkspaceTx } from '../client.ts';

/** Of each kind, the newest. A workspace with more is asked by search once there is one. */
const MOST = 2_000;

export interface WorkflowThing extends Thing {
  status: WorkflowStatus;
  byHand: boolean;
}

/** Every workflow by name, archived ones too; `byHand`: the version that is live takes leads in by hand. */
export async function workflowThings(tx: WorkspaceTx): Promise<WorkflowThing[]> {
  return tx.execute<WorkflowThing & Record<string, unknown>>(sql`
    select w.id, w.name, w.status, w.status = 'archived' as archived,
      exists (select 1 from workflow_triggers t where t.workflow_id = w.id and t.kind = 'manual') as "byHand"
    from workflows w where w.workspace_id = ${tx.workspaceId} order by lower(w.name), w.id limit ${MOST}`);
}

/** Every segment by name, archived ones too. */
export async function segmentThings(tx: WorkspaceTx): Promise<(Thing & { archived: boolean; members: number })[]> {
  return tx.execute<Thing & { archived: boolean; members: number } & Record<string, unknown>>(sql`
    select s.id, s.name, s.archived_at is not null as archived, (select count(*)::int from segment_members m where m.segment_id = s.id) as members
    from segments s where s.workspace_id = ${tx.workspaceId} order by lower(s.name), s.id limit ${MOST}`);
}

/** Every form by name; one that takes no more entries counts as archived. `confirms` as `confirmsFirst` has it (forms/take-submission.ts). */
export async function formThings(tx: WorkspaceTx): Promise<(Thing & { archived: boolean; confirms: boolean })[]> {
  return tx.execute<Thing & { archived: boolean; confirms: boolean } & Record<string, unknown>>(sql`
    select f.id, f.name, f.closed_at is not null as archived, f.double_opt_in and f.wording <> '' as confirms from forms f
    where f.workspace_id = ${tx.workspaceId} order by lower(f.name), f.id limit ${MOST}`);
}
