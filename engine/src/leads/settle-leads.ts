import type { WorkspaceTx } from '../db/client.ts';
import { forwardIdentities, lockAndFollow } from '../db/queries/merge.ts';
import type { Merge } from '../intake/identity-book.ts';
import { mergeLeads } from './merge.ts';

export interface SettledLeads {
  /** Where a lead went. */
  follow(leadId: string): string;
  /** When each locked lead was last heard of before, epoch ms, workspace time. */
  heardAt: ReadonlyMap<string, number | null>;
}

/**
 * Locks all leads that a transaction will change, by id and at once, then merges those that are one person. Answers where each lead went: a lead
 * that another transaction merged while we waited for its lock is followed to its survivor.
 */
export async function settleLeads(
  tx: WorkspaceTx,
  leadIds: readonly string[],
  merges: readonly Merge[],
): Promise<SettledLeads> {
  const went = new Map<string, string>();
  const heardAt = new Map<string, number | null>();
  const follow = (leadId: string) => {
    let at = leadId;
    for (let next = went.get(at); next !== undefined; next = went.get(at)) at = next;
    return at;
  };
  let wanted = [...new Set([...leadIds, ...merges.flatMap(({ loser, survivor }) => [loser, survivor])])];
  while (wanted.length > 0) {
    const gone = new Set<string>();
    const merged: string[] = [];
    const locked = await lockAndFollow(tx, wanted);
    if (locked.length < wanted.length) {
      const found = new Set(locked.map(({ id }) => id));
      throw new Error(`There is no lead ${wanted.filter((id) => !found.has(id)).join(', ')} in this workspace.`);
    }
    for (const { id, into, heardAt: at } of locked) {
      heardAt.set(id, at);
      if (!into) continue;
      went.set(id, into);
      merged.push(id);
      gone.add(into);
    }
    if (merged.length > 0) await forwardIdentities(tx, merged);
    wanted = [...gone].filter((leadId) => !went.has(leadId));
  }
  for (const { loser, survivor, unless } of merges) {
    const [from, into] = [follow(loser), follow(survivor)];
    if (from === into) continue;
    if (await mergeLeads(tx, { loser: from, survivor: into, unless, actor: 'intake' })) went.set(from, into);
  }
  return { follow, heardAt };
}
