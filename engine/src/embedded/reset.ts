import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { claimFolder } from './folder-claim.ts';
import { readKept } from './kept-file.ts';

/**
 * Removes everything Trellis keeps in a `.trellis` folder and, for a database that lives elsewhere, there.
 * Fails with `embedded.in_use` while a Trellis runs on it.
 */
export async function resetData(dir: string): Promise<void> {
  const servers = [
    { folder: join(dir, 'postgres'), server: 'The embedded PostgreSQL', stopSignal: 'SIGINT' },
    { folder: join(dir, 'temporal'), server: 'The embedded Temporal server', stopSignal: 'SIGTERM' },
  ] as const;
  // A claim also ends a server that an interrupted Trellis left running.
  for (const server of servers) if (existsSync(server.folder)) await claimFolder(server);
  const location = await readKept(join(dir, 'location'));
  if (location) await rm(location, { recursive: true, force: true });
  await rm(dir, { recursive: true, force: true });
}
