import { createHmac, timingSafeEqual } from 'node:crypto';

const UUID_BYTES = 16;
const MAC_BYTES = 16;

export interface ConfirmToken {
  workspaceId: string;
  optInId: string;
}

/** Signs what stands in a confirmation mail's link: ids only, bound to this purpose and the workspace. */
export function signConfirmToken(secret: string, { workspaceId, optInId }: ConfirmToken): string {
  const body = Buffer.from((workspaceId + optInId).replaceAll('-', ''), 'hex');
  return Buffer.concat([body, mac(secret, body)]).toString('base64url');
}

/** Reads such a token; undefined for anything else. */
export function readConfirmToken(secret: string, text: string): ConfirmToken | undefined {
  if (!/^[\w-]{64}$/.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length !== 2 * UUID_BYTES + MAC_BYTES) return undefined;
  const body = bytes.subarray(0, 2 * UUID_BYTES);
  if (!timingSafeEqual(mac(secret, body), bytes.subarray(2 * UUID_BYTES))) return undefined;
  return { workspaceId: uuidText(body, 0), optInId: uuidText(body, UUID_BYTES) };
}

function mac(secret: string, body: Buffer): Buffer {
  const key = createHmac('sha256', secret)
    .update('trellis confirm opt-in\n')
    .update(body.subarray(0, UUID_BYTES))
    .digest();
  return createHmac('sha256', key).update(body).digest().subarray(0, MAC_BYTES);
}

function uuidText(bytes: Buffer, at: number): string {
  const hex = bytes.toString('hex', at, at + UUID_BYTES);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
