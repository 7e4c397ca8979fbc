import type { Database } from '../db/client.ts';
import { insertRejected, type RejectedEvent } from '../db/queries/rejected-events.ts';

/** Of one call; a client that sends nothing but rubbish fills no disk with it. */
const MOST_PER_CALL = 20;
const LONGEST_EXCERPT = 2_000;

/** Keeps refused messages for the Events page, in a transaction of its own. A fault here must not change the answer: the caller is told why anyway. */
export async function keepRejected(
  db: Pick<Database, 'inWorkspace'>,
  workspaceId: string,
  rejected: readonly (Omit<RejectedEvent, 'excerpt'> & { body: unknown })[],
): Promise<void> {
  if (rejected.length === 0) return;
  const rows = rejected
    .slice(0, MOST_PER_CALL)
    .map(({ body, ...row }) => ({ ...row, source: storable(row.source, 100), excerpt: excerptOf(body) }));
  await db.inWorkspace(workspaceId, (tx) => insertRejected(tx, rows)).catch(() => undefined);
}

function excerptOf(body: unknown): string {
  if (typeof body === 'string') return storable(body, LONGEST_EXCERPT);
  try {
    return storable(JSON.stringify(body) ?? '', LONGEST_EXCERPT);
  } catch {
    // Nested deeper than the stack is high.
    return '';
  }
}

/** Text as Postgres can keep it: no NUL, no half characters; cut to a length. */
export function storable(text: string, longest: number): string {
  return text
    .slice(0, longest)
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .replaceAll('\u0000', '\ufffd');
}
