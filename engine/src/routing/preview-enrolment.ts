import type { LeadFilterInput } from '@trellis/shared/api/enrol-jobs.ts';
import type { EventRecord } from '@trellis/shared/event/event.ts';
import { NOTHING_LOADED } from '@trellis/shared/node/lookup.ts';
import { judgeReEntry, judgeTrigger } from '@trellis/shared/runtime/judge.ts';
import { uuidv7 } from 'uuidv7';
import type { WorkspaceTx } from '../db/client.ts';
import { toWorkspaceTime } from '../db/queries/clock.ts';
import { countLeadsOf, findWayIn, leadsWithFormerRuns, nextLeads, type Refusals } from '../db/queries/enrol-jobs.ts';
import { readWorkspaceTimes } from '../db/queries/routing.ts';
import { entryKeyOf } from './entry.ts';

/** Leads counted, and those judged, at most; and for how long. */
export const MOST_COUNTED = 100_000;
const MOST_JUDGED = 20_000;
const BATCH = 1_000;
const PATIENCE_MS = 1_500;

export interface EnrolmentPreview {
  matching: number;
  looked: number;
  entering: number;
  refused: Refusals;
  by: 'manual' | 'segment';
}

/**
 * Who of a filter would enter a workflow now, without writing or locking anything; null where it lets nobody in this way. A filter of the trigger
 * that counts events is taken as met: to count them for every lead takes longer than anybody waits.
 */
export async function previewEnrolment(
  tx: WorkspaceTx,
  { filter, workflowId }: { filter: LeadFilterInput; workflowId: string },
): Promise<EnrolmentPreview | null> {
  const way = await findWayIn(tx, workflowId, filter.segmentId);
  if (!way) return null;
  let before: string | null = uuidv7();
  const preview: EnrolmentPreview = {
    matching: await countLeadsOf(tx, filter, { before, upTo: MOST_COUNTED + 1 }),
    looked: 0,
    entering: 0,
    refused: {},
    by: way.by,
  };
  const { clock, real, timeZone } = await readWorkspaceTimes(tx);
  const now = toWorkspaceTime(clock, real);
  const until = Date.now() + PATIENCE_MS;
  const { settings, config } = way;
  while (before !== null && preview.looked < MOST_JUDGED && Date.now() < until) {
    const page: Awaited<ReturnType<typeof nextLeads>> = await nextLeads(tx, filter, { before, limit: BATCH });
    for (const { former: all, ...lead } of await leadsWithFormerRuns(tx, workflowId, page.ids)) {
      const event = way.by === 'segment' && filter.segmentId ? dueEvent(filter.segmentId, now) : null;
      const key = entryKeyOf(settings, { event, lead, now });
      const former = all.filter((run) => run.key === key);
      const judged = event
        ? judgeTrigger({
            event,
            ...(config.filter ? { filter: config.filter } : {}),
            reEntry: settings.reEntry,
            former,
            world: {
              now,
              clockFactor: clock.factor,
              runId: '',
              lead,
              trigger: null,
              blocked: {},
              workspaceTimeZone: timeZone,
              loaded: NOTHING_LOADED,
            },
            settings,
          })
        : judgeReEntry(settings.reEntry, former, now, settings.whileActive);
      preview.looked += 1;
      if (judged.kind !== 'no') preview.entering += 1;
      else {
        const former = preview.refused[judged.code];
        preview.refused[judged.code] = { n: (former?.n ?? 0) + 1, text: former?.text ?? judged.text };
      }
    }
    before = page.next;
  }
  return preview;
}

/** The event by which a member of a segment would enter. */
function dueEvent(segmentId: string, now: number): EventRecord {
  const at = new Date(now).toISOString();
  return {
    id: 'preview',
    name: 'trigger.due',
    properties: { segment: segmentId },
    messageId: 'preview',
    occurredAt: at,
    receivedAt: at,
  };
}
