import { z } from 'zod';
import type { DecideContext } from '../../node/context.ts';
import type { Decision } from '../../node/decision.ts';
import { defineNode } from '../../node/definition.ts';
import { eventFilter, taskKey } from '../../node/event-filter.ts';
import { durationField, personField } from '../../node/fields.ts';
import { addDuration } from '../../schedule/duration.ts';
import { durationWords } from '../../schedule/duration-words.ts';

const config = z.object({
  title: z.string().trim().min(1).max(200).default('Approve the next step').meta({ title: 'What to approve' }),
  instructions: z
    .string()
    .max(4_000)
    .optional()
    .meta({ title: 'Instructions', help: 'What to look at before deciding' }),
  assignee: personField({ title: 'Who decides', help: 'Leave empty for anybody' }).optional(),
  giveUpAfter: durationField({
    title: 'Give up after',
    help: 'Leave empty to wait for ever',
    port: 'timeout',
  }).optional(),
});
type ApprovalConfig = z.output<typeof config>;

export default defineNode({
  type: 'approval',
  version: 1,
  category: 'sales',
  title: 'Approval',
  icon: 'user-check',
  help: 'Holds the lead until a person approves or rejects.',
  keywords: ['human', 'review', 'confirm', 'decision', 'manual'],
  summary: '{title}',
  config,
  ports: [
    { id: 'approved', label: 'Approved' },
    { id: 'rejected', label: 'Rejected' },
    { id: 'timeout', label: 'Timed out', when: 'giveUpAfter' },
  ],
  stops: true,
  rests: true,
  lookups: ({ openedAt }) => [{ kind: 'events', names: ['approval.decided'], since: openedAt }],
  decide: decideApproval,
});

const OUTCOMES = [
  { id: 'approved', label: 'Approve' },
  { id: 'rejected', label: 'Reject' },
];

function decideApproval(context: DecideContext<ApprovalConfig>): Decision {
  const { config, openedAt, now, timeOver, zone } = context;
  const { title, instructions, assignee, giveUpAfter } = config;
  const until = giveUpAfter && addDuration(openedAt, giveUpAfter, zone.zone);
  if (timeOver && until !== undefined && until <= now)
    return {
      kind: 'go',
      port: 'timeout',
      why: { text: `Nobody decided within ${giveUpAfter ? durationWords(giveUpAfter) : ''}` },
    };
  const task = taskKey(context);
  return {
    kind: 'wait',
    doors: OUTCOMES.map(({ id }) => ({
      port: id,
      event: 'approval.decided',
      since: openedAt,
      filter: eventFilter({ task, decision: id }),
    })),
    change: [
      {
        kind: 'create-task',
        task: {
          kind: 'approval',
          title,
          outcomes: OUTCOMES,
          ...(instructions ? { instructions } : {}),
          ...(assignee ? { assignee } : {}),
          ...(until === undefined ? {} : { dueAt: until }),
        },
      },
    ],
    ...(until === undefined ? {} : { until, onTime: 'timeout', again: true }),
    why: { text: `Waits for a person: ${title}` },
  };
}
