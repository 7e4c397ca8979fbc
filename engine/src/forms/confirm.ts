import { createHash } from 'node:crypto';
import type { WorkspaceTx } from '../db/client.ts';
import { readClock } from '../db/queries/clock.ts';
import { recordConsent } from '../db/queries/consent.ts';
import { survivorOf } from '../db/queries/merge.ts';
import { confirmOptIn, liftUnsubscribe, markOptedIn, type OptIn, readOptIn } from '../db/queries/opt-ins.ts';
import { lockLeads } from '../db/queries/run-locks.ts';
import { recordEvents } from '../intake/record-events.ts';
import { addressHashOf } from '../messages/send-mail.ts';
import type { Sealer } from '../secrets/sealer.ts';
import { openPending } from './pending-entry.ts';

/** So long a link in a confirmation mail works. */
export const CONFIRM_DAYS = 7;

export type Confirmed = 'confirmed' | 'expired' | 'unknown';

/**
 * The reader of the address agrees, from their own mailbox: consent with source and wording, an earlier unsubscribe of the address is lifted, and the
 * event `form.confirmed`, with what was entered beside the address. All in the caller's transaction; a second time changes nothing.
 */
export async function confirm(
  tx: WorkspaceTx,
  { secret, sealer }: { secret: string; sealer: Sealer },
  optInId: string,
): Promise<Confirmed> {
  const hashOf = (address: string) => addressHashOf(secret, tx.workspaceId, address);
  const asked = await readOptIn(tx, optInId, CONFIRM_DAYS, hashOf);
  if (!asked) return 'unknown';
  if (asked.state === 'confirmed') return 'confirmed';
  if (asked.state === 'expired' || !asked.formOpen) return 'expired';
  const entry = openPending(sealer, tx.workspaceId, asked);
  const leadId = await survivorOf(tx, asked.leadId);
  await lockLeads(tx, [leadId]);
  if (!(await confirmOptIn(tx, optInId))) return 'confirmed';
  await liftUnsubscribe(tx, hashOf(asked.address));
  await markOptedIn(tx, leadId, true);
  const { now } = await readClock(tx, tx.workspaceId);
  await recordConsent(tx, [{ leadId, state: 'opted-in', source: sourceOf(asked), wording: asked.wording, at: now }]);
  const messageId = `opt-in:${optInId}`;
  await recordEvents(tx, [
    {
      messageId,
      bodyHash: createHash('sha256').update(messageId).digest('hex'),
      name: 'form.confirmed',
      // As those of `form.submitted`, so that a workflow may start by either.
      properties: { ...entry?.properties, form: asked.formName, formId: asked.formId },
      source: 'form',
      // A browser that was unknown until now becomes this person's.
      lead: entry?.anonymousId
        ? { identities: { email: asked.address.toLowerCase(), anonymousId: entry.anonymousId } }
        : { id: leadId },
      ...(entry ? { traits: entry.traits } : {}),
    },
  ]);
  return 'confirmed';
}

const sourceOf = ({ formName }: OptIn) => `form: ${formName} (double opt-in)`;
