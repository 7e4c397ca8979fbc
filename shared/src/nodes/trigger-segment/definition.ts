import { z } from 'zod';
import { defineNode } from '../../node/definition.ts';
import { eventFilter } from '../../node/event-filter.ts';
import { segmentField } from '../../node/fields.ts';

export default defineNode({
  type: 'trigger-segment',
  version: 1,
  category: 'trigger',
  title: 'Segment',
  icon: 'users',
  help: 'Starts a run when a lead enters or leaves a segment.',
  keywords: ['audience', 'list', 'group', 'enters', 'leaves'],
  summary: '[segment:{segment|segment}, {change}][!segment:{segment|segment}]',
  config: z.object({
    segment: segmentField({ title: 'Segment' }),
    change: z
      .enum(['entered', 'left'])
      .default('entered')
      .meta({ title: 'When it is', labels: { entered: 'Entered', left: 'Left' } }),
  }),
  ports: [{ id: 'next', label: 'Next' }],
  starts: ({ segment, change }) => ({ on: 'event', event: `segment.${change}`, filter: eventFilter({ segment }) }),
  decide: ({ config: { change } }) => ({ kind: 'go', port: 'next', why: { text: `The segment was ${change}` } }),
});
