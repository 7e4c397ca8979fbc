import { expect, it } from 'vitest';
import { testNode } from '../../node/test-node.ts';
import sendSms from './definition.ts';

const hello = { text: 'Shall we talk? Reply STOP to stop' };
const reachable = { lead: { phone: '+358 40 1234567' } };

testNode(sendSms, {
  valid: [hello],
  invalid: [{}, { text: ' ' }, { text: 'x'.repeat(1_531) }],
  decides: [
    { name: 'sends to a lead with number and consent', config: hello, context: reachable, expect: { kind: 'perform' } },
    {
      name: 'goes another way without a number',
      config: hello,
      expect: { kind: 'go', port: 'unreachable', otherwise: 'next', why: { text: 'Not sent: no phone number' } },
    },
    {
      name: 'goes another way without consent',
      config: hello,
      context: { ...reachable, blocked: { sms: 'stopped' } },
      expect: { port: 'unreachable', why: { text: 'Not sent: stopped' } },
    },
  ],
});

it('warns where the text does not say how to stop', () => {
  expect(sendSms.check?.({ text: 'Hello' })).toMatchObject([{ code: 'send-sms.no-stop', severity: 'warning' }]);
});
