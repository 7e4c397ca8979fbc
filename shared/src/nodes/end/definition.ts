import { z } from 'zod';
import { defineNode } from '../../node/definition.ts';

export default defineNode({
  type: 'end',
  version: 1,
  category: 'end',
  title: 'End',
  icon: 'flag',
  help: 'The run ends here.',
  keywords: ['stop', 'exit', 'finish', 'done'],
  summary: 'The run ends here',
  config: z.object({}),
  ports: [],
  stops: true,
  decide: () => ({ kind: 'end', reason: 'completed', why: { text: 'Reached the end of the workflow' } }),
});
