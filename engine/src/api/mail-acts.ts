import { request } from 'undici';
import type { TrackingTokens } from '../messages/tracking-token.ts';

/** Longer than any of our own answers takes. */
const TIMEOUT_MS = 10_000;

export interface MailAddresses {
  /** By tag: the tracked address that stands in the mail. */
  clicks: Map<string, string>;
  open?: string;
  unsubscribe?: string;
}

/**
 * Finds our own addresses in a mail as received: nothing is looked up, so that acting as the lead calls what the lead would call. Only
 * addresses below our public URL whose token we signed count.
 */
export function addressesIn(
  mail: { html: string | null; headers: readonly { name: string; value: string }[] },
  { publicUrl, tokens }: { publicUrl: string; tokens: TrackingTokens },
): MailAddresses {
  const found: MailAddresses = { clicks: new Map() };
  const listed = mail.headers.find(({ name }) => name.toLowerCase() === 'list-unsubscribe')?.value ?? '';
  const unsubscribe = /<(https?:[^>]+)>/.exec(listed)?.[1];
  if (unsubscribe?.startsWith(`${publicUrl}/t/u/`)) found.unsubscribe = unsubscribe;
  for (const [url] of (mail.html ?? '').matchAll(/https?:\/\/[^\s"'<>]+/g)) {
    if (!url.startsWith(`${publicUrl}/t/`)) continue;
    const [kind = '', token = ''] = url.slice(publicUrl.length + 3).split('/');
    const click = kind === 'c' ? tokens.readToken('click', token) : undefined;
    if (click && !found.clicks.has(click.tag)) found.clicks.set(click.tag, url);
    if (kind === 'o' && tokens.readToken('open', token.replace(/\.gif$/, ''))) found.open = url;
  }
  return found;
}

/** Calls an address of ours as a mail program would; redirects are answered, not followed. */
export async function callAsLead(
  url: string,
  act: 'open' | 'click' | 'unsubscribe',
): Promise<{ url: string; status: number; location: string | null }> {
  const post = act === 'unsubscribe';
  const { statusCode, headers, body } = await request(url, {
    method: post ? 'POST' : 'GET',
    headers: {
      'user-agent': 'Trellis sandbox mailbox',
      ...(post ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
    },
    ...(post ? { body: 'List-Unsubscribe=One-Click' } : {}),
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
  });
  await body.dump();
  const { location } = headers;
  return { url, status: statusCode, location: typeof location === 'string' ? location : null };
}
