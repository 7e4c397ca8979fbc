import { testNode } from '../../node/test-node.ts';
import startWorkflow from './definition.ts';

testNode(startWorkflow, {
  valid: [{ workflow: 'w1' }],
  invalid: [{}, { workflow: '' }],
  decides: [
    {
      name: 'hands the workflow on to be started and goes on',
      config: { workflow: 'w1' },
      expect: { kind: 'go', port: 'next', change: [{ kind: 'start-workflow', workflow: 'w1' }] },
    },
  ],
});
