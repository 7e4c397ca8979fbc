import type { JsonValue } from '@trellis/shared/event/json.ts';
import type { LeadSnapshot } from '@trellis/shared/lead/lead.ts';
import type { CarriedChange, Change, LeadChange } from '@trellis/shared/node/change.ts';
import type { WorkspaceTx } from '../../db/client.ts';
import { writeLeadChanges } from '../../db/queries/run-writes.ts';
import { attributeEvents } from '../../intake/attribute-events.ts';
import type { OwnEvent } from '../../intake/own-events.ts';
import type { ChangeContext } from './change-context.ts';

const LEAD_CHANGES: ReadonlySet<Change['kind']> = new Set([
  'set-attribute',
  'remove-attribute',
  'add-tag',
  'remove-tag',
] satisfies Change['kind'][]);

const isLeadChange = (change: Change): change is LeadChange => LEAD_CHANGES.has(change.kind);

/** Writes a stretch's changes to its lead at once; answers an event for each attribute that has another value than before. */
export async function changeLead(
  tx: WorkspaceTx,
  { leadId, runId, stepNo }: Pick<ChangeContext, 'leadId' | 'runId' | 'stepNo'>,
  lead: LeadSnapshot,
  carried: readonly CarriedChange[],
): Promise<OwnEvent[]> {
  const changes = carried.map(({ change }) => change).filter(isLeadChange);
  await writeLeadChanges(tx, leadId, changes);
  const after: Record<string, JsonValue | undefined> = {};
  for (const change of changes) {
    if (change.kind === 'set-attribute') after[change.name] = change.value;
    else if (change.kind === 'remove-attribute') after[change.name] = undefined;
  }
  return attributeEvents(leadId, `${runId}:${stepNo}`, lead.attributes, after);
}
