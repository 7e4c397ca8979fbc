import { testNode } from '../../node/test-node.ts';
import addToSegment from './definition.ts';

testNode(addToSegment, {
  valid: [{ segment: 's1' }],
  invalid: [{}, { segment: '' }],
  decides: [
    {
      name: 'changes who is in the segment and goes on',
      config: { segment: 's1' },
      expect: { kind: 'go', port: 'next', change: [{ kind: 'add-to-segment', segment: 's1' }] },
    },
  ],
});
