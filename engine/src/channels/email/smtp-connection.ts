import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { SmtpFault } from './smtp-reply.ts';
import type { SmtpSettings } from './smtp-url.ts';

/** Milliseconds each part of one send may take; together a send stays within `total`. */
export interface SmtpTimeouts {
  /** Waiting for a free connection. */
  acquire: number;
  /** DNS, TCP, greeting, TLS, EHLO and login. */
  connect: number;
  /** MAIL, RCPT, DATA, until the 354. */
  envelope: number;
  /** The whole send. */
  total: number;
  /** How long an unused connection is kept. */
  idle: number;
}

export const DEFAULT_SMTP_TIMEOUTS: SmtpTimeouts = {
  acquire: 10_000,
  connect: 15_000,
  envelope: 15_000,
  total: 90_000,
  idle: 10_000,
};

/**
 * Opens one SMTP connection and logs in where there are credentials.
 * @throws an SmtpFault: the rejection carries nodemailer's code and the server's reply, to be judged and not shown
 */
export function openSmtpConnection(settings: SmtpSettings, timeouts: SmtpTimeouts): Promise<SMTPConnection> {
  return new Promise((resolve, reject) => {
    const connection = new SMTPConnection({
      ...settings.options,
      connectionTimeout: timeouts.connect,
      greetingTimeout: timeouts.connect,
      dnsTimeout: timeouts.connect,
      // Silence is bounded by our own timers per stage; this one only ends what they forgot.
      socketTimeout: timeouts.total,
      // The half-closed socket of a withheld message must not linger.
      socketCloseTimeout: 1000,
    });
    // Stays for the connection's life: an error of an idle connection shows as `destroyed`, not as a crash.
    connection.on('error', (error: SmtpFault) => fail(error));
    const timer = setTimeout(() => fail({ code: 'ETIMEDOUT', timeoutType: 'CONNECT_TIMEOUT' }), timeouts.connect);
    const fail = (error: SmtpFault) => {
      clearTimeout(timer);
      connection.close();
      reject(error);
    };
    const done = () => {
      clearTimeout(timer);
      resolve(connection);
    };
    connection.connect((error) => {
      if (error) return fail(error);
      if (!settings.credentials) return done();
      connection.login(settings.credentials, (refused) => (refused ? fail(refused) : done()));
    });
  });
}

/** Ends the last message's state so that the connection can carry another; false when it can't. */
export function resetSmtpConnection(connection: SMTPConnection, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), timeoutMs);
    const settle = (usable: boolean) => {
      clearTimeout(timer);
      resolve(usable);
    };
    connection.once('end', () => settle(false));
    connection.reset((error) => settle(!error));
  });
}

/** Says QUIT and waits for the server to close, at most `timeoutMs`, then closes anyway. */
export function quitSmtpConnection(connection: SMTPConnection, timeoutMs: number): Promise<void> {
  if (connection.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => connection.close(), timeoutMs);
    connection.once('end', () => {
      clearTimeout(timer);
      resolve();
    });
    connection.quit();
  });
}
