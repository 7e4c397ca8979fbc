import DKIM from 'nodemailer/lib/dkim';
import MailComposer from 'nodemailer/lib/mail-composer';
import { readAddress } from './address.ts';
import { MessageError } from './message-error.ts';
import { plainText } from './plain-text.ts';

/** Gmail clips a mail's HTML at 102 kB, so the whole message stays under it. */
const LARGEST_MESSAGE = 100_000;
/** RFC 5322, without the line end. */
const LONGEST_LINE = 998;
const LONGEST_SUBJECT = 400;

export interface Mailbox {
  address: string;
  /** Display name, any script. */
  name?: string;
}

export interface DkimKey {
  domain: string;
  selector: string;
  /** PEM. */
  privateKey: string;
}

export interface MessageInput {
  from: Mailbox;
  replyTo?: Mailbox;
  /** The one recipient. */
  to: Mailbox;
  subject: string;
  /** The final HTML: rendered, links rewritten. The text part is derived from it. */
  html: string;
  /** With angle brackets, see messageIdOf. */
  messageId: string;
  /** Real time, never workspace time. */
  date: Date;
  /** Absent for transactional messages. */
  unsubscribe?: {
    /** https URL that takes the one-click POST of RFC 8058. */
    url: string;
    mailto?: string;
  };
  /** See listIdOf. */
  listId?: string;
  /** See feedbackIdOf. */
  feedbackId?: string;
  dkim?: DkimKey;
}

export interface BuiltMessage {
  /** For the SMTP envelope: bare, normalised addresses. */
  envelope: { from: string; to: string };
  /** The message with CRLF line ends, signed where there is a key. */
  message: Buffer;
  /** The derived text part. */
  text: string;
}

/** Signed headers; nodemailer's own list lacks List-Unsubscribe-Post, without which one-click is not trusted. */
const SIGNED_HEADERS = [
  'From',
  'Reply-To',
  'To',
  'Subject',
  'Date',
  'Message-ID',
  'MIME-Version',
  'Content-Type',
  'Content-Transfer-Encoding',
  'List-Id',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
  'Feedback-ID',
].join(':');

/**
 * Builds one MIME message for one recipient, ready to be sent.
 * @throws MessageError `recipient_invalid`, `sender_invalid`, `header_invalid`, `line_too_long`, `message_too_large`
 */
export async function buildMessage(input: MessageInput): Promise<BuiltMessage> {
  const to = mailbox(input.to, 'recipient_invalid', 'recipient');
  const from = mailbox(input.from, 'sender_invalid', 'sender');
  const replyTo = input.replyTo ? mailbox(input.replyTo, 'sender_invalid', 'reply-to') : undefined;
  if (input.subject.length > LONGEST_SUBJECT) {
    throw new MessageError(
      'header_invalid',
      `The subject has ${input.subject.length} characters; at most ${LONGEST_SUBJECT} are allowed. Shorten it.`,
    );
  }
  const text = plainText(input.html);
  const composer = new MailComposer({
    from,
    to,
    ...(replyTo ? { replyTo } : {}),
    subject: clean('Subject', input.subject),
    messageId: clean('Message-ID', input.messageId),
    date: input.date,
    html: input.html,
    text,
    headers: Object.entries(ownHeaders(input)).map(([key, value]) => ({
      key,
      // Prepared: nodemailer would otherwise encode or fold inside a URL.
      value: { prepared: true, foldLines: true, value: clean(key, value) },
    })),
    newline: 'win',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const built = await composer.compile().build();
  const message = input.dkim ? await sign(built, input.dkim) : built;
  checkBounds(message);
  return { envelope: { from: from.address, to: to.address }, message, text };
}

function ownHeaders(input: MessageInput): Record<string, string> {
  const headers: Record<string, string> = {};
  if (input.unsubscribe) {
    const { url, mailto } = input.unsubscribe;
    if (!/^https?:\/\/[^\s<>,]+$/.test(url)) {
      throw new MessageError('header_invalid', 'The unsubscribe address is not an http or https URL.');
    }
    const second =
      mailto === undefined ? undefined : mailbox({ address: mailto }, 'header_invalid', 'unsubscribe').address;
    // One header each: receivers ignore one-click when either is doubled.
    headers['List-Unsubscribe'] = second ? `<${url}>, <mailto:${second}>` : `<${url}>`;
    headers['List-Unsubscribe-Post'] = 'List-Unsubscribe=One-Click';
  }
  if (input.listId) headers['List-Id'] = input.listId;
  if (input.feedbackId) headers['Feedback-ID'] = input.feedbackId;
  return headers;
}

function mailbox(
  { address, name }: Mailbox,
  code: 'recipient_invalid' | 'sender_invalid' | 'header_invalid',
  role: string,
): { address: string; name: string } {
  const read = readAddress(address);
  if (read === undefined) {
    throw new MessageError(code, `The ${role} is not one plain email address, such as name@example.com.`);
  }
  return { address: read, name: clean(`${role} name`, name ?? '') };
}

/** Control characters in a header are never a matter of taste: they are how a second header is smuggled in. */
function clean(what: string, value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u001f\u007f\u2028\u2029]/.test(value)) {
    throw new MessageError('header_invalid', `The ${what} holds a line break or another control character. Remove it.`);
  }
  // A lone surrogate can't be encoded; the way through UTF-8 puts a replacement character in its place.
  return Buffer.from(value, 'utf8').toString('utf8');
}

async function sign(message: Buffer, { domain, selector, privateKey }: DkimKey): Promise<Buffer> {
  const signer = new DKIM({
    domainName: domain,
    keySelector: selector,
    privateKey,
    headerFieldNames: SIGNED_HEADERS,
  });
  const parts: Buffer[] = [];
  for await (const part of signer.sign(message)) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}

function checkBounds(message: Buffer): void {
  if (message.length > LARGEST_MESSAGE) {
    throw new MessageError(
      'message_too_large',
      `The message has ${Math.ceil(message.length / 1000)} kB; at most ${LARGEST_MESSAGE / 1000} kB are shown whole by mail programs. Shorten the template or link to pictures instead of embedding them.`,
    );
  }
  let start = 0;
  for (let end = message.indexOf('\n'); end >= 0; end = message.indexOf('\n', start)) {
    const length = end - start - (message[end - 1] === 13 ? 1 : 0);
    if (length > LONGEST_LINE) {
      throw new MessageError(
        'line_too_long',
        `A line of the message has ${length} bytes; at most ${LONGEST_LINE} are allowed.`,
      );
    }
    start = end + 1;
  }
}
