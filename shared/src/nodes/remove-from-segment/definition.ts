import { z } from 'zod';
import { defineNode } from '../../node/definition.ts';
import { segmentField } from '../../node/fields.ts';

export default defineNode({
  type: 'remove-from-segment',
  version: 1,
  category: 'data',
  title: 'Remove from segment',
  icon: 'users-minus',
  help: 'Takes the lead out of a segment; a rule that still fits brings it back.',
  keywords: ['list', 'audience', 'group', 'member'],
  summary: '{segment|segment}',
  config: z.object({ segment: segmentField({ title: 'Segment' }) }),
  ports: [{ id: 'next', label: 'Next' }],
  decide: ({ config: { segment } }) => ({
    kind: 'go',
    port: 'next',
    change: [{ kind: 'remove-from-segment', segment }],
    why: { text: 'Taken out of the segment', inputs: { segment } },
  }),
});
