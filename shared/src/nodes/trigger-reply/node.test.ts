import { expect, it } from 'vitest';
import { testNode } from '../../node/test-node.ts';
import triggerReply from './definition.ts';

testNode(triggerReply, {
  valid: [{}, { channel: 'sms' }],
  invalid: [{ channel: 'fax' }],
  decides: [{ name: 'goes on at once', config: {}, expect: { kind: 'go', port: 'next' } }],
  summaries: [{ config: { channel: 'sms' }, expect: 'Reply by text message' }],
});

it('tells routing which channel', () => {
  expect(triggerReply.starts?.(triggerReply.config.parse({ channel: 'sms' }))).toEqual({
    on: 'event',
    event: 'sms.replied',
  });
});
