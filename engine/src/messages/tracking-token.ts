import { createHmac, timingSafeEqual } from 'node:crypto';
import { MessageError } from './message-error.ts';

/** A token says everything its endpoint needs, so that a redirect or an opt-out page works with the database down. */
export interface ClickToken {
  purpose: 'click';
  workspaceId: string;
  sendId: string;
  /** The link's tag, at most 200 bytes. */
  tag: string;
  /** Where the click goes: http or https. */
  url: string;
}

export interface OpenToken {
  purpose: 'open';
  workspaceId: string;
  sendId: string;
}

export interface UnsubscribeToken {
  purpose: 'unsubscribe';
  workspaceId: string;
  sendId: string;
  leadId: string;
}

export type TrackingToken = ClickToken | OpenToken | UnsubscribeToken;
export type TrackingPurpose = TrackingToken['purpose'];

export interface TrackingTokens {
  /**
   * Signs a token as base64url text for a URL path.
   * @throws MessageError `link_too_long`, `token_field_invalid`
   */
  signToken(token: TrackingToken): string;
  /** Reads a token of this purpose; undefined when it was tampered with, is for another purpose or from another secret. */
  readToken<P extends TrackingPurpose>(purpose: P, text: string): Extract<TrackingToken, { purpose: P }> | undefined;
}

const LAYOUT = 1;
const MAC_BYTES = 16;
const UUID_BYTES = 16;
const LONGEST_TAG = 200;
/** Mail programs and proxies start cutting URLs at 4 kB or so; base64 adds a third. */
const LONGEST_URL = 2048;
const LONGEST_TOKEN = 3500;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Makes the signer of tracking tokens. The key of each token is derived from the secret, the purpose and the workspace:
 * none passes for another. `formerSecrets` are still read, since mails live for months.
 *
 * Layout: 1 byte version, 16 bytes workspace, 16 bytes send, then by purpose (click: tag length, tag, url; unsubscribe:
 * 16 bytes lead), then 16 bytes of HMAC-SHA256.
 */
export function createTrackingTokens(secret: string, formerSecrets: readonly string[] = []): TrackingTokens {
  const secrets = [secret, ...formerSecrets];
  return {
    signToken(token) {
      const body = encode(token);
      return Buffer.concat([body, mac(secret, token.purpose, body)]).toString('base64url');
    },
    readToken(purpose, text) {
      if (text.length > LONGEST_TOKEN || !/^[\w-]+$/.test(text)) return undefined;
      const bytes = Buffer.from(text, 'base64url');
      // base64url has several spellings of the last bits; only ours is accepted.
      if (bytes.length < 1 + 2 * UUID_BYTES + MAC_BYTES || bytes.toString('base64url') !== text) return undefined;
      const body = bytes.subarray(0, -MAC_BYTES);
      const given = bytes.subarray(-MAC_BYTES);
      if (!secrets.some((candidate) => timingSafeEqual(mac(candidate, purpose, body), given))) return undefined;
      const token = decode(purpose, body);
      // The generic parameter is tied to `purpose` by decode, which answers a token of that purpose only.
      return token as Extract<TrackingToken, { purpose: typeof purpose }> | undefined;
    },
  };
}

function mac(secret: string, purpose: TrackingPurpose, body: Buffer): Buffer {
  const workspace = body.subarray(1, 1 + UUID_BYTES);
  const key = createHmac('sha256', secret).update(`trellis tracking ${purpose}\n`).update(workspace).digest();
  return createHmac('sha256', key).update(body).digest().subarray(0, MAC_BYTES);
}

function encode(token: TrackingToken): Buffer {
  const head = [Buffer.from([LAYOUT]), uuidBytes('workspaceId', token.workspaceId), uuidBytes('sendId', token.sendId)];
  switch (token.purpose) {
    case 'open':
      return Buffer.concat(head);
    case 'unsubscribe':
      return Buffer.concat([...head, uuidBytes('leadId', token.leadId)]);
    case 'click': {
      const tag = Buffer.from(token.tag, 'utf8');
      const url = Buffer.from(token.url, 'utf8');
      if (tag.length > LONGEST_TAG) {
        throw new MessageError(
          'token_field_invalid',
          `A link tag has ${tag.length} bytes; at most ${LONGEST_TAG} fit.`,
        );
      }
      if (!isWebUrl(token.url)) {
        throw new MessageError('token_field_invalid', `The link "${token.tag}" is not an http or https URL.`);
      }
      if (url.length > LONGEST_URL) {
        throw new MessageError(
          'link_too_long',
          `The link "${token.tag}" has ${url.length} bytes; at most ${LONGEST_URL} can be tracked. Shorten it.`,
        );
      }
      return Buffer.concat([...head, Buffer.from([tag.length]), tag, url]);
    }
    default:
      return token satisfies never;
  }
}

function decode(purpose: TrackingPurpose, body: Buffer): TrackingToken | undefined {
  if (body[0] !== LAYOUT) return undefined;
  const start = 1 + 2 * UUID_BYTES;
  const shared = { workspaceId: uuidText(body, 1), sendId: uuidText(body, 1 + UUID_BYTES) };
  switch (purpose) {
    case 'open':
      return { purpose, ...shared };
    case 'unsubscribe':
      return body.length === start + UUID_BYTES ? { purpose, ...shared, leadId: uuidText(body, start) } : undefined;
    case 'click': {
      const tagEnd = start + 1 + (body[start] ?? 0);
      const url = body.subarray(tagEnd).toString('utf8');
      if (!isWebUrl(url)) return undefined;
      return { purpose, ...shared, tag: body.subarray(start + 1, tagEnd).toString('utf8'), url };
    }
    default:
      return purpose satisfies never;
  }
}

function isWebUrl(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}

function uuidBytes(field: string, uuid: string): Buffer {
  if (!UUID.test(uuid)) {
    throw new MessageError('token_field_invalid', `The token's ${field} is not a lower-case UUID.`);
  }
  return Buffer.from(uuid.replaceAll('-', ''), 'hex');
}

function uuidText(bytes: Buffer, at: number): string {
  const hex = bytes.toString('hex', at, at + UUID_BYTES);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
