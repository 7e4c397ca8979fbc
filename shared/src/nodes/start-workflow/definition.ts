import { z } from 'zod';
import { defineNode } from '../../node/definition.ts';
import { workflowField } from '../../node/fields.ts';

export default defineNode({
  type: 'start-workflow',
  version: 1,
  category: 'data',
  title: 'Start workflow',
  icon: 'player-play',
  help: 'Enters the lead into another workflow, by its manual trigger and under its own entry rules.',
  keywords: ['enrol', 'enter', 'hand over', 'add to workflow'],
  summary: '{workflow|workflow}',
  config: z.object({ workflow: workflowField({ title: 'Workflow', needs: 'manual-trigger' }) }),
  ports: [{ id: 'next', label: 'Next' }],
  decide: ({ config: { workflow } }) => ({
    kind: 'go',
    port: 'next',
    change: [{ kind: 'start-workflow', workflow }],
    why: { text: 'Asks another workflow to take the lead in', inputs: { workflow } },
  }),
});
