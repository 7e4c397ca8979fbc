import { z } from 'zod';
import { defineNode } from '../../node/definition.ts';

export default defineNode({
  type: 'park',
  version: 1,
  category: 'timing',
  title: 'Rest until there is more',
  icon: 'parking',
  help: 'Leads rest here until a later version of the workflow leads on: for streams that grow.',
  keywords: ['evergreen', 'stream', 'hold', 'content', 'later'],
  summary: 'Until there is more',
  config: z.object({}),
  ports: [{ id: 'next', label: 'More to come', optional: true, holds: true }],
  decide: () => ({ kind: 'go', port: 'next', why: { text: 'Everything so far was received' } }),
});
