import { randomBytes } from 'node:crypto';
import type { EmailChannel, SendOutcome } from '../channels/email/channel.ts';
import { mailTemplate, withHeadLines } from './mail-template.ts';
import { MessageError } from './message-error.ts';
import { buildMessage, type Mailbox } from './mime.ts';

export interface AccountMail {
  to: string;
  from?: Mailbox;
  replyTo?: Mailbox;
  subject: string;
  /** Markdown without Liquid. Text of people must not be put into it unescaped: see `plainWords`. */
  body: string;
  /** The line at the foot. */
  footer: string;
  /** With angle brackets; a random one unless told. */
  messageId?: string;
}

export interface AccountMailer {
  /** Hands one mail to the mail server now; answers how it fared. Never rejects. */
  send(mail: AccountMail): Promise<{ accepted: boolean; code: string }>;
}

/**
 * Mail to the people who work with Trellis (invitation, reset, test), not to leads: no tracking, no opt-out, no ledger. It is sent at once and not
 * repeated, since whoever asked for it waits before the screen and can ask again.
 */
export function createAccountMailer(options: {
  channel: EmailChannel;
  defaultSender: string;
  publicUrl: string;
}): AccountMailer {
  const { channel, defaultSender, publicUrl } = options;
  const domain = new URL(publicUrl).hostname;
  return {
    async send({ to, from, replyTo, subject, body, footer, messageId }) {
      try {
        const sender = from ?? { name: 'Trellis', address: defaultSender };
        const html = mailTemplate(body, footer)
          .replaceAll('{{ sender.name | default: "" }}', () => escapeHtml(sender.name ?? ''))
          .replaceAll('{{ sender.footer | default: "" }}', '');
        const built = await buildMessage({
          from: sender,
          ...(replyTo ? { replyTo } : {}),
          to: { address: to },
          subject,
          html: withHeadLines(html, { subject }),
          messageId: messageId ?? `<${randomBytes(20).toString('hex')}@${domain}>`,
          date: new Date(),
        });
        const gate = async () => ({ open: true as const });
        const sent = await channel.send({ envelope: built.envelope, message: built.message, gate });
        return { accepted: sent.kind === 'accepted', code: codeOf(sent) };
      } catch (error) {
        if (error instanceof MessageError) return { accepted: false, code: error.code };
        throw error;
      }
    },
  };
}

/** Words of a person as they may stand in Markdown: without what links, marks up, breaks lines or opens Liquid. */
export function plainWords(text: string): string {
  return text
    .replace(/[\p{Cc}<>[\]()*_`~#|\\{}!]/gu, ' ')
    .replace(/ +/g, ' ')
    .replaceAll('://', ' ')
    .trim();
}

const escapeHtml = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

function codeOf(sent: SendOutcome): string {
  return 'reason' in sent ? sent.reason : 'accepted';
}
