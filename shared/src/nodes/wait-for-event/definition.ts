import { z } from 'zod';
import { defineNode } from '../../node/definition.ts';
import { conditionField, durationField, eventField } from '../../node/fields.ts';
import { lookedBackTo } from '../../node/look-back.ts';
import { decideWaitForEvent } from './decide-wait-for-event.ts';

const config = z.object({
  event: eventField({ title: 'Event', help: 'Its name, or the beginning of one and a *' }),
  filter: conditionField({ title: 'Only when' }).optional(),
  lookBack: z
    .enum(['previous-send', 'this-wait', 'entry', 'duration', 'ever'])
    .default('previous-send')
    .meta({
      title: 'Look back',
      help: 'Which earlier events count as well',
      labels: {
        'previous-send': 'Since the previous mail was sent',
        'this-wait': 'Since this wait began',
        entry: 'Since the run began',
        duration: 'Over a time before this wait',
        ever: 'Ever',
      },
    }),
  lookBackFor: durationField({ title: 'Look back over', when: 'lookBack=duration', example: 'back' }).optional(),
  giveUpAfter: durationField({
    title: 'Give up after',
    help: 'Leave empty to wait for ever',
    port: 'timeout',
  }).optional(),
  grace: durationField({
    title: 'Allow for late events',
    when: 'giveUpAfter',
    advanced: true,
    help: 'Gives up this much later, for events that happened in time and arrive late',
    example: 'none',
  }).optional(),
});
export type WaitForEventConfig = z.output<typeof config>;

export default defineNode({
  type: 'wait-for-event',
  version: 1,
  category: 'timing',
  title: 'Wait for an event',
  icon: 'hourglass',
  help: 'Holds the lead until something happens, or until it gives up.',
  keywords: ['click', 'open', 'reply', 'until', 'timeout', 'did'],
  summary: '{event|event}[giveUpAfter: within {giveUpAfter|duration}]',
  config,
  ports: [
    { id: 'happened', label: 'Happened', holds: true },
    { id: 'timeout', label: 'Timed out', when: 'giveUpAfter', holds: true },
  ],
  stops: true,
  rests: true,
  check: ({ lookBack, lookBackFor }) =>
    lookBack === 'duration' && !lookBackFor
      ? [{ path: ['lookBackFor'], code: 'wait-for-event.no-look-back', message: 'say how far to look back.' }]
      : [],
  lookups(context) {
    const since = lookedBackTo(context.config, context);
    return since === undefined ? [] : [{ kind: 'events', names: [context.config.event], since }];
  },
  decide: decideWaitForEvent,
});
