import { z } from 'zod';
import { defineNode } from '../../node/definition.ts';
import { workflowField } from '../../node/fields.ts';

export default defineNode({
  type: 'stop-workflow',
  version: 1,
  category: 'data',
  title: 'Stop workflow',
  icon: 'player-stop',
  help: 'Ends what the lead is doing in another workflow.',
  keywords: ['remove', 'end', 'exit other', 'supersede'],
  summary: '{workflow|workflow}',
  config: z.object({ workflow: workflowField({ title: 'Workflow' }) }),
  ports: [{ id: 'next', label: 'Next' }],
  decide: ({ config: { workflow } }) => ({
    kind: 'go',
    port: 'next',
    change: [{ kind: 'stop-workflow', workflow }],
    why: { text: 'Asks to end the lead’s runs of another workflow', inputs: { workflow } },
  }),
});
