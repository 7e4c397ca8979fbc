import { z } from 'zod';
import { type ConfigProblem, defineNode } from '../../node/definition.ts';
import {
  branchId,
  conditionField,
  durationField,
  eventField,
  fieldField,
  segmentField,
  stepField,
  windowField,
  workflowField,
} from '../../node/fields.ts';
import { timeOfDaySchema } from '../../schedule/duration.ts';
import { decideWaitAny } from './decide-wait-any.ts';
import { lookupsOf } from './event-doors.ts';

/** What a door waits for, and what people read for it. */
const KINDS = {
  duration: 'A time has passed',
  random: 'A random time has passed',
  time: 'A time of day',
  date: 'A date',
  'date-field': 'A date of the lead',
  window: 'Opening hours',
  event: 'An event',
  condition: 'A condition becomes true',
  segment: 'A segment is entered or left',
  reply: 'The lead replies',
  task: 'A task is done',
  approval: 'An approval is decided',
  'run-ended': 'Another workflow ends',
} as const;

const door = z.object({
  id: branchId,
  label: z.string().trim().max(60).default('').meta({ title: 'Name' }),
  kind: z
    .enum(Object.keys(KINDS) as [keyof typeof KINDS, ...(keyof typeof KINDS)[]])
    .default('duration')
    .meta({ title: 'Until', labels: KINDS }),
  duration: durationField({ title: 'Time', when: 'kind=duration' }).optional(),
  min: durationField({ title: 'At least', when: 'kind=random' }).optional(),
  max: durationField({ title: 'At most', when: 'kind=random' }).optional(),
  date: z.iso.date().optional().meta({ title: 'Date', when: 'kind=date' }),
  field: fieldField({ title: 'Date field', when: 'kind=date-field' }).optional(),
  offset: durationField({ title: 'Moved by', when: 'kind=date-field', example: 'none' }).optional(),
  direction: z
    .enum(['before', 'after'])
    .default('before')
    .meta({ title: 'Moved', when: 'kind=date-field', labels: { before: 'Before', after: 'After' } }),
  yearly: z.boolean().default(false).meta({ title: 'Every year', when: 'kind=date-field' }),
  time: timeOfDaySchema.optional().meta({ title: 'Time of day', when: 'kind=time|date|date-field' }),
  weekdays: z
    .array(z.number().int().min(1).max(7))
    .min(1)
    .max(7)
    .optional()
    .meta({ title: 'Weekdays', widget: 'weekdays', help: 'Any day if none is chosen', when: 'kind=time' }),
  window: windowField({
    title: 'Hours',
    help: 'What falls outside moves to their next opening',
    when: 'kind=duration|random|time|date|date-field|window',
  }).optional(),
  event: eventField({ title: 'Event', when: 'kind=event' }).optional(),
  segment: segmentField({ title: 'Segment', when: 'kind=segment' }).optional(),
  change: z
    .enum(['entered', 'left'])
    .default('entered')
    .meta({ title: 'When it is', when: 'kind=segment', labels: { entered: 'Entered', left: 'Left' } }),
  channel: z
    .enum(['any', 'email', 'sms'])
    .default('any')
    .meta({ title: 'By', when: 'kind=reply', labels: { any: 'Any channel', email: 'Email', sms: 'Text message' } }),
  step: stepField({ title: 'Made by the step', help: 'Any if empty', when: 'kind=task|approval' }).optional(),
  outcome: z
    .string()
    .trim()
    .max(60)
    .optional()
    .meta({ title: 'Outcome', help: 'Empty for any', when: 'kind=task|approval' }),
  workflow: workflowField({ title: 'Workflow', when: 'kind=run-ended' }).optional(),
  filter: conditionField({
    title: 'Only when',
    when: 'kind=event|condition|segment|reply|task|approval|run-ended',
  }).optional(),
});
export type Door = z.output<typeof door>;

const config = z.object({
  doors: z
    .array(door)
    .min(1)
    .max(20)
    .default([
      {
        id: 'a',
        label: 'A day later',
        kind: 'duration',
        duration: { amount: 1, unit: 'days', mode: 'elapsed' },
        direction: 'before',
        yearly: false,
        change: 'entered',
        channel: 'any',
      },
    ])
    .meta({ title: 'Doors', widget: 'port-list', help: 'The first to open leads on; the others close' }),
  lookBack: z
    .enum(['previous-send', 'this-wait', 'entry', 'duration', 'ever'])
    .default('previous-send')
    .meta({
      title: 'Events look back',
      help: 'Which earlier events count as well',
      labels: {
        'previous-send': 'To the previous message',
        'this-wait': 'To the beginning of this wait',
        entry: 'To the beginning of the run',
        duration: 'Over a time before this wait',
        ever: 'For ever',
      },
    }),
  lookBackFor: durationField({ title: 'Look back over', when: 'lookBack=duration', example: 'back' }).optional(),
  reuse: z.boolean().default(false).meta({
    title: 'Count events that ended another wait',
    advanced: true,
  }),
  giveUpAfter: durationField({
    title: 'Give up after',
    help: 'Leave empty for no maximum',
    port: 'timeout',
  }).optional(),
  grace: durationField({
    title: 'Allow for late events',
    advanced: true,
    help: 'Closes this much later, for events that happened in time and arrive late',
    example: 'none',
  }).optional(),
});
export type WaitAnyConfig = z.output<typeof config>;

export default defineNode({
  type: 'wait-any',
  version: 1,
  category: 'timing',
  title: 'Wait for the first of',
  icon: 'hourglass-high',
  help: 'Holds the lead until the first of several things happens; each leads its own way.',
  keywords: ['race', 'any', 'several', 'until', 'doors', 'business hours', 'random', 'condition', 'timeout'],
  summary: '{doors|list:label}[giveUpAfter: within {giveUpAfter|duration}]',
  config,
  ports: {
    each: 'doors',
    id: 'id',
    label: 'label',
    holds: true,
    plus: [
      { id: 'timeout', label: 'Timed out', when: 'giveUpAfter', holds: true },
      { id: 'past', label: 'Date has passed', optional: true },
    ],
  },
  stops: true,
  // A date is over the second time round; a door of another kind must be there to count as rest, which `check` cannot promise.
  rests: 'giveUpAfter',
  check: checkDoors,
  lookups: lookupsOf,
  decide: decideWaitAny,
});

/** What each kind cannot do without. */
const NEEDS: Partial<Record<Door['kind'], { field: keyof Door; say: string }[]>> = {
  duration: [{ field: 'duration', say: 'say how long.' }],
  random: [
    { field: 'min', say: 'say how long at least.' },
    { field: 'max', say: 'say how long at most.' },
  ],
  time: [{ field: 'time', say: 'say at which time of day.' }],
  date: [{ field: 'date', say: 'choose the date.' }],
  'date-field': [{ field: 'field', say: 'choose the field that holds the date.' }],
  window: [{ field: 'window', say: 'say which hours.' }],
  event: [{ field: 'event', say: 'choose the event.' }],
  condition: [{ field: 'filter', say: 'say what has to become true.' }],
  segment: [{ field: 'segment', say: 'choose the segment.' }],
  'run-ended': [{ field: 'workflow', say: 'choose the workflow.' }],
};

function checkDoors({ doors, lookBack, lookBackFor }: WaitAnyConfig): ConfigProblem[] {
  const problems = doors.flatMap((one, index): ConfigProblem[] => {
    const missing = (NEEDS[one.kind] ?? []).filter(({ field }) => one[field] === undefined);
    const taken = one.id === 'timeout' || one.id === 'past' || doors.findIndex(({ id }) => id === one.id) !== index;
    return [
      ...missing.map(({ field, say }) => ({ path: ['doors', index, field], code: 'wait-any.missing', message: say })),
      ...(taken
        ? [
            {
              path: ['doors', index, 'id'],
              code: 'wait-any.id',
              message: `the id “${one.id}” is taken: add the door again.`,
            },
          ]
        : []),
    ];
  });
  if (lookBack === 'duration' && !lookBackFor)
    problems.push({ path: ['lookBackFor'], code: 'wait-any.no-look-back', message: 'say how far to look back.' });
  return problems;
}
