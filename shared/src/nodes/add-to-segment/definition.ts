import { z } from 'zod';
import { defineNode } from '../../node/definition.ts';
import { segmentField } from '../../node/fields.ts';

export default defineNode({
  type: 'add-to-segment',
  version: 1,
  category: 'data',
  title: 'Add to segment',
  icon: 'users-plus',
  help: 'Puts the lead into a segment; its rule will not take it out again.',
  keywords: ['list', 'audience', 'group', 'member'],
  summary: '{segment|segment}',
  config: z.object({ segment: segmentField({ title: 'Segment' }) }),
  ports: [{ id: 'next', label: 'Next' }],
  decide: ({ config: { segment } }) => ({
    kind: 'go',
    port: 'next',
    change: [{ kind: 'add-to-segment', segment }],
    why: { text: 'Put into the segment', inputs: { segment } },
  }),
});
