import { join } from 'node:path';
import postgres from 'postgres';
import { readKept } from './kept-file.ts';
import { startPostgres } from './postgres.ts';

/** Long enough for a server of this machine that is busy, ms. */
const ANSWER_WITHIN = 5;

/**
 * The owner's URL of a folder's PostgreSQL for a moment: of the one that runs (`npm start` is up), else of one that is started for it. Null where the
 * folder has never held one. `release` ends what was started. Fails with a ServerFailure.
 */
export async function databaseAtHand(
  dir: string,
  report: (line: string) => void,
): Promise<{ url: string; release(): Promise<void> } | null> {
  const folder = join(dir, 'postgres');
  const [password, port] = await Promise.all([readKept(join(folder, 'password')), readKept(join(folder, 'port'))]);
  if (!password || !port) return null;
  const url = `postgres://trellis:${password}@127.0.0.1:${port}/trellis`;
  if (await answers(url)) return { url, release: async () => undefined };
  const server = await startPostgres({ dir, report });
  return { url: server.url, release: server.stop };
}

async function answers(url: string): Promise<boolean> {
  const sql = postgres(url, { max: 1, connect_timeout: ANSWER_WITHIN, onnotice: () => {} });
  return sql`select 1`
    .then(() => true)
    .catch(() => false)
    .finally(() => sql.end({ timeout: 1 }));
}
