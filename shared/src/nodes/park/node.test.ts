import { testNode } from '../../node/test-node.ts';
import park from './definition.ts';

testNode(park, {
  valid: [{}],
  invalid: [],
  decides: [{ name: 'goes on where there is a way', config: {}, expect: { kind: 'go', port: 'next' } }],
});
