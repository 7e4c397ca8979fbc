import { z } from 'zod';
import type { DecideContext } from '../../node/context.ts';
import type { Decision } from '../../node/decision.ts';
import { type ConfigProblem, defineNode } from '../../node/definition.ts';
import { eventFilter, taskKey } from '../../node/event-filter.ts';
import { branchId, durationField, personField } from '../../node/fields.ts';
import { addDuration } from '../../schedule/duration.ts';
import { durationWords } from '../../schedule/duration-words.ts';

const config = z.object({
  title: z.string().trim().min(1).max(200).default('Call the lead').meta({ title: 'Task' }),
  instructions: z.string().max(4_000).optional().meta({ title: 'Script', help: 'What to say, what to find out' }),
  outcomes: z
    .array(z.object({ id: branchId, label: z.string().trim().max(60).default('').meta({ title: 'Name' }) }))
    .min(1)
    .max(12)
    .default([
      { id: 'reached', label: 'Reached' },
      { id: 'voicemail', label: 'Voicemail' },
      { id: 'no-answer', label: 'No answer' },
    ])
    .meta({ title: 'Outcomes', widget: 'port-list', help: 'Who calls picks one; each leads on its own way' }),
  dueWithin: durationField({ title: 'Due within', help: 'Leave empty for no due time', example: 'due' }).optional(),
  assignee: personField({ title: 'Who calls', help: 'Leave empty for anybody' }).optional(),
  giveUpAfter: durationField({
    title: 'Give up after',
    help: 'Leave empty to wait for ever',
    port: 'timeout',
  }).optional(),
});
type CallTaskConfig = z.output<typeof config>;

export default defineNode({
  type: 'call-task',
  version: 1,
  category: 'sales',
  title: 'Call task',
  icon: 'phone',
  help: 'Asks a person to call the lead, and goes on by what came of it.',
  keywords: ['call', 'phone', 'task', 'sales', 'dial', 'voicemail', 'to do'],
  summary: '{title}[dueWithin: within {dueWithin|duration}]',
  config,
  ports: {
    each: 'outcomes',
    id: 'id',
    label: 'label',
    plus: [{ id: 'timeout', label: 'Timed out', when: 'giveUpAfter' }],
  },
  stops: true,
  rests: true,
  check: ({ outcomes }): ConfigProblem[] =>
    outcomes.flatMap(({ id }, index) =>
      id === 'timeout'
        ? [
            {
              path: ['outcomes', index, 'id'],
              code: 'call-task.id',
              message: 'the id “timeout” is taken: add it again.',
            },
          ]
        : [],
    ),
  lookups: ({ openedAt }) => [{ kind: 'events', names: ['task.done'], since: openedAt }],
  decide: decideCallTask,
});

function decideCallTask(context: DecideContext<CallTaskConfig>): Decision {
  const { config, openedAt, now, timeOver, zone } = context;
  const { title, instructions, outcomes, dueWithin, assignee, giveUpAfter } = config;
  const until = giveUpAfter && addDuration(openedAt, giveUpAfter, zone.zone);
  if (giveUpAfter && timeOver && until !== undefined && until <= now)
    return { kind: 'go', port: 'timeout', why: { text: `Not done within ${durationWords(giveUpAfter)}` } };
  const task = taskKey(context);
  const named = outcomes.map(({ id, label }, index) => ({ id, label: label || `Outcome ${index + 1}` }));
  return {
    kind: 'wait',
    doors: named.map(({ id }) => ({
      port: id,
      event: 'task.done',
      since: openedAt,
      filter: eventFilter({ task, outcome: id }),
    })),
    change: [
      {
        kind: 'create-task',
        task: {
          kind: 'call',
          title,
          outcomes: named,
          ...(instructions ? { instructions } : {}),
          ...(assignee ? { assignee } : {}),
          ...(dueWithin ? { dueAt: addDuration(openedAt, dueWithin, zone.zone) } : {}),
        },
      },
    ],
    ...(until === undefined ? {} : { until, onTime: 'timeout', again: true }),
    why: { text: `Waits for a person: ${title}` },
  };
}
