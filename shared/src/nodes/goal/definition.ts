import { z } from 'zod';
import { defineNode } from '../../node/definition.ts';
import { conditionField, eventField } from '../../node/fields.ts';

const config = z.object({
  event: eventField({ title: 'Event', help: 'What counts as success' }),
  filter: conditionField({ title: 'Only when' }).optional(),
  effect: z
    .enum(['end', 'go', 'count'])
    .default('end')
    .meta({
      title: 'When it is reached',
      help: 'At once, from wherever the lead is',
      labels: { end: 'The run ends', go: 'The lead goes on from here', count: 'It is only counted' },
    }),
});

export default defineNode({
  type: 'goal',
  version: 1,
  category: 'logic',
  title: 'Goal',
  icon: 'target',
  help: 'What the workflow is for: reached from anywhere, once a run, as soon as its event comes.',
  keywords: ['conversion', 'success', 'exit', 'target', 'achieved'],
  summary: '[filter:{filter|condition}][!filter:{event|event}]',
  config,
  ports: [{ id: 'next', label: 'Reached', when: '!effect=end' }],
  listens: ({ event, filter, effect }) => ({ event, effect, ...(filter ? { filter } : {}) }),
  decide: ({ config: { effect, event } }) =>
    effect === 'end'
      ? { kind: 'end', reason: 'goal-reached', why: { text: 'Came to the goal' } }
      : { kind: 'go', port: 'next', why: { text: `Goal: ${event}` } },
});
