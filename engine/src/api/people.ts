import type { Person } from '@trellis/shared/api/base.ts';
import type { Database } from '../db/client.ts';
import { userNames } from '../db/queries/auth.ts';

/** Answers how to show the people behind these user ids; what no user did is shown as "Trellis". */
export async function peopleOf(db: Database, ids: readonly string[]): Promise<(id: string) => Person> {
  const distinct = [...new Set(ids)];
  const names = distinct.length === 0 ? new Map<string, string>() : await db.asSystem((tx) => userNames(tx, distinct));
  return (id) => ({ id, name: names.get(id) ?? 'Trellis' });
}
