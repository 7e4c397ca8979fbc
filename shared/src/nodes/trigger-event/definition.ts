import { z } from 'zod';
import { defineNode } from '../../node/definition.ts';
import { conditionField, eventField } from '../../node/fields.ts';

const config = z.object({
  event: eventField({ title: 'Event', help: 'Its name, or the beginning of one and a *' }),
  filter: conditionField({ title: 'Only when', help: 'Other events of this name start nothing' }).optional(),
});

export default defineNode({
  type: 'trigger-event',
  version: 1,
  category: 'trigger',
  title: 'Event',
  icon: 'bolt',
  help: 'Starts a run when something happens to a lead.',
  keywords: ['track', 'when', 'start', 'download', 'page', 'form'],
  summary: '[filter:{filter|condition}][!filter:{event|event}]',
  config,
  ports: [{ id: 'next', label: 'Next' }],
  starts: ({ event, filter }) => ({ on: 'event', event, ...(filter ? { filter } : {}) }),
  decide: ({ config: { event }, trigger }) => ({
    kind: 'go',
    port: 'next',
    why: { text: `${trigger?.name ?? event} came`, ...(trigger ? { inputs: { event: trigger.id } } : {}) },
  }),
});
