import { createHash, randomUUID } from 'node:crypto';
import { jsonProblem } from '@trellis/shared/event/json.ts';
import { poisonProblem } from '@trellis/shared/graph/poison.ts';
import { canonicalJson } from '@trellis/shared/plan/canonical.ts';
import { readAddress } from '../messages/address.ts';
import { MAX_EVENT_BYTES } from './body.ts';
import type { IncomingAccount, IncomingEvent, IncomingIdentities } from './incoming.ts';
import { readTraits } from './traits.ts';

export const SEGMENT_TYPES = ['identify', 'track', 'page', 'screen', 'group', 'alias'] as const;
export type SegmentType = (typeof SEGMENT_TYPES)[number];

/** Why one message was not taken. */
export interface Rejection {
  code:
    | 'event-too-large'
    | 'event-invalid'
    | 'type-not-supported'
    | 'event-name-missing'
    | 'identity-missing'
    | 'group-missing';
  message: string;
}

export type ReadMessage = { event: IncomingEvent; rejection?: undefined } | { event?: undefined; rejection: Rejection };

const LONGEST_ID = 200;
const LONGEST_MESSAGE_ID = 512;
const LONGEST_NAME = 200;
/** What differs between two deliveries of one message, or says nothing about it: no part of its hash. */
const NOT_HASHED = new Set([
  'sentAt',
  'receivedAt',
  'writeKey',
  'integrations',
  '_metadata',
  'context',
  'messageId',
  'originalTimestamp',
  'channel',
]);

/** Reads one message of Segment's protocol. `sentAt` is the call's, to correct a clock that is wrong; times are real, epoch ms. */
export function readMessage(
  type: unknown,
  body: Record<string, unknown>,
  call: { sentAt?: unknown; receivedAt: number },
): ReadMessage {
  const known = SEGMENT_TYPES.find((name) => name === type);
  if (!known)
    return refuse(
      'type-not-supported',
      `${type === undefined ? 'A message without "type" is' : `Messages of type ${JSON.stringify(type)?.slice(0, 40)} are`} not taken: send ${SEGMENT_TYPES.join(', ')}.`,
    );
  const poison = poisonProblem(body);
  if (poison) return refuse('event-invalid', `The event ${poison.what}.`);
  const problem = jsonProblem(body);
  if (problem) return refuse('event-invalid', `The event ${problem}.`);
  const size = Buffer.byteLength(JSON.stringify(body));
  if (size > MAX_EVENT_BYTES)
    return refuse('event-too-large', `The event has ${size} bytes; at most ${MAX_EVENT_BYTES} are taken.`);
  const traits = {
    ...objectOf(objectOf(body.context).traits),
    ...(known === 'identify' ? objectOf(body.traits) : {}),
  };
  const identities = identitiesOf(known, body, traits);
  if (known === 'alias' && (identities.userId === undefined || identities.previousId === undefined)) {
    return refuse(
      'identity-missing',
      'An alias call needs "userId" and "previousId", the id the same person had before.',
    );
  }
  if (Object.keys(identities).length === 0) {
    return refuse('identity-missing', namesNobody(body));
  }
  const name = nameOf(known, body);
  if (!name)
    return refuse(
      'event-name-missing',
      `A track call needs "event", a text of 1 to ${LONGEST_NAME} characters; found ${whatIs(body.event)}.`,
    );
  const account = known === 'group' ? accountOf(body) : undefined;
  if (known === 'group' && !account)
    return refuse(
      'group-missing',
      `A group call needs "groupId", a text of 1 to ${LONGEST_ID} characters; found ${whatIs(body.groupId)}.`,
    );
  const occurredAt = occurredAtOf(body, call);
  return {
    event: {
      messageId: idText(body.messageId, LONGEST_MESSAGE_ID) ?? `trellis-${randomUUID()}`,
      bodyHash: hashOf(known, body),
      name,
      properties: propertiesOf(known, body),
      source: known === 'screen' ? 'page' : known,
      lead: { identities },
      ...(occurredAt === undefined ? {} : { occurredAt }),
      ...(account ? { account } : {}),
      ...(Object.keys(traits).length > 0 ? { traits: readTraits(traits) } : {}),
    },
  };
}

/** What stands there instead, without its content: the text is shown to whoever sent it and kept for the Events page. */
function whatIs(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return value.trim() === '' ? 'an empty text' : `a text of ${value.length} characters`;
  return value === null
    ? 'null'
    : Array.isArray(value)
      ? 'a list'
      : `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;
}

function namesNobody(body: Record<string, unknown>): string {
  const unfit = (['userId', 'anonymousId'] as const).filter((name) => body[name] !== undefined && body[name] !== null);
  const found = unfit.map((name) => `; "${name}" is ${whatIs(body[name])}, expected 1 to ${LONGEST_ID} characters`);
  return `The event names nobody: give userId, anonymousId, or an email among the traits${found.join('')}.`;
}

function refuse(code: Rejection['code'], message: string): ReadMessage {
  return { rejection: { code, message } };
}

function nameOf(type: SegmentType, body: Record<string, unknown>): string | undefined {
  if (type === 'page' || type === 'screen') return 'page';
  if (type !== 'track') return type;
  const { event } = body;
  return typeof event === 'string' && event.trim() !== '' && event.length <= LONGEST_NAME ? event : undefined;
}

function propertiesOf(type: SegmentType, body: Record<string, unknown>): Record<string, unknown> {
  if (type === 'identify') return objectOf(body.traits);
  if (type === 'group') return { ...objectOf(body.traits), groupId: idText(body.groupId, LONGEST_ID) };
  if (type === 'alias') return { previousId: idText(body.previousId, LONGEST_ID) };
  const properties = objectOf(body.properties);
  if (type === 'track') return properties;
  const page = objectOf(objectOf(body.context).page);
  const named = Object.fromEntries(
    ['name', 'category'].flatMap((key) => (typeof body[key] === 'string' ? [[key, body[key]]] : [])),
  );
  return { ...page, ...named, ...properties };
}

/** A company by its group id; its traits are the account's, not the lead's. */
function accountOf(body: Record<string, unknown>): IncomingAccount | undefined {
  const key = idText(body.groupId, LONGEST_ID);
  if (key === undefined) return undefined;
  const { name, ...traits } = objectOf(body.traits);
  const named = typeof name === 'string' && name.trim() !== '' ? { name: name.trim().slice(0, LONGEST_ID) } : {};
  return { key, ...named, attributes: readTraits(traits).attributes };
}

function identitiesOf(
  type: SegmentType,
  body: Record<string, unknown>,
  traits: Record<string, unknown>,
): IncomingIdentities {
  const previousId = type === 'alias' ? idText(body.previousId, LONGEST_ID) : undefined;
  const userId = idText(body.userId, LONGEST_ID);
  const anonymousId = idText(body.anonymousId, LONGEST_ID);
  const { email } = traits;
  const address = typeof email === 'string' ? readAddress(email.trim())?.toLowerCase() : undefined;
  return {
    ...(userId ? { userId } : {}),
    ...(anonymousId ? { anonymousId } : {}),
    ...(address ? { email: address } : {}),
    ...(previousId ? { previousId } : {}),
  };
}

/** Some SDKs send numbers as ids. */
function idText(value: unknown, longest: number): string | undefined {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
  return text !== '' && text.length <= longest ? text : undefined;
}

/** The event's own time, corrected by how far the sender's clock is off (Segment's rule: received − (sent − original)), never in the future. */
function occurredAtOf(
  body: Record<string, unknown>,
  call: { sentAt?: unknown; receivedAt: number },
): number | undefined {
  const at = instantOf(body.timestamp) ?? instantOf(body.originalTimestamp);
  if (at === undefined) return undefined;
  const sent = instantOf(call.sentAt) ?? instantOf(body.sentAt);
  const corrected = sent === undefined ? at : call.receivedAt - Math.max(0, sent - at);
  // Not before now: it happened now, as for an event without a time.
  return corrected >= call.receivedAt ? undefined : Math.max(0, corrected);
}

function instantOf(value: unknown): number | undefined {
  if (typeof value !== 'string' || value.length > 40) return undefined;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : at;
}

function hashOf(type: SegmentType, body: Record<string, unknown>): string {
  const kept = Object.fromEntries(Object.entries(body).filter(([key]) => !NOT_HASHED.has(key)));
  return createHash('sha256')
    .update(canonicalJson({ ...kept, type }))
    .digest('hex');
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
