import type { WorkspaceTx } from '../db/client.ts';
import { readClock } from '../db/queries/clock.ts';
import { lockAddress } from '../db/queries/consent.ts';
import { findEventByMessage } from '../db/queries/event-trace.ts';
import { lockLeads } from '../db/queries/run-locks.ts';
import {
  insertSms,
  lastSmsTo,
  leadsWithNumber,
  recordSmsConsent,
  setSmsConsent,
  setSmsSuppression,
} from '../db/queries/sms.ts';
import type { IncomingEvent } from '../intake/incoming.ts';
import { recordEvents } from '../intake/record-events.ts';
import { numberHashOf } from './send-sms.ts';

/** Words that stop all text messages when they stand alone, as carriers demand; and those that allow them again. */
const STOP = new Set([
  'stop',
  'stopall',
  'unsubscribe',
  'cancel',
  'end',
  'quit',
  'stopp',
  'abmelden',
  'arret',
  'arrêt',
  'baja',
]);
const START = new Set(['start', 'unstop', 'yes', 'ja']);

export interface ReceivedSms {
  number: string;
  text: string;
  /** Says which message it is: a second delivery of it changes nothing. */
  messageId: string;
}

/** What a word means for the consent of its sender; undefined for everything else. */
export function wordOf(text: string): 'opted-out' | 'opted-in' | undefined {
  const word = text
    .trim()
    .toLowerCase()
    .replace(/[.!]+$/, '');
  return STOP.has(word) ? 'opted-out' : START.has(word) ? 'opted-in' : undefined;
}

/**
 * Takes a text message from a lead's number, in the caller's transaction: `sms.replied` for each lead with the number, and a stop word takes
 * consent away before anything else may begin. Answers the leads (none: nobody has this number) and the event of the first.
 */
export async function receiveSms(
  tx: WorkspaceTx,
  secret: string,
  { number, text, messageId }: ReceivedSms,
): Promise<{ leadIds: string[]; word: 'opted-out' | 'opted-in' | undefined; eventId: string | null }> {
  const leads = await lockLeads(tx, await leadsWithNumber(tx, number));
  const leadIds = leads.map(({ id }) => id);
  const word = wordOf(text);
  if (word) {
    const { now } = await readClock(tx, tx.workspaceId);
    const addressHash = numberHashOf(secret, tx.workspaceId, number);
    await lockAddress(tx, addressHash);
    await setSmsSuppression(tx, { addressHash, suppressed: word === 'opted-out' });
    const changed = await setSmsConsent(tx, leadIds, word);
    await recordSmsConsent(tx, changed, { state: word, source: 'text message', at: now });
  }
  const events: IncomingEvent[] = [];
  for (const [index, leadId] of leadIds.entries()) {
    const last = await lastSmsTo(tx, leadId);
    const id = index === 0 ? messageId : `${messageId}:${index}`;
    events.push({
      messageId: id,
      bodyHash: id,
      name: word === 'opted-out' ? 'sms.stopped' : 'sms.replied',
      properties: { text, ...(last ? { send: last.sendId, step: last.node, workflow: last.workflowId } : {}) },
      source: 'sms',
      lead: { id: leadId },
    });
  }
  await insertSms(tx, { leadId: leadIds[0] ?? null, direction: 'in', number, text, sendKey: `in:${messageId}` });
  await recordEvents(tx, events);
  return { leadIds, word, eventId: leadIds.length > 0 ? await findEventByMessage(tx, messageId) : null };
}
