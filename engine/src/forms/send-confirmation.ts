import type { EmailChannel } from '../channels/email/channel.ts';
import type { Database } from '../db/client.ts';
import { readSender } from '../db/queries/ledger.ts';
import { markOptInMailed, readOptIn } from '../db/queries/opt-ins.ts';
import { readLead } from '../db/queries/run-locks.ts';
import { mailTemplate, withHeadLines } from '../messages/mail-template.ts';
import { MessageError } from '../messages/message-error.ts';
import { buildMessage } from '../messages/mime.ts';
import type { Renderer } from '../messages/render/renderer.ts';
import { addressHashOf } from '../messages/send-mail.ts';
import { CONFIRM_DAYS } from './confirm.ts';
import { signConfirmToken } from './confirm-token.ts';

export interface ConfirmationDeps {
  db: Pick<Database, 'inWorkspace'>;
  channel: EmailChannel;
  renderer: Renderer;
  secret: string;
  publicUrl: string;
  defaultSender: string;
}

const FOOTER =
  'You get this mail because this address was entered in “{{ form.name }}”. If that was not you, do nothing: nothing more will come.';

/**
 * Sends the mail that asks whether an address is right. At least once with the same Message-ID, since a person waits for it; never to an address that
 * complained or does not exist. @throws where it has to be tried again later.
 */
export async function sendConfirmation(deps: ConfirmationDeps, workspaceId: string, optInId: string): Promise<void> {
  const { db, channel, renderer, secret, publicUrl, defaultSender } = deps;
  const hashOf = (address: string) => addressHashOf(secret, workspaceId, address);
  const read = () =>
    db.inWorkspace(workspaceId, async (tx) => {
      const optIn = await readOptIn(tx, optInId, CONFIRM_DAYS, hashOf);
      const sender = await readSender(tx);
      return optIn && { optIn, sender, lead: await readLead(tx, optIn.leadId) };
    });
  const settle = (failed: string | null) => db.inWorkspace(workspaceId, (tx) => markOptInMailed(tx, optInId, failed));
  const found = await read();
  if (found?.optIn.state !== 'asked') return;
  const { optIn, sender, lead } = found;
  if (!mayAsk(optIn)) return settle(optIn.suppressed ?? 'form-closed');
  const from = { name: sender.name || sender.workspaceName, address: sender.address || defaultSender };
  const rendered = await renderer.render({
    subject: optIn.confirmSubject,
    html: mailTemplate(optIn.confirmBody, FOOTER),
    data: {
      lead: { ...lead?.attributes, email: optIn.address },
      form: { name: optIn.formName },
      confirm_url: `${publicUrl}/f/c/${signConfirmToken(secret, { workspaceId, optInId })}`,
      sender: { name: from.name, footer: [sender.workspaceName, sender.postalAddress].filter(Boolean).join(', ') },
      workflow: { name: optIn.formName },
      unsubscribe_url: '',
    },
    timeZone: lead?.timeZone ?? 'UTC',
  });
  if (rendered.kind === 'fault') return settle(rendered.code);
  try {
    const built = await buildMessage({
      from,
      ...(sender.replyTo ? { replyTo: { address: sender.replyTo } } : {}),
      to: { address: optIn.address },
      subject: rendered.subject,
      html: withHeadLines(rendered.html, rendered),
      messageId: optIn.messageId,
      date: new Date(),
    });
    const sent = await channel.send({
      envelope: built.envelope,
      message: built.message,
      gate: async () => {
        const now = await read();
        return now && mayAsk(now.optIn) && now.optIn.state === 'asked'
          ? { open: true }
          : { open: false, reason: 'moved' };
      },
    });
    if (sent.kind === 'retry') throw new Error(`The confirmation mail could not be sent yet (${sent.reason}).`);
    await settle(sent.kind === 'failed' ? sent.reason : sent.kind === 'withheld' ? 'withheld' : null);
  } catch (error) {
    if (!(error instanceof MessageError)) throw error;
    await settle(error.code);
  }
}

/** An address that once unsubscribed may be asked again, because somebody asked for it at the form just now. */
const mayAsk = ({ suppressed, formOpen }: { suppressed: string | null; formOpen: boolean }) =>
  formOpen && (suppressed === null || suppressed === 'unsubscribed');
