import { END_REASONS, type EndReason } from '@trellis/shared/node/decision.ts';
import type { WorkspaceTx } from '../db/client.ts';
import { toWorkspaceTime } from '../db/queries/clock.ts';
import {
  addSuppressions,
  leadsWithAddresses,
  lockAddresses,
  markOptedOut,
  recordConsent,
} from '../db/queries/consent.ts';
import { readWorkspaceTimes } from '../db/queries/routing.ts';
import { openRunIds } from '../db/queries/run-control.ts';
import { lockLeads, lockRun } from '../db/queries/run-locks.ts';
import { endRun } from '../runs/control.ts';
import { addressHashOf } from './send-mail.ts';

export interface OptOut {
  /** The address that must not be mailed any more. */
  address: string;
  reason: 'unsubscribed' | 'complained' | 'hard-bounced' | 'by-person';
  /** Where the word came from: `one-click`, `smtp 550`, `mailbox page`… */
  source: string;
  sendKey?: string;
  /** The event that told it: the log of each run that ends names it. */
  eventId?: string;
}

const END: Record<OptOut['reason'], EndReason> = {
  unsubscribed: 'unsubscribed',
  complained: 'complained',
  'hard-bounced': 'hard-bounced',
  'by-person': 'suppressed',
};

/**
 * Takes an address out of all mailing, in the caller's transaction: every lead with it is locked, suppressed and opted out, and all their runs end
 * at once (3.X3). After the commit no message to them begins: the gate takes the same locks. Repeating it changes nothing.
 */
export const optOut = (
  tx: WorkspaceTx,
  secret: string,
  { address, ...rest }: OptOut,
): Promise<{ leadIds: string[]; endedRuns: string[] }> => optOutAll(tx, secret, { addresses: [address], ...rest });

export interface OptOuts extends Omit<OptOut, 'address'> {
  addresses: readonly string[];
  /** Leads that said no whatever their addresses. */
  leadIds?: readonly string[];
}

/** The same for many at once, such as a file brings: as many statements as for one, and those that end their runs. */
export async function optOutAll(
  tx: WorkspaceTx,
  secret: string,
  { addresses, leadIds: named = [], reason, source, sendKey, eventId }: OptOuts,
): Promise<{ leadIds: string[]; endedRuns: string[] }> {
  if (addresses.length + named.length === 0) return { leadIds: [], endedRuns: [] };
  const meant = async () => [...new Set([...named, ...(await leadsWithAddresses(tx, addresses))])].sort();
  const found = new Set((await lockLeads(tx, await meant())).map(({ id }) => id));
  // A merge that we waited for may have handed an address to another lead.
  const leadIds = await meant();
  await lockLeads(
    tx,
    leadIds.filter((leadId) => !found.has(leadId)),
  );
  const addressHashes = addresses.map((address) => addressHashOf(secret, tx.workspaceId, address));
  await lockAddresses(tx, addressHashes);
  await addSuppressions(tx, { addressHashes, reason, sendKey: sendKey ?? null });
  const { clock, real } = await readWorkspaceTimes(tx);
  // A dead address says nothing of what the lead wants.
  if (reason !== 'hard-bounced') {
    const changed = await markOptedOut(tx, leadIds);
    await recordConsent(
      tx,
      changed.map((leadId) => ({ leadId, state: 'opted-out', source, at: toWorkspaceTime(clock, real) })),
    );
  }
  const endedRuns = await openRunIds(tx, leadIds);
  for (const runId of endedRuns)
    await endRun(tx, await lockRun(tx, runId, null), END[reason], END_REASONS[END[reason]], eventId);
  return { leadIds, endedRuns };
}
