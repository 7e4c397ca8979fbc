import { uuidv7 } from 'uuidv7';
import type { WorkspaceTx } from '../db/client.ts';
import { writeAudit } from '../db/queries/audit.ts';
import { readClock } from '../db/queries/clock.ts';
import { lockLeads } from '../db/queries/run-locks.ts';
import { enterSegment, leaveSegment, readSegment } from '../db/queries/segments.ts';
import { type OwnEvent, recordOwnEvents } from '../intake/own-events.ts';

export type MembersChanged =
  | { kind: 'changed'; changed: number; members: number }
  | { kind: 'not-found' }
  | { kind: 'has-rule' };

/**
 * Puts leads into a segment without a rule, or takes them out, in the caller's transaction; each that changes is an event of the lead. Those that
 * are in (or out) already, or gone, are passed over. Audited.
 */
export async function changeMembers(
  tx: WorkspaceTx,
  request: { segmentId: string; change: 'add' | 'remove'; leadIds: readonly string[]; actor: string },
): Promise<MembersChanged> {
  const { segmentId, change, leadIds, actor } = request;
  const segment = await readSegment(tx, segmentId);
  if (!segment) return { kind: 'not-found' };
  if (segment.condition) return { kind: 'has-rule' };
  // By id, as everybody locks leads.
  const leads = await lockLeads(tx, [...new Set(leadIds)].sort());
  const { now } = await readClock(tx, tx.workspaceId);
  const events: OwnEvent[] = [];
  for (const { id: leadId } of leads) {
    const done =
      change === 'add'
        ? await enterSegment(tx, { segmentId, leadId, at: now, byHand: true })
        : await leaveSegment(tx, { segmentId, leadId });
    if (!done) continue;
    const name = change === 'add' ? 'segment.entered' : 'segment.left';
    events.push({ leadId, name, properties: { segment: segmentId }, messageId: `${name}:${segmentId}:${uuidv7()}` });
  }
  await recordOwnEvents(tx, now, events);
  if (events.length > 0)
    await writeAudit(tx, {
      actor,
      action: change === 'add' ? 'segment.add-members' : 'segment.remove-members',
      subjectKind: 'segment',
      subjectId: segmentId,
      change: { leads: events.length },
    });
  const after = await readSegment(tx, segmentId);
  return { kind: 'changed', changed: events.length, members: after?.members ?? 0 };
}
