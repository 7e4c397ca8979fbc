import PostalMime from 'postal-mime';
import { SMTPServer, type SMTPServerAddress, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { ServerFailure } from './server-failure.ts';

/** A message may have 10 MiB; a marketing mail stays below 100 kB. */
const MAX_BYTES = 10 * 1024 * 1024;
const CLOSE_WITHIN_MS = 2_000;

export interface ReceivedMail {
  /** Addresses as said in MAIL FROM and RCPT TO; these, not the headers, say who gets the mail. */
  envelope: { from: string; to: string[] };
  /** The message as transmitted. */
  raw: Buffer;
  /** In the order of the message; names in lower case; folded lines joined. */
  headers: { name: string; value: string }[];
  subject: string;
  /** The name in From, decoded; absent without one. */
  senderName?: string | undefined;
  html: string | undefined;
  text: string | undefined;
  receivedAt: Date;
}

export interface MailboxOptions {
  /** 0 picks a free one. */
  port: number;
  /** Stores the mail; the server answers 250 after it resolves and 451 when it rejects. */
  onMail(mail: ReceivedMail): Promise<void>;
}

export interface Mailbox {
  /** smtp://127.0.0.1:<port> */
  url: string;
  port: number;
  stop(): Promise<void>;
}

/**
 * Starts the mailbox: an SMTP server on 127.0.0.1 that keeps every mail for the mailbox page and delivers none.
 * It misbehaves on command, by the local part of the recipient:
 *
 * - `bounce@…` or `bounce+anything@…`: 550 5.1.1 (no such user) at RCPT TO
 * - `defer@…` or `defer+anything@…`: 451 4.7.1 (try later) at RCPT TO
 * - `refuse@…` or `refuse+anything@…`: 550 5.7.1 (content refused) after the body
 *
 * Fails with `mailbox.listen` when the port cannot be had.
 */
export async function startMailbox({ port, onMail }: MailboxOptions): Promise<Mailbox> {
  const server = new SMTPServer({
    // No TLS, no login: it listens on the loopback address only.
    disabledCommands: ['STARTTLS', 'AUTH'],
    authOptional: true,
    banner: 'Trellis mailbox',
    size: MAX_BYTES,
    logger: false,
    closeTimeout: CLOSE_WITHIN_MS,
    onRcptTo(address, _session, callback) {
      callback(refusalAt(address, { bounce: [550, '5.1.1 No such user'], defer: [451, '4.7.1 Try again later'] }));
    },
    onData(stream, session, callback) {
      receive(stream, session, onMail).then(
        (refusal) => callback(refusal),
        () => callback(smtpError(451, '4.3.0 The mailbox could not keep the message')),
      );
    },
  });
  // A client that goes away in mid-sentence is its own affair.
  server.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', (cause) =>
      reject(
        new ServerFailure('mailbox.listen', `The mailbox cannot listen on 127.0.0.1:${port}: ${cause.message}`, {
          cause,
        }),
      ),
    );
    server.listen(port, '127.0.0.1', () => resolve());
  });
  const address = server.server.address();
  const listening = typeof address === 'object' && address ? address.port : port;
  return {
    url: `smtp://127.0.0.1:${listening}`,
    port: listening,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Reads one message to its end, whatever becomes of it, so that the connection stays in step. */
async function receive(stream: SMTPServerDataStream, session: SMTPServerSession, onMail: MailboxOptions['onMail']) {
  const chunks: Buffer[] = [];
  let kept = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    kept += chunk.length;
    if (kept <= MAX_BYTES) chunks.push(chunk);
  }
  if (stream.sizeExceeded || kept > MAX_BYTES) return smtpError(552, `5.3.4 The message exceeds ${MAX_BYTES} bytes`);
  const recipients = session.envelope.rcptTo;
  for (const recipient of recipients) {
    const refusal = refusalAt(recipient, { refuse: [550, '5.7.1 Message content refused'] });
    if (refusal) return refusal;
  }
  const raw = Buffer.concat(chunks);
  const parsed = await PostalMime.parse(raw);
  const { mailFrom } = session.envelope;
  await onMail({
    envelope: { from: mailFrom ? mailFrom.address : '', to: recipients.map(({ address }) => address) },
    raw,
    headers: parsed.headers.map(({ key, value }) => ({ name: key, value })),
    subject: parsed.subject ?? '',
    senderName: parsed.from?.name || undefined,
    html: parsed.html,
    text: parsed.text,
    receivedAt: new Date(),
  });
  return null;
}

function refusalAt({ address }: SMTPServerAddress, refusals: Record<string, [code: number, message: string]>) {
  const [word = ''] = address.toLowerCase().split(/[+@]/);
  const refusal = Object.hasOwn(refusals, word) ? refusals[word] : undefined;
  return refusal ? smtpError(...refusal) : null;
}

function smtpError(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
