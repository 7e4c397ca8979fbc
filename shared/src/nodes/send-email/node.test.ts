import { describe, expect, it } from 'vitest';
import { leadFor } from '../../node/context-for.ts';
import type { EffectOutcome, MailRequest, PerformContext } from '../../node/perform.ts';
import { testNode } from '../../node/test-node.ts';
import { powersFor } from '../../node/test-powers.ts';
import sendEmail from './definition.ts';
import perform from './perform.ts';

const mail = { subject: 'Your playbook is here', body: 'Hi {{ lead.firstName }},' };

testNode(sendEmail, {
  valid: [mail, { ...mail, preheader: 'Twelve pages', fromName: 'Hanna at Brightwater' }],
  invalid: [{}, { subject: 'Only a subject' }, { subject: '  ', body: 'x' }, { ...mail, subject: 'x'.repeat(301) }],
  decides: [
    { name: 'is performed where nothing stands against it', config: mail, expect: { kind: 'perform' } },
    {
      name: 'ends the run of a lead that must not be contacted, with the reason',
      config: mail,
      context: { blocked: { email: 'the lead unsubscribed on 3 May' } },
      expect: { kind: 'end', reason: 'suppressed', why: { text: 'Not sent: the lead unsubscribed on 3 May' } },
    },
  ],
  summaries: [{ config: mail, expect: '“Your playbook is here”' }],
});

describe('send-email performs', () => {
  const context: PerformContext = {
    node: { id: 'm', name: 'Mail' },
    key: 'run1:m:1',
    attempt: 1,
    lead: leadFor(),
    trigger: null,
    run: { id: 'run1', workflowName: 'E-book', variables: {}, outputs: {} },
  };
  const recording = (outcome: EffectOutcome) => {
    const asked: MailRequest[] = [];
    const powers = powersFor({
      email: {
        async send(request) {
          asked.push(request);
          return outcome;
        },
      },
    });
    return { asked, powers };
  };

  it('by asking the email power for exactly the mail that was written', async () => {
    const done: EffectOutcome = { kind: 'done', port: 'next', text: 'Accepted' };
    const { asked, powers } = recording(done);
    const outcome = await perform({ config: { ...mail, preheader: '', fromName: 'Hanna' }, context, powers });
    expect(outcome).toBe(done);
    expect(asked).toEqual([{ ...mail, from: { name: 'Hanna' }, port: 'next' }]);
  });

  it('without asking for anything where the lead has no address', async () => {
    const { asked, powers } = recording({ kind: 'done', port: 'next', text: 'Accepted' });
    const outcome = await perform({ config: mail, context: { ...context, lead: leadFor({ email: null }) }, powers });
    expect(outcome).toMatchObject({ kind: 'failed', code: 'no-address' });
    expect(asked).toEqual([]);
  });
});
