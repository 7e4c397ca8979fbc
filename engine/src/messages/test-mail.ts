import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const TOKEN = /^<test-([0-9a-f]{32})([0-9a-f]{16})([0-9a-f]{32})@[^\s<>@]+>$/;

/** The Message-ID of a test mail names its workspace, signed, so that the sandbox mailbox knows where to show it. With angle brackets. */
export function testMessageId({
  secret,
  workspaceId,
  domain,
}: {
  secret: string;
  workspaceId: string;
  domain: string;
}): string {
  const body = workspaceId.replaceAll('-', '') + randomBytes(8).toString('hex');
  return `<test-${body}${mac(secret, body)}@${domain}>`;
}

/** The workspace of a test mail; undefined for any other Message-ID. */
export function workspaceOfTestMail(secret: string, messageId: string): string | undefined {
  const [, hex, random, given] = TOKEN.exec(messageId) ?? [];
  if (!hex || !random || !given) return undefined;
  if (!timingSafeEqual(Buffer.from(mac(secret, hex + random)), Buffer.from(given))) return undefined;
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const mac = (secret: string, body: string) =>
  createHmac('sha256', secret).update(`trellis test mail\n${body}`).digest('hex').slice(0, 32);
