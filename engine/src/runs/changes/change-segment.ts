import type { Change } from '@trellis/shared/node/change.ts';
import type { WorkspaceTx } from '../../db/client.ts';
import { enterSegment, leaveSegment } from '../../db/queries/segments.ts';
import type { OwnEvent } from '../../intake/own-events.ts';
import type { ChangeContext } from './change-context.ts';

/** Puts the lead into a segment or takes it out; answers the event for it, none where nothing changed or the segment is gone. */
export async function changeSegment(
  tx: WorkspaceTx,
  { leadId, now }: Pick<ChangeContext, 'leadId' | 'now'>,
  change: Change & { kind: 'add-to-segment' | 'remove-from-segment' },
): Promise<Pick<OwnEvent, 'name' | 'properties'> | undefined> {
  const { segment } = change;
  const entering = change.kind === 'add-to-segment';
  const changed = entering
    ? await enterSegment(tx, { segmentId: segment, leadId, at: now, byHand: true })
    : await leaveSegment(tx, { segmentId: segment, leadId });
  return changed ? { name: entering ? 'segment.entered' : 'segment.left', properties: { segment } } : undefined;
}
