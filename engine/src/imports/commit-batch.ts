import type { ImportError } from '@trellis/shared/api/imports.ts';
import { uuidv7 } from 'uuidv7';
import type { WorkspaceTx } from '../db/client.ts';
import { readClock } from '../db/queries/clock.ts';
import { addressesOf, recordConsent } from '../db/queries/consent.ts';
import { identitiesAround, moveAnonymousIds } from '../db/queries/identities.ts';
import {
  type ImportedLead,
  insertImportedLeads,
  optedOutBefore,
  updateImportedLeads,
} from '../db/queries/import-batch.ts';
import { advanceImport, type ImportRow, insertImportErrors } from '../db/queries/imports.ts';
import { IdentityBook } from '../intake/identity-book.ts';
import type { IncomingIdentities } from '../intake/incoming.ts';
import { settleLeads } from '../leads/settle-leads.ts';
import { optOutAll } from '../messages/consent.ts';

/** Some records of a file that are taken in at once. */
export interface Batch {
  /** Bytes before the first of them, and behind the last. */
  from: number;
  to: number;
  records: number;
  taken: { lead: Omit<ImportedLead, 'leadId'>; identities: IncomingIdentities }[];
  errors: ImportError[];
}

/** Another transaction took one of our identities: roll back and take the same batch again. */
export class BatchRaced extends Error {
  override readonly name = 'BatchRaced';
}

/**
 * Takes a batch in, in the caller's transaction: leads, identities, consents, errors and the file's progress commit together, so that a batch is
 * taken once or not at all. False where the import does not run any more. @throws BatchRaced
 */
export async function commitBatch(
  tx: WorkspaceTx,
  secret: string,
  file: Pick<ImportRow, 'id' | 'name' | 'wording'>,
  batch: Batch,
): Promise<boolean> {
  const { now } = await readClock(tx, tx.workspaceId);
  const asked = batch.taken.flatMap(({ identities: { email, userId } }) => [
    ...(email ? [{ kind: 'email' as const, value: email }] : []),
    ...(userId ? [{ kind: 'userId' as const, value: userId }] : []),
  ]);
  const book = new IdentityBook(await identitiesAround(tx, asked));
  const assigned = batch.taken.map(({ identities }) => book.assign(identities, uuidv7));
  const known = [...new Set(assigned.map((id) => book.survivorOf(id)))].filter((id) => !book.made.has(id));
  // Locks what is there, and merges leads that the file says are one.
  const { follow } = await settleLeads(tx, known, book.merges);
  if (known.some((id) => follow(id) !== id)) throw new BatchRaced();
  const outBefore = await optedOutBefore(tx, known);
  const leads = joined(
    batch.taken.map(({ lead }, index) => ({ ...lead, leadId: book.survivorOf(assigned[index] ?? '') })),
  );
  const fresh = leads.filter(({ leadId }) => book.made.has(leadId));
  const former = leads.filter(({ leadId }) => !book.made.has(leadId));
  // A "no" goes the way of every opt-out, below.
  const taken = await insertImportedLeads(tx, fresh.map(withoutNo), book.added, now);
  if (taken !== book.added.length) throw new BatchRaced();
  await moveAnonymousIds(tx, book.moved);
  await updateImportedLeads(tx, former.map(withoutNo));
  const source = `import: ${file.name}`;
  const agreed = leads.filter(({ consent, leadId }) => consent === 'opted-in' && !outBefore.has(leadId));
  await recordConsent(
    tx,
    agreed.map(({ leadId }) => ({
      leadId,
      state: 'opted-in' as const,
      source,
      at: now,
      ...(file.wording ? { wording: file.wording } : {}),
    })),
  );
  // The file may know such a lead by its user id only: then its address is the one we have.
  const out = leads.flatMap(({ consent, leadId }) => (consent === 'opted-out' ? [leadId] : []));
  await optOutAll(tx, secret, { addresses: await addressesOf(tx, out), leadIds: out, reason: 'by-person', source });
  await insertImportErrors(tx, file.id, batch.errors);
  return advanceImport(tx, {
    importId: file.id,
    from: batch.from,
    to: batch.to,
    records: batch.records,
    created: fresh.length,
    updated: former.length,
    rejected: batch.errors.length,
  });
}

const withoutNo = ({ consent, ...lead }: ImportedLead): ImportedLead =>
  consent === 'opted-in' ? { ...lead, consent } : lead;

/** One change a lead: of several records the later ones win, and a "no" beats a "yes". */
function joined(records: readonly ImportedLead[]): ImportedLead[] {
  const leads = new Map<string, ImportedLead>();
  for (const record of records) {
    const former = leads.get(record.leadId);
    if (!former) {
      leads.set(record.leadId, record);
      continue;
    }
    const consent = [former.consent, record.consent].includes('opted-out')
      ? 'opted-out'
      : (record.consent ?? former.consent);
    leads.set(record.leadId, {
      ...former,
      ...record,
      attributes: { ...former.attributes, ...record.attributes },
      tags: [...former.tags, ...record.tags],
      ...(consent ? { consent } : {}),
    });
  }
  return [...leads.values()];
}
