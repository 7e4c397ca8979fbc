import { uuidv7 } from 'uuidv7';
import type { WorkspaceTx } from '../db/client.ts';
import { type AccountPatch, upsertAccounts } from '../db/queries/accounts.ts';
import { readClock, toWorkspaceTime, type WorkspaceClock } from '../db/queries/clock.ts';
import { claimMessageIds, type MessageClaim, quarantineEvents } from '../db/queries/event-ids.ts';
import { insertEvents } from '../db/queries/events.ts';
import { changeLeads, type LeadPatch, type MovedAttributes } from '../db/queries/identities.ts';
import { enqueue } from '../db/queries/outbox.ts';
import { settleLeads } from '../leads/settle-leads.ts';
import { findOrMakeLeads } from './identify.ts';
import type { IncomingEvent, RecordedEvent } from './incoming.ts';
import { type OwnEvent, recordOwnEvents } from './own-events.ts';

/**
 * The one way in for events: decides duplicates by message id, finds, makes or merges the leads, stores the events in workspace time and owes one
 * `route` to the outbox for each, all in the caller's transaction. Answers in the order given. Some eight statements, however many events.
 */
export async function recordEvents(tx: WorkspaceTx, incoming: readonly IncomingEvent[]): Promise<RecordedEvent[]> {
  if (incoming.length === 0) return [];
  const { fresh, answers } = await sortOut(tx, incoming);
  if (fresh.length === 0) return answers;
  const { clock, real, now } = await readClock(tx, tx.workspaceId);
  const leadIds = await leadsOf(tx, fresh, now);
  const stored = fresh.map(({ event, eventId, answer }, index) => {
    const leadId = leadIds[index] ?? '';
    answer.leadId = leadId;
    const occurredAt =
      event.occurredAt === undefined ? now : Math.min(workspaceInstant(clock, Math.min(event.occurredAt, real)), now);
    const { messageId, name, properties, source } = event;
    return { id: eventId, leadId, name, properties, occurredAt, receivedAt: now, messageId, source };
  });
  const events = fresh.map(({ event }) => event);
  const moved = await changeLeads(tx, patchesOf(events, stored, await upsertAccounts(tx, accountsOf(events))));
  await insertEvents(tx, stored);
  await enqueue(
    tx,
    stored.map(({ id }) => ({ kind: 'route', eventId: id })),
  );
  await recordOwnEvents(tx, now, changesTold(moved, stored));
  return answers;
}

/** One event for each attribute that moved; its message id derives from the lead's last event of this call. */
function changesTold(moved: readonly MovedAttributes[], stored: readonly { id: string; leadId: string }[]): OwnEvent[] {
  return moved.flatMap(({ leadId, moved: attributes }) => {
    const by = stored.findLast((event) => event.leadId === leadId)?.id ?? '';
    return Object.entries(attributes).map(([name, { from, to }]) => ({
      leadId,
      name: 'lead.attribute_changed',
      properties: { name, from, to },
      messageId: `attribute:${by}:${name}`,
    }));
  });
}

interface Fresh {
  event: IncomingEvent;
  eventId: string;
  answer: RecordedEvent;
}

async function sortOut(
  tx: WorkspaceTx,
  incoming: readonly IncomingEvent[],
): Promise<{ fresh: Fresh[]; answers: RecordedEvent[] }> {
  const claims = new Map<string, MessageClaim>();
  for (const { messageId, bodyHash } of incoming) {
    if (!claims.has(messageId)) claims.set(messageId, { messageId, bodyHash, eventId: uuidv7() });
  }
  const former = await claimMessageIds(tx, [...claims.values()]);
  const fresh: Fresh[] = [];
  const odd: IncomingEvent[] = [];
  const counted = new Set<string>();
  const answers = incoming.map((event): RecordedEvent => {
    const { messageId, bodyHash } = event;
    const claim = former.get(messageId) ?? claims.get(messageId);
    const eventId = claim?.eventId ?? '';
    if (claim?.bodyHash !== bodyHash) {
      odd.push(event);
      return { messageId, eventId, outcome: 'quarantined' };
    }
    if (former.has(messageId) || counted.has(messageId)) return { messageId, eventId, outcome: 'duplicate' };
    counted.add(messageId);
    const answer: RecordedEvent = { messageId, eventId, outcome: 'stored' };
    fresh.push({ event, eventId, answer });
    return answer;
  });
  await quarantineEvents(
    tx,
    odd.map(({ messageId, bodyHash, source, name, properties, lead, traits, occurredAt }) => ({
      messageId,
      bodyHash,
      source,
      body: { name, properties, lead, traits, occurredAt },
    })),
  );
  return { fresh, answers };
}

async function leadsOf(tx: WorkspaceTx, fresh: readonly Fresh[], now: number): Promise<string[]> {
  const unknown = fresh.flatMap(({ event }) => ('identities' in event.lead ? [event.lead.identities] : []));
  const { leadIds, merges } = await findOrMakeLeads(tx, unknown, now);
  const found = leadIds.values();
  const named = fresh.map(({ event }) => ('id' in event.lead ? event.lead.id : (found.next().value ?? '')));
  const settled = await settleLeads(tx, named, merges);
  return named.map(settled);
}

/** Before the clock's anchor nobody knows how fast time went: it counts as real time there, so that an old event does not become years old. */
function workspaceInstant(clock: WorkspaceClock, real: number): number {
  return real < clock.anchorReal ? clock.anchor - (clock.anchorReal - real) : toWorkspaceTime(clock, real);
}

/** One patch a lead: later events win. */
function patchesOf(
  events: readonly IncomingEvent[],
  stored: readonly { leadId: string; occurredAt: number }[],
  accountIds: ReadonlyMap<string, string>,
): LeadPatch[] {
  const patches = new Map<string, LeadPatch>();
  stored.forEach(({ leadId, occurredAt }, index) => {
    const { traits, account } = events[index] ?? {};
    const { attributes = {}, ...columns } = traits ?? {};
    const accountId = account && accountIds.get(account.key);
    const former = patches.get(leadId);
    patches.set(leadId, {
      ...former,
      ...columns,
      ...(accountId ? { accountId } : {}),
      leadId,
      attributes: { ...former?.attributes, ...attributes },
      lastEventAt: Math.max(former?.lastEventAt ?? 0, occurredAt),
    });
  });
  return [...patches.values()];
}

/** One patch an account: later calls win. */
function accountsOf(events: readonly IncomingEvent[]): AccountPatch[] {
  const patches = new Map<string, AccountPatch>();
  for (const { account } of events) {
    if (!account) continue;
    const former = patches.get(account.key);
    patches.set(account.key, { ...former, ...account, attributes: { ...former?.attributes, ...account.attributes } });
  }
  return [...patches.values()];
}
