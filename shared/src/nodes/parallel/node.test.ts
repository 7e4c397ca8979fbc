import { testNode } from '../../node/test-node.ts';
import parallel from './definition.ts';

const three = { branches: ['mail', 'call', 'sms'].map((id) => ({ id, label: id.toUpperCase() })) };

testNode(parallel, {
  valid: [{}, three],
  invalid: [{ branches: [{ id: 'a' }] }, { branches: [{ id: 'a b' }, { id: 'c' }] }],
  decides: [{ name: 'takes every branch', config: three, expect: { kind: 'fork', ports: ['mail', 'call', 'sms'] } }],
  summaries: [{ config: three, expect: 'MAIL, CALL, SMS at once' }],
});
