import { testNode } from '../../node/test-node.ts';
import exit from './definition.ts';

testNode(exit, {
  valid: [{}, { reason: 'converted' }, { reason: 'not-interested' }],
  invalid: [{ reason: 'exit-rule' }, { reason: '' }],
  decides: [
    {
      name: 'ends the run for the reason given',
      config: { reason: 'disqualified' },
      expect: { kind: 'end', reason: 'disqualified', why: { text: 'The lead does not qualify' } },
    },
  ],
  summaries: [{ config: { reason: 'converted' }, expect: 'Converted' }],
});
