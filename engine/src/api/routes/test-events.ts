import { randomUUID } from 'node:crypto';
import { request } from 'undici';
import { findEventByMessage, handleOf } from '../../db/queries/event-trace.ts';
import { anyWriteKey } from '../../db/queries/keys.ts';
import { member } from '../context.ts';
import { traceEvent } from '../event-trace.ts';

const TIMEOUT_MS = 10_000;
/** An answer of the intake is a line; more is not shown. */
const LONGEST_ANSWER = 2_000;

/** Goes out over HTTP to our own intake with the workspace's write key: what works here works from the customer's code. */
const send = member.testEvents.send.handler(async ({ context, input, errors }) => {
  const { db, publicUrl, announcer } = context.services;
  const { event, properties = {}, leadId, userId, email } = input;
  const { key, handle } = await db.inWorkspace(context.workspaceId, async (tx) => ({
    key: await anyWriteKey(tx),
    handle: leadId ? await handleOf(tx, leadId) : null,
  }));
  if (leadId && !handle) throw errors['not-found']();
  if (!key) throw errors['no-write-key']();
  const messageId = `test-${randomUUID()}`;
  const address = email ?? (handle?.kind === 'email' ? handle.value : undefined);
  const message = {
    messageId,
    event,
    properties,
    timestamp: new Date().toISOString(),
    ...(handle && handle.kind !== 'email' ? { [handle.kind]: handle.value } : {}),
    ...(userId ? { userId } : {}),
    ...(!handle && !userId && !email ? { anonymousId: messageId } : {}),
    ...(address ? { context: { traits: { email: address } } } : {}),
  };
  const began = performance.now();
  const { statusCode, body } = await request(`${publicUrl}/v1/track`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(message),
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
  });
  const answer = (await body.text()).slice(0, LONGEST_ANSWER);
  const acceptedMs = Math.round(performance.now() - began);
  const eventId =
    statusCode === 200 ? await db.inWorkspace(context.workspaceId, (tx) => findEventByMessage(tx, messageId)) : null;
  if (!eventId) throw errors['intake-refused']({ data: { status: statusCode, answer } });
  announcer.announce(context.workspaceId, ['events']);
  return { eventId, messageId, acceptedMs };
});

const trace = member.testEvents.trace.handler(async ({ context, input, errors }) => {
  const traced = await context.services.db.inWorkspace(context.workspaceId, (tx) => traceEvent(tx, input.eventId));
  if (!traced) throw errors['not-found']();
  return traced;
});

export const testEvents = { send, trace };
