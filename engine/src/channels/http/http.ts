import { lookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { Client } from 'undici';
import type { GateAnswer } from '../gate.ts';
import type { ChannelLog } from '../log.ts';
import { type AddressGuard, createAddressGuard, type ResolvedAddress } from './address-guard.ts';
import type { HttpChannel, HttpFailedReason, HttpOutcome, HttpRequest, HttpRetryReason } from './outcome.ts';
import { judgeResponse } from './response.ts';

const TIMEOUT_MS = 10_000;
const KEPT_BYTES = 256 * 1024;
/** Headers that belong to the connection, or that would make the target answer in a form we don't read. */
const OUR_HEADERS =
  /^(host|connection|content-length|transfer-encoding|upgrade|keep-alive|te|trailer|expect|proxy-.*|accept-encoding|idempotency-key)$/i;

export interface HttpChannelOptions {
  /** CIDR ranges that may be reached although they are not public, such as 127.0.0.0/8 in tests. */
  allow?: readonly string[];
  log: ChannelLog;
  /** How host names become addresses; the system's resolver by default. */
  resolve?: (host: string) => Promise<ResolvedAddress[]>;
}

/**
 * Opens the channel for webhooks. Each request resolves its host once, checks every address, and connects to exactly
 * what was checked, on a connection of its own: a name that changes its address between check and use changes nothing.
 * @throws ChannelError `http_option_invalid`
 */
export function createHttpChannel({ allow, log, resolve = resolveHost }: HttpChannelOptions): HttpChannel {
  const guard = createAddressGuard(allow);
  const underWay = new Set<Promise<unknown>>();
  let closing = false;

  const exchange = async (request: HttpRequest): Promise<HttpOutcome> => {
    const url = readUrl(request.url);
    if (!url) return failed('url_invalid');
    const deadline = performance.now() + (request.timeoutMs ?? TIMEOUT_MS);
    const target = await findTarget(url, guard, resolve, deadline - performance.now());
    if (target === 'dns_failed') return retry('dns_failed', false);
    if (target === 'address_refused') return failed('address_refused');
    if (request.signal?.aborted) return retry('aborted', false);
    let answer: GateAnswer = { open: true };
    try {
      if (request.gate) answer = await request.gate();
    } catch {
      return retry('gate_failed', false);
    }
    if (!answer.open) return { kind: 'withheld', reason: answer.reason };
    return perform(url, target, request, Math.max(1, deadline - performance.now()));
  };

  const logged = async (request: HttpRequest): Promise<HttpOutcome> => {
    const started = performance.now();
    const outcome = await exchange(request);
    const { kind } = outcome;
    const detail = kind === 'accepted' ? { status: outcome.status } : outcome;
    const line = { channel: 'http', outcome: kind, ...detail, ms: Math.round(performance.now() - started) };
    if (kind === 'accepted' || kind === 'withheld') log.info(line, 'request done or withheld');
    else log.warn(line, 'request not known to be done');
    return outcome;
  };

  return {
    request(request) {
      if (closing) return Promise.resolve(retry('channel_closed', false));
      const work = logged(request);
      underWay.add(work);
      return work.finally(() => underWay.delete(work));
    },
    async close() {
      closing = true;
      while (underWay.size > 0) await Promise.allSettled([...underWay]);
    },
  };
}

async function resolveHost(host: string): Promise<ResolvedAddress[]> {
  const found = await lookup(host, { all: true });
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
}

/** The URL parser has turned decimal, octal and short IPv4 hosts into plain ones by now. */
function readUrl(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const web = url.protocol === 'http:' || url.protocol === 'https:';
  return web && url.username === '' && url.password === '' ? url : undefined;
}

/** Every address of the URL's host, all of them admitted. */
async function findTarget(
  url: URL,
  guard: AddressGuard,
  resolve: (host: string) => Promise<ResolvedAddress[]>,
  timeoutMs: number,
): Promise<ResolvedAddress[] | 'dns_failed' | 'address_refused'> {
  const literal = /^\[(.*)\]$/.exec(url.hostname)?.[1];
  if (literal !== undefined) return guard.admits(literal) ? [{ address: literal, family: 6 }] : 'address_refused';
  if (/^[\d.]+$/.test(url.hostname)) {
    return guard.admits(url.hostname) ? [{ address: url.hostname, family: 4 }] : 'address_refused';
  }
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<ResolvedAddress[]>((done) => {
    timer = setTimeout(() => done([]), timeoutMs);
  });
  const found = await Promise.race([resolve(url.hostname).catch(() => []), late]);
  clearTimeout(timer);
  if (found.length === 0) return 'dns_failed';
  // One bad address among good ones is an attempt, not an accident.
  return found.every(({ address }) => guard.admits(address)) ? found : 'address_refused';
}

/** Opens a connection to the target and nothing else, makes the request, closes it. */
async function perform(
  url: URL,
  target: ResolvedAddress[],
  request: HttpRequest,
  timeoutMs: number,
): Promise<HttpOutcome> {
  const headers = readHeaders(request);
  if (!headers) return failed('request_invalid', true);
  let connected = false;
  const client = new Client(url.origin, {
    connect: { lookup: lookupOf(target), timeout: timeoutMs },
    // No keep-alive: a reused connection may be dead, which could not be told from a lost answer.
    pipelining: 0,
    maxHeaderSize: 16_384,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  client.on('connect', () => {
    connected = true;
  });
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), timeoutMs);
  try {
    const response = await client.request({
      path: url.pathname + url.search,
      method: request.method,
      headers,
      body: request.body ?? null,
      signal: limit.signal,
    });
    return await judgeResponse(response, request.maxBytes ?? KEPT_BYTES);
  } catch (error) {
    if (limit.signal.aborted) {
      return connected ? { kind: 'unknown', reason: 'reply_timeout' } : retry('connect_failed', true);
    }
    return judgeError(error, connected);
  } finally {
    clearTimeout(timer);
    // Ends a body that was not read to its end.
    await client.destroy();
  }
}

function lookupOf(target: ResolvedAddress[]): LookupFunction {
  return (_host, options, callback) => {
    const [first] = target;
    if (options.all) callback(null, target);
    else callback(first ? null : new Error('no address'), first?.address ?? '', first?.family);
  };
}

function readHeaders({ headers = {}, idempotencyKey }: HttpRequest): Record<string, string> | undefined {
  const own: Record<string, string> = { 'accept-encoding': 'identity' };
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || !isHeaderValue(value)) return undefined;
    if (!OUR_HEADERS.test(name)) own[name.toLowerCase()] = value;
  }
  if (idempotencyKey !== undefined) {
    if (!isHeaderValue(idempotencyKey)) return undefined;
    own['idempotency-key'] = idempotencyKey;
  }
  return own;
}

function isHeaderValue(value: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}

function judgeError(error: unknown, connected: boolean): HttpOutcome {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!connected)
    return retry(/CERT|TLS|SSL|SELF_SIGNED|LEAF_SIGNATURE/.test(code) ? 'tls_failed' : 'connect_failed', true);
  if (code === 'UND_ERR_INVALID_ARG') return failed('request_invalid', true);
  const parser = error instanceof Error && error.name === 'HTTPParserError';
  const broken = parser || code.startsWith('HPE_') || code === 'UND_ERR_HEADERS_OVERFLOW';
  return { kind: 'unknown', reason: broken ? 'protocol_error' : 'connection_lost' };
}

function failed(reason: HttpFailedReason, gateOpened = false): HttpOutcome {
  return { kind: 'failed', reason, gateOpened };
}

function retry(reason: HttpRetryReason, gateOpened: boolean): HttpOutcome {
  return { kind: 'retry', safe: true, reason, gateOpened };
}
