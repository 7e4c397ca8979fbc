import type { LeadTraits } from '../intake/incoming.ts';
import type { Sealer } from '../secrets/sealer.ts';

/** What somebody entered beside an address that has not confirmed yet. */
export interface PendingEntry {
  traits: LeadTraits;
  /** Fields that go into events alone; absent in entries from before the confirmation told them. */
  properties?: Record<string, unknown>;
  anonymousId?: string;
}

/** Seals an entry for its opt-in's row: until it is confirmed it is nobody's, and nobody has to be able to read it. */
export function sealPending(sealer: Sealer, workspaceId: string, optInId: string, entry: PendingEntry): Buffer {
  return sealer.seal(JSON.stringify(entry), { purpose: 'pending entry', workspaceId, rowId: optInId });
}

/** The entry of an opt-in; undefined where none is kept. @throws SealFault */
export function openPending(
  sealer: Sealer,
  workspaceId: string,
  { id, pending }: { id: string; pending: Buffer | null },
): PendingEntry | undefined {
  if (!pending) return undefined;
  // Sealed by us, so it is what `sealPending` was given.
  return JSON.parse(sealer.open(pending, { purpose: 'pending entry', workspaceId, rowId: id })) as PendingEntry;
}
