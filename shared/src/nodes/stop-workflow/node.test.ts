import { testNode } from '../../node/test-node.ts';
import stopWorkflow from './definition.ts';

testNode(stopWorkflow, {
  valid: [{ workflow: 'w1' }],
  invalid: [{}, { workflow: '' }],
  decides: [
    {
      name: 'hands the workflow on to be stopped and goes on',
      config: { workflow: 'w1' },
      expect: { kind: 'go', port: 'next', change: [{ kind: 'stop-workflow', workflow: 'w1' }] },
    },
  ],
});
