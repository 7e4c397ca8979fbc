import { testNode } from '../../node/test-node.ts';
import removeFromSegment from './definition.ts';

testNode(removeFromSegment, {
  valid: [{ segment: 's1' }],
  invalid: [{}, { segment: '' }],
  decides: [
    {
      name: 'changes who is in the segment and goes on',
      config: { segment: 's1' },
      expect: { kind: 'go', port: 'next', change: [{ kind: 'remove-from-segment', segment: 's1' }] },
    },
  ],
});
