import type { Database } from '../db/client.ts';
import { findSendByMessageId, insertMailboxMail } from '../db/queries/system-mailbox.ts';
import type { ReceivedMail } from '../embedded/mailbox.ts';
import type { Announcer } from '../live/announcer.ts';
import { workspaceOfTestMail } from './test-mail.ts';

/** Keeps a mail of the embedded mailbox in the workspace whose send it is. Mail that
 * belongs to none is not kept: a link that resets a password must not lie where every member reads. */
export async function receiveMail(
  { db, announcer, secret }: { db: Pick<Database, 'asSystem'>; announcer: Announcer; secret: string },
  mail: ReceivedMail,
): Promise<void> {
  const messageId = mail.headers.find(({ name }) => name === 'message-id')?.value.trim() ?? '';
  const kept = await db.asSystem(async (tx) => {
    const test = workspaceOfTestMail(secret, messageId);
    const send = test ? { workspaceId: test, key: null } : await findSendByMessageId(tx, messageId);
    if (!send) return undefined;
    await insertMailboxMail(tx, {
      workspaceId: send.workspaceId,
      sendKey: send.key,
      messageId,
      recipient: mail.envelope.to[0] ?? '',
      sender: mail.senderName ? `${mail.senderName} <${mail.envelope.from}>` : mail.envelope.from,
      subject: mail.subject,
      headers: mail.headers,
      html: mail.html ?? null,
      body: mail.text ?? '',
      raw: mail.raw.toString('latin1'),
      size: mail.raw.length,
      receivedAt: mail.receivedAt,
    });
    return send.workspaceId;
  });
  if (kept) announcer.announce(kept, ['mailbox']);
}
