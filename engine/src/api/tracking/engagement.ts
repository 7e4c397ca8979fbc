import { z } from 'zod';
import type { Database, WorkspaceTx } from '../../db/client.ts';
import { readClock, toWorkspaceTime } from '../../db/queries/clock.ts';
import { leadsWithAddress } from '../../db/queries/consent.ts';
import { findEventByMessage } from '../../db/queries/event-trace.ts';
import { lockLeads } from '../../db/queries/run-locks.ts';
import { markEngaged, readTrackedSend } from '../../db/queries/tracking.ts';
import { afterRace } from '../../intake/after-race.ts';
import { recordEvents } from '../../intake/record-events.ts';
import { optOut } from '../../messages/consent.ts';

/** What a lead did with a mail, as it is kept until it is recorded; ids only, so that the spool holds no personal data. */
export const engagementSchema = z.discriminatedUnion('what', [
  z.object({
    what: z.literal('click'),
    workspaceId: z.uuid(),
    sendId: z.uuid(),
    at: z.number(),
    tag: z.string(),
    url: z.string(),
  }),
  z.object({ what: z.literal('open'), workspaceId: z.uuid(), sendId: z.uuid(), at: z.number() }),
  z.object({
    what: z.literal('unsubscribe'),
    workspaceId: z.uuid(),
    sendId: z.uuid(),
    at: z.number(),
    leadId: z.uuid(),
  }),
]);
export type Engagement = z.infer<typeof engagementSchema>;

/** Several clicks on one link within a second are one; pictures are loaded again and again: one open a minute. */
const CLICK_MS = 1_000;
const OPEN_MS = 60_000;

export interface EngagementDeps {
  db: Database;
  secret: string;
  nudge(): void;
  announce(workspaceId: string): void;
}

/**
 * Records what a lead did: an event (`email.clicked`, `email.opened`, `email.unsubscribed`) through the one way in, and its mark on the send or the
 * opt-out, in one transaction. Recording twice changes nothing: the message id derives from send and time. A send that is gone is passed over.
 */
export async function recordEngagement(
  { db, secret, nudge, announce }: EngagementDeps,
  engagement: Engagement,
): Promise<void> {
  const { workspaceId, sendId, at } = engagement;
  const record = async (tx: WorkspaceTx) => {
    const send = await readTrackedSend(tx, sendId);
    if (!send) return;
    const messageId = messageIdOf(engagement);
    const event = {
      messageId,
      bodyHash: messageId,
      name: EVENT_NAMES[engagement.what],
      properties: {
        ...(engagement.what === 'click' ? { tag: engagement.tag, url: engagement.url } : {}),
        step: send.nodeId,
        stepName: send.nodeName,
        subject: send.subject,
        send: sendId,
        workflow: send.workflowId,
        workflowName: send.workflowName,
      },
      occurredAt: at,
      source: engagement.what,
      lead: { id: send.leadId },
    };
    const unsubscribed = engagement.what === 'unsubscribe' ? send.email : null;
    // All leads of the address first, which is the one lock order.
    if (unsubscribed)
      await lockLeads(tx, [...new Set([send.leadId, ...(await leadsWithAddress(tx, unsubscribed))])].sort());
    await recordEvents(tx, [event]);
    if (unsubscribed) {
      const eventId = await findEventByMessage(tx, messageId);
      const word = { address: unsubscribed, reason: 'unsubscribed', source: 'one-click', sendKey: send.key } as const;
      await optOut(tx, secret, { ...word, ...(eventId ? { eventId } : {}) });
    }
    if (engagement.what !== 'unsubscribe') {
      const { clock } = await readClock(tx, workspaceId);
      await markEngaged(tx, { sendId, what: engagement.what, at: toWorkspaceTime(clock, at) });
    }
  };
  await afterRace(() => db.inWorkspace(workspaceId, record));
  nudge();
  announce(workspaceId);
}

const EVENT_NAMES = { click: 'email.clicked', open: 'email.opened', unsubscribe: 'email.unsubscribed' } as const;

function messageIdOf(engagement: Engagement): string {
  const { what, sendId, at } = engagement;
  switch (what) {
    case 'click':
      return `click:${sendId}:${engagement.tag}:${Math.floor(at / CLICK_MS)}`;
    case 'open':
      return `open:${sendId}:${Math.floor(at / OPEN_MS)}`;
    case 'unsubscribe':
      return `unsubscribe:${sendId}:${Math.floor(at / OPEN_MS)}`;
    default:
      return engagement satisfies never;
  }
}
