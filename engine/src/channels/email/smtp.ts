import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { ChannelLog } from '../log.ts';
import type { EmailChannel, RetryReason, SendOutcome, SendRequest } from './channel.ts';
import { createConnectionPool, type Lease, type PoolRefusal } from './connection-pool.ts';
import {
  DEFAULT_SMTP_TIMEOUTS,
  openSmtpConnection,
  quitSmtpConnection,
  resetSmtpConnection,
  type SmtpTimeouts,
} from './smtp-connection.ts';
import { judgeFault, type SmtpFault } from './smtp-reply.ts';
import { readSmtpUrl } from './smtp-url.ts';
import { type Transmission, transmit } from './transmission.ts';

/** Milliseconds for the small talk after a message: RSET, QUIT. */
const FAREWELL = 1000;
/** Providers close a connection after some messages; 100 is the lowest known. */
const MESSAGES_PER_CONNECTION = 100;

export interface SmtpChannelOptions {
  /** `smtp://user:password@host:port` or `smtps://…`, see readSmtpUrl. */
  url: string;
  /** Connections at once to this server; each carries one message at a time. Default 4. */
  maxConnections?: number;
  /** Parts left out keep DEFAULT_SMTP_TIMEOUTS. */
  timeouts?: Partial<SmtpTimeouts>;
  log: ChannelLog;
}

const POOL_REASONS: Record<PoolRefusal['code'], RetryReason> = {
  POOL_BUSY: 'channel_busy',
  POOL_CLOSED: 'channel_closed',
  POOL_ABORTED: 'aborted',
};

/**
 * Opens a channel to one SMTP server. Connections are made when needed and kept for a while. A pooled connection found
 * dead before the gate was asked is replaced once, silently.
 * @throws ChannelError `smtp_url_invalid`
 */
export function createSmtpChannel({ url, maxConnections = 4, timeouts, log }: SmtpChannelOptions): EmailChannel {
  const settings = readSmtpUrl(url);
  const times: SmtpTimeouts = { ...DEFAULT_SMTP_TIMEOUTS, ...timeouts };
  const pool = createConnectionPool<SMTPConnection>({
    open: () => openSmtpConnection(settings, times),
    quit: (connection) => quitSmtpConnection(connection, FAREWELL),
    max: maxConnections,
    idleMs: times.idle,
    maxUses: MESSAGES_PER_CONNECTION,
  });
  const underWay = new Set<Promise<unknown>>();
  let closing = false;

  /** The caller gets its answer at once; the connection is made ready behind it. */
  const giveBack = async (lease: Lease<SMTPConnection>, state: Transmission['connection']) => {
    const usable = state === 'clean' || (state === 'reset' && (await resetSmtpConnection(lease.connection, FAREWELL)));
    pool.release(lease, usable ? 'keep' : 'drop');
  };

  const attempt = async (request: SendRequest, deadline: number, fresh: boolean): Promise<SendOutcome> => {
    let lease: Lease<SMTPConnection>;
    try {
      lease = await pool.acquire({ fresh, timeoutMs: times.acquire, signal: request.signal });
    } catch (fault) {
      return acquireFault(fault);
    }
    const totalMs = Math.max(1, deadline - performance.now());
    const sent = await transmit(lease.connection, request, { envelopeMs: Math.min(times.envelope, totalMs), totalMs });
    track(underWay, giveBack(lease, sent.connection));
    if (sent.lostBeforeGate && lease.reused && !fresh) return attempt(request, deadline, true);
    return sent.outcome;
  };

  const send = async (request: SendRequest): Promise<SendOutcome> => {
    const started = performance.now();
    const outcome = await attempt(request, started + times.total, false);
    const { kind } = outcome;
    const detail = kind === 'accepted' ? { code: outcome.code } : { ...outcome };
    const line = { channel: 'email', outcome: kind, ...detail, ms: Math.round(performance.now() - started) };
    if (kind === 'accepted' || kind === 'withheld') log.info(line, 'email sent or withheld');
    else log.warn(line, 'email not known to be accepted');
    return outcome;
  };

  return {
    send(request) {
      if (closing) return Promise.resolve(retry('channel_closed'));
      if (request.signal?.aborted) return Promise.resolve(retry('aborted'));
      return track(underWay, send(request));
    },
    async close() {
      closing = true;
      while (underWay.size > 0) await Promise.allSettled([...underWay]);
      await pool.close();
    },
  };
}

function track<T>(set: Set<Promise<unknown>>, work: Promise<T>): Promise<T> {
  set.add(work);
  const forget = () => void set.delete(work);
  work.then(forget, forget);
  return work;
}

function retry(reason: RetryReason): SendOutcome {
  return { kind: 'retry', safe: true, reason, gateOpened: false };
}

/** Opening a connection rejects with an SmtpFault, waiting for one with a PoolRefusal. */
function acquireFault(fault: unknown): SendOutcome {
  const code = (fault as PoolRefusal | SmtpFault).code;
  if (code === 'POOL_BUSY' || code === 'POOL_CLOSED' || code === 'POOL_ABORTED') return retry(POOL_REASONS[code]);
  const outcome = judgeFault(fault as SmtpFault, false);
  // Whatever went wrong before there was a connection says nothing about this message.
  return outcome.kind === 'failed' ? retry('service_refused') : outcome;
}
