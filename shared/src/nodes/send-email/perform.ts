import type { Perform } from '../../node/perform.ts';
import type { SendEmailConfig } from './definition.ts';

const perform: Perform<SendEmailConfig> = async ({ config, context, powers }) => {
  const { subject, preheader, body, fromName } = config;
  if (!context.lead.email)
    return { kind: 'failed', code: 'no-address', text: 'Not sent: the lead has no email address' };
  return powers.email.send({
    subject,
    body,
    port: 'next',
    ...(preheader ? { preheader } : {}),
    ...(fromName ? { from: { name: fromName } } : {}),
  });
};

export default perform;
