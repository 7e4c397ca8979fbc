import type { Role } from '@trellis/shared/api/roles.ts';
import type { Workspace } from '@trellis/shared/api/workspace.ts';
import { plainWords } from '../messages/account-mail.ts';
import { testMessageId } from '../messages/test-mail.ts';
import type { SessionUser } from './auth.ts';
import type { ApiServices } from './services.ts';

const NO_MAILER = { accepted: false, code: 'no-mail-server' };

/** Mails the link that resets a password. The token stands behind `#`: it reaches no server log and no referrer. */
export function resetMailer({ mailer, publicUrl, log }: ApiServices) {
  return async (user: SessionUser, token: string): Promise<void> => {
    const sent = await mailer?.send({
      to: user.email,
      subject: 'Set a new password for Trellis',
      body: `Somebody, hopefully you, asked to set a new password for this address.\n\n[Set a new password](${publicUrl}/reset-password#${token} "button")\n\nThe link is good for one hour, and once.`,
      footer: 'If that was not you, do nothing: your password stays as it is.',
    });
    if (!sent?.accepted)
      log.warn(
        { code: sent?.code ?? NO_MAILER.code },
        'a mail to reset a password could not be sent: check SMTP_URL, or print a link with `engine reset-password <email>`',
      );
  };
}

/** The page that an invitation leads to. */
export const invitationLink = (publicUrl: string, token: string): string => `${publicUrl}/invitation#${token}`;

/** Mails an invitation; answers whether the mail server took it. */
export async function mailInvitation(
  { mailer, publicUrl }: ApiServices,
  invitation: { to: string; token: string; workspace: string; by: string; role: Role },
): Promise<{ accepted: boolean; code: string }> {
  const { to, token, workspace, by, role } = invitation;
  const name = plainWords(workspace);
  const mail = {
    to,
    subject: `${plainWords(by)} invites you to ${name} in Trellis`,
    body: `${plainWords(by)} invites you to work in ${name} as ${role}.\n\n[Accept the invitation](${invitationLink(publicUrl, token)} "button")\n\nThe link is good for 7 days, and once.`,
    footer: 'If you do not know what this is about, do nothing.',
  };
  return (await mailer?.send(mail)) ?? NO_MAILER;
}

/** Mails a test to the person who asked for it, from the workspace's sender. */
export async function mailTest(
  { mailer, publicUrl, secret }: ApiServices,
  {
    workspaceId,
    to,
    sender,
    workspace,
  }: { workspaceId: string; to: string; sender: Workspace['sender']; workspace: string },
): Promise<{ accepted: boolean; code: string }> {
  const mail = {
    to,
    subject: `Test mail from ${plainWords(workspace)}`,
    body: 'This is how your mail arrives: from this sender, and a reply goes where replies go.\n\nIf it landed among the spam, ask whoever looks after your domain for SPF, DKIM and DMARC.',
    footer: plainWords(sender.postalAddress),
    messageId: testMessageId({ secret, workspaceId, domain: new URL(publicUrl).hostname }),
    ...(sender.address ? { from: { name: sender.name || workspace, address: sender.address } } : {}),
    ...(sender.replyTo ? { replyTo: { address: sender.replyTo } } : {}),
  };
  return (await mailer?.send(mail)) ?? NO_MAILER;
}
