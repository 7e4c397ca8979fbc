import { z } from 'zod';
import { defineNode } from '../../node/definition.ts';

export default defineNode({
  type: 'trigger-manual',
  version: 1,
  category: 'trigger',
  title: 'By hand',
  icon: 'hand-click',
  help: 'Starts a run when a person adds a lead to the workflow.',
  keywords: ['manual', 'add', 'bulk', 'start'],
  summary: 'Added by a person',
  config: z.object({}),
  ports: [{ id: 'next', label: 'Next' }],
  starts: () => ({ on: 'manual' }),
  decide: () => ({ kind: 'go', port: 'next', why: { text: 'Added by a person' } }),
});
