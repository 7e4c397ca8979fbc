import type { SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';
import { ChannelError } from '../errors.ts';

/** Where and how to reach the SMTP server, read from one URL. */
export interface SmtpSettings {
  options: SMTPConnectionOptions;
  credentials?: { user: string; pass: string };
  /** host:port, for messages to the operator. */
  server: string;
}

const BOOLEANS = ['requireTLS', 'ignoreTLS', 'tls.rejectUnauthorized'] as const;
const KNOWN = [...BOOLEANS, 'name'];

/**
 * Reads an SMTP URL: `smtp://` upgrades by STARTTLS where offered, `smtps://` is TLS from the start. Query: `requireTLS`,
 * `ignoreTLS`, `tls.rejectUnauthorized` (true or false) and `name` (for EHLO). Credentials to another machine demand TLS
 * unless `ignoreTLS=true` says otherwise.
 * @throws ChannelError `smtp_url_invalid`
 */
export function readSmtpUrl(text: string): SmtpSettings {
  const url = parse(text);
  const secure = url.protocol === 'smtps:';
  if (!secure && url.protocol !== 'smtp:') throw invalid(`found the scheme ${url.protocol}`);
  if (url.hostname === '') throw invalid('found no host');
  for (const key of url.searchParams.keys()) {
    if (!KNOWN.includes(key)) throw invalid(`found the unknown setting "${key}"; known are ${KNOWN.join(', ')}`);
  }
  const flags = Object.fromEntries(BOOLEANS.map((key) => [key, readBoolean(url, key)]));
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port === '' ? (secure ? 465 : 587) : Number(url.port);
  const credentials = readCredentials(url);
  const requireTLS =
    flags.requireTLS ?? (credentials !== undefined && flags.ignoreTLS !== true && !isLoopback(host) && !secure);
  const options: SMTPConnectionOptions = { host, port, secure, requireTLS, ignoreTLS: flags.ignoreTLS ?? false };
  const name = url.searchParams.get('name');
  if (name !== null) options.name = name;
  if (flags['tls.rejectUnauthorized'] !== undefined) {
    options.tls = { rejectUnauthorized: flags['tls.rejectUnauthorized'] };
  }
  const settings: SmtpSettings = { options, server: `${host}:${port}` };
  if (credentials) settings.credentials = credentials;
  return settings;
}

function parse(text: string): URL {
  try {
    return new URL(text);
  } catch {
    throw invalid('found something that is no URL');
  }
}

function readBoolean(url: URL, key: string): boolean | undefined {
  const value = url.searchParams.get(key);
  if (value === null) return undefined;
  if (value !== 'true' && value !== 'false') throw invalid(`found "${value}" for ${key}, expected true or false`);
  return value === 'true';
}

function readCredentials(url: URL): SmtpSettings['credentials'] {
  if (url.username === '') return undefined;
  try {
    return { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) };
  } catch {
    throw invalid('found a wrongly encoded user or password; write % as %25');
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

/** The URL itself stays out of the message: it holds a password. */
function invalid(found: string): ChannelError {
  return new ChannelError(
    'smtp_url_invalid',
    `The SMTP URL is not usable: ${found}. Expected smtp://user:password@host:port.`,
  );
}
