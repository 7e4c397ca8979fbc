import type { FailedReason, RefusalFault, SendOutcome, UnknownReason } from './channel.ts';

/** The fields of nodemailer's errors that we read. Its message is never read: it holds the server's words. */
export interface SmtpFault {
  code?: string | undefined;
  command?: string | undefined;
  response?: string | undefined;
  responseCode?: number | false | undefined;
  timeoutType?: string | undefined;
}

interface Refusal {
  reason: FailedReason;
  fault: RefusalFault;
  recipientFault?: boolean;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A longer wait than this is taken as this: no greylist means it. */
const LONGEST_WAIT = 24 * HOUR;

/** Enhanced statuses that say our own authentication is wrong: SPF, DKIM, DMARC, reverse DNS, the relay's login. */
const UNAUTHENTICATED = /^5\.7\.(8|9|2[0-7]|30|40|57|60|509|515)$/;

/** What servers without enhanced statuses write for an address that doesn't exist. */
const UNKNOWN_USER =
  /user unknown|unknown (user|recipient|mailbox)|no such (user|recipient|mailbox|person)|(mailbox|user|account|recipient|address) (not found|does ?n[o']t exist|unavailable|unknown)|invalid (recipient|mailbox)|does not exist/i;

/** Judges an error that came before the gate was asked, or whose reply settles the matter after it. */
export function judgeFault(error: SmtpFault, gateOpened: boolean): SendOutcome {
  const code = error.responseCode || undefined;
  if (code === undefined || error.response === undefined) return judgeWithoutReply(error, gateOpened);
  const enhanced = enhancedStatus(error.response);
  const seen = { gateOpened, code, ...(enhanced ? { enhanced } : {}) };
  if (error.code === 'EAUTH') return { kind: 'retry', safe: true, reason: 'login_refused', ...seen };
  // A 5xx to the banner, EHLO or STARTTLS is about the service, not about this message.
  const aboutMessage = error.code === 'EENVELOPE' || error.code === 'EMESSAGE';
  if (code >= 500 && code < 600 && aboutMessage) {
    const refusal = judgeRefusal(enhanced, error.command, error.response);
    return { kind: 'failed', recipientFault: false, ...refusal, ...seen };
  }
  const after = requestedWait(error.response);
  if (code >= 400 && code < 500) {
    return { kind: 'retry', safe: true, reason: 'deferred', ...seen, ...(after === undefined ? {} : { after }) };
  }
  return { kind: 'retry', safe: true, reason: code >= 500 ? 'service_refused' : 'protocol_error', ...seen };
}

/** Judges an error after the message went out: a failure reply is an answer, silence leaves it unknown. */
export function judgeAfterMessage(error: SmtpFault): SendOutcome {
  const code = error.responseCode || 0;
  if (code >= 400 && code < 600) return judgeFault({ ...error, code: 'EMESSAGE' }, true);
  const reason: UnknownReason =
    code > 0 ? 'protocol_error' : error.code === 'ETIMEDOUT' ? 'reply_timeout' : 'connection_lost';
  return { kind: 'unknown', reason };
}

/** The RFC 3463 status of a reply, where it has one of the class its code says. */
export function enhancedStatus(reply: string): string | undefined {
  return /^(?:[245])\d\d[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(reply)?.[1];
}

/** The id a server names in its 250 line; made of safe characters, at most 200, never an address of the envelope. */
export function providerIdOf(reply: string, recipient: string, known?: string): string | undefined {
  const text = reply.slice(0, 1000);
  const found =
    known ??
    /queued as:? <?([\w.+=@/-]+)/i.exec(text)?.[1] ??
    /\bid[=:]? ?<?([\w.+=@/-]{6,})/i.exec(text)?.[1] ??
    /^2\d\d(?: 2\.\d\.\d+)? +ok:? +(?:\d{9,} )?<?([\w.+=@/-]{6,})/i.exec(text)?.[1];
  if (found === undefined || found.length > 200) return undefined;
  return found.toLowerCase().includes(recipient.toLowerCase()) ? undefined : found;
}

function judgeWithoutReply(error: SmtpFault, gateOpened: boolean): SendOutcome {
  const retry = (reason: Extract<SendOutcome, { kind: 'retry' }>['reason']): SendOutcome => ({
    kind: 'retry',
    safe: true,
    reason,
    gateOpened,
  });
  switch (error.code) {
    case 'EMESSAGE':
      // The announced SIZE of the server is smaller than the message: nodemailer doesn't even ask.
      return { kind: 'failed', reason: 'message_too_large', fault: 'content', recipientFault: false, gateOpened };
    case 'EENVELOPE':
      return { kind: 'failed', reason: 'address_invalid', fault: 'recipient', recipientFault: false, gateOpened };
    case 'EAUTH':
      return retry('login_refused');
    case 'EDNS':
      return retry('dns_failed');
    case 'ETLS':
      return retry('tls_failed');
    case 'ETIMEDOUT':
      return retry(error.timeoutType === 'SOCKET_TIMEOUT' ? 'envelope_timeout' : 'connect_timeout');
    case 'ESOCKET':
      return retry('connect_failed');
    case 'EPROTOCOL':
      return retry('protocol_error');
    default:
      return retry('connection_lost');
  }
}

function judgeRefusal(enhanced: string | undefined, command: string | undefined, reply: string): Refusal {
  if (enhanced !== undefined) return judgeEnhanced(enhanced);
  if (command === 'MAIL FROM') return { reason: 'sender_refused', fault: 'sender' };
  if (/^552/.test(reply)) {
    return command === 'DATA'
      ? { reason: 'message_too_large', fault: 'content' }
      : { reason: 'mailbox_full', fault: 'recipient' };
  }
  // A bare 550 is as often a block list as a dead address: only words that name the address suppress it.
  if (UNKNOWN_USER.test(reply.slice(0, 1000))) {
    return { reason: 'recipient_unknown', fault: 'recipient', recipientFault: true };
  }
  return { reason: 'policy_refused', fault: 'policy' };
}

function judgeEnhanced(status: string): Refusal {
  if (UNAUTHENTICATED.test(status)) return { reason: 'sender_unauthenticated', fault: 'sender' };
  // RFC 3463: X.1.7, X.1.8 and RFC 7505's X.1.9 are about the sender's address.
  if (/^5\.1\.[789]$/.test(status)) return { reason: 'sender_refused', fault: 'sender' };
  if (status.startsWith('5.1.')) return { reason: 'recipient_unknown', fault: 'recipient', recipientFault: true };
  if (status === '5.2.1') return { reason: 'recipient_disabled', fault: 'recipient', recipientFault: true };
  if (status === '5.2.2') return { reason: 'mailbox_full', fault: 'recipient' };
  if (status === '5.2.3' || status === '5.3.4') return { reason: 'message_too_large', fault: 'content' };
  if (status.startsWith('5.2.')) return { reason: 'recipient_refused', fault: 'recipient' };
  if (status.startsWith('5.6.')) return { reason: 'content_refused', fault: 'content' };
  return { reason: 'policy_refused', fault: 'policy' };
}

/** Reads `in 300 seconds`, `after 5 minutes` and the like out of a 4xx reply, as milliseconds. */
function requestedWait(reply: string): number | undefined {
  const found = /\b(?:in|after|for)\s+(\d{1,6})\s*(s|sec|secs|seconds?|m|min|mins|minutes?|h|hours?)\b/i.exec(
    reply.slice(0, 1000),
  );
  if (!found?.[1] || !found[2]) return undefined;
  const unit = found[2].toLowerCase();
  const size = unit.startsWith('s') ? 1000 : unit.startsWith('m') ? MINUTE : HOUR;
  return Math.min(Number(found[1]) * size, LONGEST_WAIT);
}
