import type { WorkspaceTx } from '../db/client.ts';
import { readClock } from '../db/queries/clock.ts';
import { leadsWithAddress } from '../db/queries/consent.ts';
import { findEventByMessage } from '../db/queries/event-trace.ts';
import { lockLeads } from '../db/queries/run-locks.ts';
import { markFeedback, readTrackedSend, type TrackedSend } from '../db/queries/tracking.ts';
import { recordOwnEvents } from '../intake/own-events.ts';
import { recordEvents } from '../intake/record-events.ts';
import { optOut } from './consent.ts';

/** What came back for a mail, from its reader or from a mail server on the way. */
export type MailFeedback =
  | {
      what: 'reply';
      text: string /** Says which reply it is: a second delivery of it changes nothing. */;
      messageId: string;
    }
  /** hard: there is no such address · soft: not now; the provider goes on trying, or gave up. */
  | { what: 'bounce'; kind: 'hard' | 'soft'; code: string; said: string }
  | { what: 'complaint' };

export interface FeedbackSource {
  sendId: string;
  /** The address that the mail went to; the lead's present one where that is not known. */
  address?: string;
  /** Who told: `smtp`, `mailbox page` … Stands beside the opt-out. */
  source: string;
}

/**
 * Takes what came back for a mail, in the caller's transaction: one event (`email.replied`, `email.bounced`, `email.complained`), its mark on the
 * send, and for a hard bounce or a complaint the end of all mail to the address and of the lead's runs (3.X3). The one way in, whoever tells.
 * Repeating it changes nothing. Answers the event; null where there is no such send.
 */
export async function recordMailFeedback(
  tx: WorkspaceTx,
  secret: string,
  { sendId, address, source }: FeedbackSource,
  feedback: MailFeedback,
): Promise<{ eventId: string | null; leadId: string } | null> {
  const send = await readTrackedSend(tx, sendId);
  if (!send) return null;
  const to = address ?? send.email;
  // All leads of the address at once, which is the one lock order.
  await lockLeads(tx, [...new Set([send.leadId, ...(to ? await leadsWithAddress(tx, to) : [])])].sort());
  const { now } = await readClock(tx, tx.workspaceId);
  const messageId = messageIdOf(sendId, feedback);
  const properties = { ...propertiesOf(send, sendId), ...tellsOf(feedback) };
  const name = NAMES[feedback.what];
  if (feedback.what === 'reply') {
    await recordEvents(tx, [
      { messageId, bodyHash: messageId, name, properties, source: 'reply', lead: { id: send.leadId } },
    ]);
  } else {
    // A server's word is no activity of the lead.
    await recordOwnEvents(tx, now, [{ leadId: send.leadId, name, properties, messageId, source: feedback.what }]);
  }
  const eventId = await findEventByMessage(tx, messageId);
  await markFeedback(tx, { sendId, what: feedback.what, at: now });
  const reason = feedback.what === 'complaint' ? 'complained' : isHard(feedback) ? 'hard-bounced' : null;
  if (reason && to)
    await optOut(tx, secret, { address: to, reason, source, sendKey: send.key, ...(eventId ? { eventId } : {}) });
  return { eventId, leadId: send.leadId };
}

const NAMES = { reply: 'email.replied', bounce: 'email.bounced', complaint: 'email.complained' } as const;

function isHard(feedback: MailFeedback): boolean {
  return feedback.what === 'bounce' && feedback.kind === 'hard';
}

/** A send bounces hard once and is complained of once; softly it may bounce for each thing that was said. */
function messageIdOf(sendId: string, feedback: MailFeedback): string {
  switch (feedback.what) {
    case 'reply':
      return feedback.messageId;
    case 'bounce':
      return feedback.kind === 'hard' ? `bounce:${sendId}:hard` : `bounce:${sendId}:soft:${feedback.code}`;
    case 'complaint':
      return `complaint:${sendId}`;
    default:
      return feedback satisfies never;
  }
}

function tellsOf(feedback: MailFeedback): Record<string, string> {
  switch (feedback.what) {
    case 'reply':
      return { text: feedback.text };
    case 'bounce':
      return { kind: feedback.kind, code: feedback.code, said: feedback.said };
    case 'complaint':
      return {};
    default:
      return feedback satisfies never;
  }
}

function propertiesOf(send: TrackedSend, sendId: string): Record<string, unknown> {
  const { nodeId, nodeName, subject, workflowId, workflowName } = send;
  return { step: nodeId, stepName: nodeName, subject, send: sendId, workflow: workflowId, workflowName };
}
