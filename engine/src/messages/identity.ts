import { createHmac } from 'node:crypto';
import { encodeWords } from 'nodemailer/lib/mime-funcs';

/**
 * The Message-ID of a send, the same for every attempt: a keyed hash of the send key, so that it tells nobody which run
 * or lead it belongs to. With angle brackets.
 */
export function messageIdOf({ secret, sendKey, domain }: { secret: string; sendKey: string; domain: string }): string {
  return `<${keyedHash(secret, 'message-id', sendKey).slice(0, 40)}@${domain}>`;
}

/**
 * Feedback-ID for Gmail's Postmaster Tools: node, workflow and kind of mail, then the sender that the numbers are
 * gathered under. Ids are hashed and short; the header has four fields by definition.
 */
export function feedbackIdOf(parts: {
  secret: string;
  workspaceId: string;
  workflowId: string;
  nodeId: string;
}): string {
  const short = (id: string) => keyedHash(parts.secret, 'feedback-id', id).slice(0, 12);
  return `${short(parts.nodeId)}:${short(parts.workflowId)}:nurture:${short(parts.workspaceId)}`;
}

/** List-Id of RFC 2919: the workflow's name for people, a stable id under the sending domain for filters. */
export function listIdOf({ name, workflowId, domain }: { name: string; workflowId: string; domain: string }): string {
  const id = `<${workflowId.replace(/[^A-Za-z0-9-]/g, '-')}.${domain}>`;
  const words = name
    .replace(/[^\p{L}\p{N}\p{P}\p{S} ]|["\\<>]/gu, ' ')
    .replace(/ +/g, ' ')
    .trim()
    .slice(0, 60);
  if (words === '') return id;
  return /^[\x20-\x7e]+$/.test(words) ? `"${words}" ${id}` : `${encodeWords(words, 'Q', 52, true)} ${id}`;
}

function keyedHash(secret: string, purpose: string, text: string): string {
  const key = createHmac('sha256', secret).update(`trellis ${purpose}`).digest();
  return createHmac('sha256', key).update(text).digest('hex');
}
