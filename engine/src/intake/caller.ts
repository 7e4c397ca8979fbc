import type { IncomingMessage } from 'node:http';
import { ipKeyGenerator } from 'express-rate-limit';

/**
 * The network address that a call counts for: the one that connects, or the one that so many trusted proxies say they forward for. Of IPv6 the
 * first 56 bits, since a household has all addresses behind them.
 */
export function addressOf({ socket, headers }: IncomingMessage, trustedProxies: number): string {
  const forwarded = trustedProxies > 0 ? String(headers['x-forwarded-for'] ?? '').split(',') : [];
  const way = [
    socket.remoteAddress ?? '',
    ...forwarded
      .map((address) => address.trim())
      .filter(Boolean)
      .reverse(),
  ];
  const address = way[Math.min(trustedProxies, way.length - 1)] ?? '';
  return address.includes(':') ? ipKeyGenerator(address) : address;
}

/** The user of Basic authorization: where Segment's clients put the write key. */
export function basicUser(header: string | undefined): string | undefined {
  const [, encoded] = /^Basic\s+([A-Za-z0-9+/=_-]+)$/i.exec(header ?? '') ?? [];
  if (!encoded) return undefined;
  const [user] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return user || undefined;
}
