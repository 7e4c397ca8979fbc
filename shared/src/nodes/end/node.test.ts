import { testNode } from '../../node/test-node.ts';
import end from './definition.ts';

testNode(end, {
  valid: [{}],
  invalid: [],
  decides: [{ name: 'ends the run as completed', config: {}, expect: { kind: 'end', reason: 'completed' } }],
});
