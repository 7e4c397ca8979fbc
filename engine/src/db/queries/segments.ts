import type { LeadRef } from '@trellis/shared/api/base.ts';
import type { SegmentUse } from '@trellis/shared/api/segments.ts';
import type { Condition } from '@trellis/shared/condition/condition.ts';
import { type SQL, sql } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import type { WorkspaceTx } from '../client.ts';
import { instantOf } from './clock.ts';
import { iso } from './iso.ts';
import { leadRef } from './lead-ref.ts';

export interface SegmentRow {
  id: string;
  name: string;
  condition: Condition | null;
  members: number;
  createdAt: string;
  looking: boolean;
}

const columns = sql`s.id, s.name, s.condition, (select count(*)::int from segment_members m where m.segment_id = s.id) as members,
  ${iso('s.created_at')} as "createdAt", s.condition is not null and exists (select 1 from scans x where x.workspace_id = s.workspace_id and x.kind = 'segment'
    and x.subject_id = s.id and (x.done_until is null or x.cursor is not null or x.due_at <= now())) as looking`;

/** The segments of the workspace that are in use, newest first. */
export async function listSegments(tx: WorkspaceTx): Promise<SegmentRow[]> {
  return tx.execute<SegmentRow & Record<string, unknown>>(
    sql`select ${columns} from segments s where s.workspace_id = ${tx.workspaceId} and s.archived_at is null order by s.id desc limit 500`,
  );
}

/** A segment; null where there is none with this id. */
export async function readSegment(tx: WorkspaceTx, segmentId: string): Promise<SegmentRow | null> {
  const [row] = await tx.execute<SegmentRow & Record<string, unknown>>(
    sql`select ${columns} from segments s where s.id = ${segmentId} and s.workspace_id = ${tx.workspaceId} and s.archived_at is null`,
  );
  return row ?? null;
}

/** Adds a segment; answers its id. */
export async function insertSegment(
  tx: WorkspaceTx,
  { name, condition, createdBy }: { name: string; condition: Condition | null; createdBy: string },
): Promise<string> {
  const id = uuidv7();
  await tx.execute(sql`insert into segments (id, workspace_id, name, condition, created_by)
    values (${id}, ${tx.workspaceId}, ${name}, ${condition ? JSON.stringify(condition) : null}::jsonb, ${createdBy})`);
  return id;
}

/** Changes name and rule; false where there is no such segment. */
export async function updateSegment(
  tx: WorkspaceTx,
  { segmentId, name, condition }: { segmentId: string; name: string; condition: Condition | null },
): Promise<boolean> {
  const rows =
    await tx.execute(sql`update segments set name = ${name}, condition = ${condition ? JSON.stringify(condition) : null}::jsonb
    where id = ${segmentId} and workspace_id = ${tx.workspaceId} and archived_at is null returning id`);
  return rows.length > 0;
}

/** Takes a segment out of use; its members stay as they are, and nobody enters or leaves any more. */
export async function archiveSegment(tx: WorkspaceTx, segmentId: string): Promise<boolean> {
  const rows = await tx.execute(
    sql`update segments set archived_at = now() where id = ${segmentId} and workspace_id = ${tx.workspaceId} and archived_at is null returning id`,
  );
  return rows.length > 0;
}

/** Puts a lead in; false where it is in already, or the segment is not in use. `at`: epoch ms, workspace time. */
export async function enterSegment(
  tx: WorkspaceTx,
  { segmentId, leadId, at, byHand }: { segmentId: string; leadId: string; at: number; byHand: boolean },
): Promise<boolean> {
  const rows = await tx.execute(sql`insert into segment_members (workspace_id, segment_id, lead_id, entered_at, by_hand)
    select ${tx.workspaceId}::uuid, s.id, ${leadId}::uuid, ${instantOf(at)}, ${byHand} from segments s
    where s.id::text = ${segmentId} and s.workspace_id = ${tx.workspaceId} and s.archived_at is null on conflict do nothing returning lead_id`);
  return rows.length > 0;
}

/** Takes a lead out; false where it was not in. */
export async function leaveSegment(
  tx: WorkspaceTx,
  { segmentId, leadId }: { segmentId: string; leadId: string },
): Promise<boolean> {
  const rows = await tx.execute(
    sql`delete from segment_members where segment_id::text = ${segmentId} and lead_id = ${leadId} and workspace_id = ${tx.workspaceId} returning lead_id`,
  );
  return rows.length > 0;
}

/** The rules of the workspace's segments, and whether the lead is in each. */
export async function segmentsOfLead(
  tx: WorkspaceTx,
  leadId: string,
): Promise<{ id: string; condition: Condition; member: boolean; byHand: boolean }[]> {
  return tx.execute<{ id: string; condition: Condition; member: boolean; byHand: boolean }>(sql`
    select s.id, s.condition, m.lead_id is not null as member, coalesce(m.by_hand, false) as "byHand" from segments s
      left join segment_members m on m.segment_id = s.id and m.lead_id = ${leadId}
    where s.workspace_id = ${tx.workspaceId} and s.condition is not null and s.archived_at is null order by s.id`);
}

/** Members of a segment, last entered first. */
export async function listMembers(
  tx: WorkspaceTx,
  { segmentId, before, limit }: { segmentId: string; before: { at: string; leadId: string } | null; limit: number },
): Promise<{ lead: LeadRef; enteredAt: string; byHand: boolean }[]> {
  return tx.execute<{ lead: LeadRef; enteredAt: string; byHand: boolean }>(sql`
    select ${leadRef} as lead, ${iso('m.entered_at')} as "enteredAt", m.by_hand as "byHand" from segment_members m join leads l on l.id = m.lead_id
    where m.workspace_id = ${tx.workspaceId} and m.segment_id = ${segmentId}
      ${before ? sql`and (m.entered_at, m.lead_id) < (${before.at}::timestamptz, ${before.leadId}::uuid)` : sql``}
    order by m.entered_at desc, m.lead_id desc limit ${limit}`);
}

/**
 * Workflows that name a segment in their draft, their current version or a version that runs are on. An id names nothing else, so its text in the
 * document is enough; archived drafts that nobody is in do not count.
 */
export async function usesOfSegment(tx: WorkspaceTx, segmentId: string): Promise<SegmentUse[]> {
  const names = (document: SQL) => sql`strpos(${document}::text, ${segmentId}) > 0`;
  return tx.execute<SegmentUse & Record<string, unknown>>(sql`
    select jsonb_build_object('id', u.id, 'name', u.name) as workflow, u.status, u.running, u.running and exists (
        select 1 from workflow_triggers t join workflow_versions v on v.id = t.version_id where t.workflow_id = u.id and t.workspace_id = ${tx.workspaceId}
          and t.event = 'segment.entered' and v.plan #>> array['nodes', t.node_id, 'config', 'segment'] = ${segmentId}) as "startsOnEntering"
    from (select w.id, w.name, w.status, w.status <> 'archived' and ${names(sql`w.draft`)} as drawn, exists (
          select 1 from workflow_versions v where v.workflow_id = w.id and v.workspace_id = w.workspace_id and ${names(sql`v.plan`)}
            and ((v.id = w.current_version_id and w.status in ('live', 'paused')) or exists (select 1 from runs r where r.version_id = v.id and r.status <> 'ended'))) as running
        from workflows w where w.workspace_id = ${tx.workspaceId}) u
    where u.drawn or u.running order by u.running desc, u.name limit 200`);
}
