import { describe, expect, it } from 'vitest';
import { leadFor } from '../../node/context-for.ts';
import type { EffectOutcome, HttpRequest, PerformContext } from '../../node/perform.ts';
import { testNode } from '../../node/test-node.ts';
import { powersFor } from '../../node/test-powers.ts';
import callWebhook from './definition.ts';
import perform from './perform.ts';

const hook = { url: 'https://crm.example/hook?key=secret' };

testNode(callWebhook, {
  valid: [
    hook,
    {
      ...hook,
      method: 'PUT',
      headers: { 'X-Source': 'nurture' },
      body: '{"email": "{{ lead.email }}"}',
      timeoutSeconds: 5,
    },
  ],
  invalid: [
    {},
    { url: 'ftp://crm.example' },
    { url: 'javascript:alert(1)' },
    { url: 'https://' },
    { ...hook, method: 'TRACE' },
    { ...hook, timeoutSeconds: 300 },
    { ...hook, headers: { 'Bad name': 'x' } },
    { ...hook, headers: { Host: 'other.example' } },
    { ...hook, headers: { 'X-A': 'one\r\nX-B: two' } },
  ],
  decides: [
    {
      name: 'is performed, and its reason names the host but no secret of the address',
      config: { url: 'https://user:pass@crm.example/hook?key=secret' },
      expect: { kind: 'perform', why: { text: 'Calls POST crm.example' } },
    },
  ],
  summaries: [{ config: hook, expect: 'POST crm.example' }],
});

describe('call-webhook performs', () => {
  const context: PerformContext = {
    node: { id: 'h', name: 'Hook' },
    key: 'run1:h:1',
    attempt: 1,
    lead: leadFor(),
    trigger: null,
    run: { id: 'run1', workflowName: 'E-book', variables: {}, outputs: {} },
  };
  const call = async (config: Record<string, unknown>, outcome: EffectOutcome) => {
    const asked: HttpRequest[] = [];
    const powers = powersFor({
      http: {
        async request(request) {
          asked.push(request);
          return outcome;
        },
      },
    });
    return { asked, answer: await perform({ config: callWebhook.config.parse(config), context, powers }) };
  };
  const done = (body: unknown): EffectOutcome => ({
    kind: 'done',
    port: 'next',
    text: '200',
    output: { status: 200, body },
  });

  it('by asking for exactly the request that was written, and keeps a small answer', async () => {
    const { asked, answer } = await call({ ...hook, body: '{}', headers: { 'X-A': '1' } }, done({ id: 7 }));
    expect(asked).toEqual([
      { method: 'POST', url: hook.url, headers: { 'X-A': '1' }, body: '{}', timeoutMs: 10_000, port: 'next' },
    ]);
    expect(answer).toEqual(done({ id: 7 }));
  });

  it('without a body where the method has none', async () => {
    const { asked } = await call({ ...hook, method: 'GET', body: '{}' }, done(null));
    expect(asked[0]).not.toHaveProperty('body');
  });

  it('and leaves out an answer too large to keep with the run, but not its status', async () => {
    const { answer } = await call(hook, done('x'.repeat(20_000)));
    expect(answer).toEqual({
      kind: 'done',
      port: 'next',
      text: '200',
      output: { status: 200, bodyLeftOut: '20002 characters, at most 16000 are kept' },
    });
  });
});
