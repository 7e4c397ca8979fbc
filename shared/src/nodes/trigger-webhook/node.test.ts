import { testNode } from '../../node/test-node.ts';
import triggerWebhook from './definition.ts';

testNode(triggerWebhook, {
  valid: [{}, { email: 'contact.email', userId: 'contact.id' }],
  invalid: [{ email: '' }, { email: 'a b' }, { email: 'a.b.c.d.e.f.g' }],
  decides: [{ name: 'goes on at once', config: {}, expect: { kind: 'go', port: 'next' } }],
  summaries: [{ config: {}, expect: 'Called with email' }],
});
