import type { LeadSnapshot } from '@trellis/shared/lead/lead.ts';
import type { CarriedChange, Change } from '@trellis/shared/node/change.ts';
import type { WorkspaceTx } from '../../db/client.ts';
import { type OwnEvent, recordOwnEvents } from '../../intake/own-events.ts';
import type { ChangeContext } from './change-context.ts';
import { changeLead } from './change-lead.ts';
import { changeSegment } from './change-segment.ts';
import { createTask } from './create-task.ts';

/**
 * Carries out what a stretch decided to change, in the transaction of its step and under its locks, so exactly once. What others may react to
 * becomes events of the lead.
 */
export async function carryOut(
  tx: WorkspaceTx,
  context: Omit<ChangeContext, 'key' | 'node'>,
  lead: LeadSnapshot,
  changes: readonly CarriedChange[],
): Promise<void> {
  if (changes.length === 0) return;
  const events: OwnEvent[] = await changeLead(tx, context, lead, changes);
  for (const [index, { key, node, change }] of changes.entries()) {
    const one = await carryOutOne(tx, { ...context, key, node }, change);
    if (one) events.push({ leadId: context.leadId, messageId: `${key}:${context.stepNo}:${index}`, ...one });
  }
  await recordOwnEvents(tx, context.now, events);
}

async function carryOutOne(
  tx: WorkspaceTx,
  context: ChangeContext,
  change: Change,
): Promise<Pick<OwnEvent, 'name' | 'properties'> | undefined> {
  const from = { run: context.runId, workflow: context.workflowId, node: context.node };
  switch (change.kind) {
    case 'set-attribute':
    case 'remove-attribute':
    case 'add-tag':
    case 'remove-tag':
      // All of them at once, by changeLead.
      return undefined;
    case 'create-task':
      await createTask(tx, context, change.task);
      return undefined;
    case 'emit-event':
      return { name: change.name, properties: change.properties };
    case 'start-workflow':
      return {
        name: 'workflow.requested',
        properties: { workflow: change.workflow, from: from.workflow, run: from.run },
      };
    case 'stop-workflow':
      return {
        name: 'workflow.stop_requested',
        properties: { workflow: change.workflow, from: from.workflow, run: from.run },
      };
    case 'add-to-segment':
    case 'remove-from-segment':
      return changeSegment(tx, context, change);
    default:
      return change satisfies never;
  }
}
