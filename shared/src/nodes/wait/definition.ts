import { z } from 'zod';
import { defineNode } from '../../node/definition.ts';
import { durationField, windowField } from '../../node/fields.ts';
import { timeOfDaySchema } from '../../schedule/duration.ts';
import { decideWait } from './decide-wait.ts';

const config = z.object({
  mode: z
    .enum(['duration', 'time', 'date'])
    .default('duration')
    .meta({ title: 'Wait', labels: { duration: 'For a time', time: 'Until a time of day', date: 'Until a date' } }),
  duration: durationField({ title: 'How long', when: 'mode=duration' }).default({
    amount: 1,
    unit: 'days',
    mode: 'elapsed',
  }),
  date: z.iso.date().optional().meta({ title: 'Date', when: 'mode=date' }),
  time: timeOfDaySchema
    .default('09:00')
    .meta({ title: 'Time of day', when: '!mode=duration', help: 'By the lead’s clock, such as 09:00' }),
  window: windowField({
    title: 'Opening hours',
    help: 'Leads go on only within these hours, by their own clock',
  }).optional(),
});
export type WaitConfig = z.output<typeof config>;

export default defineNode({
  type: 'wait',
  version: 1,
  category: 'timing',
  title: 'Wait for a time',
  icon: 'clock',
  help: 'Holds the lead for a time, until a time of day or until a date.',
  keywords: ['delay', 'sleep', 'pause', 'until', 'date', 'hours', 'days', 'window'],
  summary:
    '[mode=duration:{duration|duration}][mode=time:Until {time}][mode=date:Until {date|date}, {time}][window:, then {window|window}]',
  config,
  ports: [
    { id: 'next', label: 'Next', holds: true },
    { id: 'past', label: 'Date has passed', optional: true, otherwise: 'next', when: 'mode=date' },
  ],
  stops: true,
  // The next time round, a date is over: only lengths and times of day come to rest in a loop.
  rests: '!mode=date',
  check: ({ mode, date }) =>
    mode === 'date' && !date ? [{ path: ['date'], code: 'wait.no-date', message: 'choose the date to wait for.' }] : [],
  decide: decideWait,
});
