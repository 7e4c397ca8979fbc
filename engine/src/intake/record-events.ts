import { uuidv7 } from 'uuidv7';
import type { WorkspaceTx } from '../db/client.ts';
import { type AccountPatch, upsertAccounts } from '../db/queries/accounts.ts';
import { readClock, toWorkspaceTime, type WorkspaceClock } from '../db/queries/clock.ts';
import { type FormerEvent, formerEvents, storeEvents } from '../db/queries/events.ts';
import {
  changeLeads,
  type LeadPatch,
  type MovedAttributes,
  type OwnedIdentity,
  ownersOf,
} from '../db/queries/identities.ts';
import { quarantineEvents } from '../db/queries/quarantine.ts';
import { type SettledLeads, settleLeads } from '../leads/settle-leads.ts';
import { MessageRace } from './after-race.ts';
import { distinctIdentities, findOrMakeLeads } from './identify.ts';
import type { IncomingEvent, RecordedEvent } from './incoming.ts';
import { withoutOvertaken } from './late-traits.ts';
import { type OwnEvent, recordOwnEvents } from './own-events.ts';

/** A lead's last event is noted to the minute (workspace time): who clicks through ten pages is written once, and every index of the lead with it. */
export const HEARD_EVERY = 60_000;

/**
 * The one way in for events: decides duplicates by message id, finds, makes or merges the leads, stores the events in workspace time and owes the
 * routing of each to the outbox, all in the caller's transaction. Answers in the order given. Six statements in four round trips, however many
 * events, where all leads are known. (`record-known.ts` is a short cut to the same for events that tell nothing of their lead.)
 * @throws MessageRace where another transaction just took a message id for another body: the transaction is to be done again
 */
export async function recordEvents(tx: WorkspaceTx, incoming: readonly IncomingEvent[]): Promise<RecordedEvent[]> {
  if (incoming.length === 0) return [];
  // None of these needs another's answer: they go out together.
  const [former, { clock, real, now }, owned] = await Promise.all([
    formerEvents(tx, [...new Set(incoming.map(({ messageId }) => messageId))]),
    readClock(tx, tx.workspaceId),
    ownersOf(tx, distinctIdentities(incoming.flatMap(identitiesIn))),
  ]);
  const { fresh, odd, answers } = sortOut(incoming, former);
  await quarantine(tx, odd);
  if (fresh.length === 0) return answers;
  const { leadIds, heardAt, isNew } = await leadsOf(tx, fresh, owned, now);
  const all = fresh.map(({ event, answer }, index): StoredEvent => {
    const occurredAt = happenedAt(event, { clock, real, now });
    const leadId = leadIds[index] ?? '';
    return { event, answer, leadId, occurredAt, heardAt: heardAt.get(leadId) ?? null };
  });
  const ids = await storeEvents(
    tx,
    all.map(({ event: { messageId, bodyHash, name, properties, source }, answer, leadId, occurredAt }) => {
      const of = { id: answer.eventId, leadId, messageId, bodyHash, name, properties, source };
      return { ...of, occurredAt, receivedAt: now };
    }),
  );
  const stored = all.filter(({ answer }) => ids.has(answer.eventId));
  if (stored.length < all.length) await yieldTo(tx, fresh, ids, isNew);
  await tellLeads(tx, stored, now);
  return answers;
}

interface StoredEvent extends Fresh {
  leadId: string;
  /** Epoch ms, workspace time. */
  occurredAt: number;
  /** When the lead was last heard of before. */
  heardAt: number | null;
}

/** Lets the (locked) leads know what their stored events tell of them. */
async function tellLeads(tx: WorkspaceTx, stored: readonly StoredEvent[], now: number): Promise<void> {
  for (const { answer, leadId } of stored) answer.leadId = leadId;
  const telling = stored.filter(({ event, occurredAt, heardAt }) => {
    const isNews = heardAt === null || occurredAt - heardAt >= HEARD_EVERY;
    return isNews || event.traits !== undefined || event.account !== undefined;
  });
  if (telling.length === 0) return;
  const told = telling.map(({ event }) => event);
  const events = await withoutOvertaken(tx, told, telling, now);
  const moved = await changeLeads(tx, patchesOf(events, telling, await upsertAccounts(tx, accountsOf(events))));
  await recordOwnEvents(tx, now, changesTold(moved, telling));
}

/**
 * Between our look and our write another transaction committed some of the messages: the same ones are duplicates. Their identities were taken by it
 * too, so that they made nobody here; those of another body may have (`isNew`), and such leads go back with the transaction.
 */
async function yieldTo(
  tx: WorkspaceTx,
  fresh: readonly Fresh[],
  ids: ReadonlySet<string>,
  isNew: boolean,
): Promise<void> {
  const overtaken = fresh.filter(({ answer }) => !ids.has(answer.eventId));
  const former = await formerEvents(
    tx,
    overtaken.map(({ answer }) => answer.messageId),
  );
  const byMessage = new Map(former.map((one) => [one.messageId, one]));
  const odd: IncomingEvent[] = [];
  for (const { event, answer } of overtaken) {
    const first = byMessage.get(event.messageId);
    const isSame = first?.bodyHash === event.bodyHash;
    if (!first || (!isSame && isNew))
      throw new MessageRace(`Message "${event.messageId}" was just taken in with another body: send the call again.`);
    Object.assign(answer, { outcome: isSame ? 'duplicate' : 'quarantined', eventId: first.id });
    if (!isSame) odd.push(event);
  }
  await quarantine(tx, odd);
}

const identitiesIn = ({ lead }: IncomingEvent) => ('identities' in lead ? [lead.identities] : []);

/** One event for each attribute that moved; its message id derives from the lead's last event of this call. */
function changesTold(moved: readonly MovedAttributes[], stored: readonly StoredEvent[]): OwnEvent[] {
  return moved.flatMap(({ leadId, moved: attributes }) => {
    const by = stored.findLast((one) => one.leadId === leadId)?.answer.eventId ?? '';
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
  answer: RecordedEvent;
}

function sortOut(
  incoming: readonly IncomingEvent[],
  former: readonly FormerEvent[],
): { fresh: Fresh[]; odd: IncomingEvent[]; answers: RecordedEvent[] } {
  const fresh: Fresh[] = [];
  const odd: IncomingEvent[] = [];
  /** What each message id stands for: an event that was there, or the first of this call. */
  const known = new Map<string, Pick<FormerEvent, 'id' | 'bodyHash'>>(former.map((one) => [one.messageId, one]));
  const answers = incoming.map((event): RecordedEvent => {
    const { messageId, bodyHash } = event;
    const first = known.get(messageId);
    if (first && first.bodyHash !== bodyHash) {
      odd.push(event);
      return { messageId, eventId: first.id, outcome: 'quarantined' };
    }
    if (first) return { messageId, eventId: first.id, outcome: 'duplicate' };
    const answer: RecordedEvent = { messageId, eventId: uuidv7(), outcome: 'stored' };
    known.set(messageId, { id: answer.eventId, bodyHash });
    fresh.push({ event, answer });
    return answer;
  });
  return { fresh, odd, answers };
}

const quarantine = (tx: WorkspaceTx, odd: readonly IncomingEvent[]) =>
  quarantineEvents(
    tx,
    odd.map(({ messageId, bodyHash, source, name, properties, lead, traits, occurredAt }) => ({
      messageId,
      bodyHash,
      source,
      body: { name, properties, lead, traits, occurredAt },
    })),
  );

async function leadsOf(
  tx: WorkspaceTx,
  fresh: readonly Fresh[],
  owned: readonly OwnedIdentity[],
  now: number,
): Promise<{ leadIds: string[]; heardAt: SettledLeads['heardAt']; isNew: boolean }> {
  const unknown = fresh.flatMap(({ event }) => identitiesIn(event));
  const { leadIds, made, merges } = await findOrMakeLeads(tx, unknown, { createdAt: now, owned });
  const found = leadIds.values();
  const named = fresh.map(({ event }) => ('id' in event.lead ? event.lead.id : (found.next().value ?? '')));
  // Nobody else knows of a lead that this transaction made.
  const known = named.filter((leadId) => !made.has(leadId));
  const { follow, heardAt } = await settleLeads(tx, known, merges);
  return { leadIds: named.map(follow), heardAt, isNew: made.size + merges.length > 0 };
}

/** When an event happened, epoch ms, workspace time; never in the future. */
function happenedAt(
  event: IncomingEvent,
  { clock, real, now }: { clock: WorkspaceClock; real: number; now: number },
): number {
  if (event.occurredAt === undefined) return now;
  const at = Math.min(event.occurredAt, real);
  // Before the clock's anchor nobody knows how fast time went: it counts as real time there, so that an old event does not become years old.
  const then = at < clock.anchorReal ? clock.anchor - (clock.anchorReal - at) : toWorkspaceTime(clock, at);
  return Math.min(then, now);
}

/** One patch a lead: of several events the one that happened later wins. */
function patchesOf(
  events: readonly IncomingEvent[],
  stored: readonly { leadId: string; occurredAt: number }[],
  accountIds: ReadonlyMap<string, string>,
): LeadPatch[] {
  const patches = new Map<string, LeadPatch>();
  const inOrder = [...stored.entries()].sort(([, a], [, b]) => a.occurredAt - b.occurredAt);
  for (const [index, { leadId, occurredAt }] of inOrder) {
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
  }
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
