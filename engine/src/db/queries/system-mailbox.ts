import { sql } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import type { SystemTx } from '../client.ts';

/** The send (or, without a key, the confirmation mail) with this Message-ID, in whatever workspace. */
export async function findSendByMessageId(
  tx: SystemTx,
  messageId: string,
): Promise<{ key: string | null; workspaceId: string } | undefined> {
  const [row] = await tx.execute<{ key: string | null; workspaceId: string }>(
    sql`select key, workspace_id as "workspaceId" from sends where message_id = ${messageId}
      union all select null, workspace_id from opt_ins where message_id = ${messageId} limit 1`,
  );
  return row;
}

export interface MailboxMail {
  workspaceId: string;
  sendKey: string | null;
  messageId: string;
  recipient: string;
  sender: string;
  subject: string;
  headers: { name: string; value: string }[];
  html: string | null;
  body: string;
  raw: string;
  size: number;
  /** Real time. */
  receivedAt: Date;
}

export async function insertMailboxMail(tx: SystemTx, mail: MailboxMail): Promise<void> {
  // Postgres keeps no NUL in text.
  const text = (value: string) => value.replaceAll('\0', '�');
  await tx.execute(sql`insert into mailbox (id, workspace_id, send_key, recipient, sender, subject, message_id, headers, html, body, raw, size, received_at)
    values (${uuidv7()}, ${mail.workspaceId}, ${mail.sendKey}, ${mail.recipient}, ${mail.sender}, ${text(mail.subject)}, ${mail.messageId},
      ${JSON.stringify(mail.headers)}::jsonb, ${mail.html === null ? null : text(mail.html)}, ${text(mail.body)}, ${text(mail.raw)}, ${mail.size}, ${mail.receivedAt.toISOString()})`);
}
