import { createHash, randomBytes } from 'node:crypto';

/** How long an invitation is good, in days. */
export const INVITATION_DAYS = 7;
const RANDOM_BYTES = 32;
const TOKEN = /^([0-9a-f]{32})([\w-]{43})$/;

/** A fresh token that belongs to one workspace, and the hash that is kept of it. */
export function newInvitationToken(workspaceId: string): { token: string; hash: string } {
  const token = workspaceId.replaceAll('-', '') + randomBytes(RANDOM_BYTES).toString('base64url');
  return { token, hash: hashOf(token) };
}

/** The workspace a token names and the hash to look for; undefined for what is no such token. */
export function readInvitationToken(token: string): { workspaceId: string; tokenHash: string } | undefined {
  const hex = TOKEN.exec(token)?.[1];
  if (!hex) return undefined;
  const workspaceId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return { workspaceId, tokenHash: hashOf(token) };
}

const hashOf = (token: string) => createHash('sha256').update(`trellis invitation\n${token}`).digest('hex');
