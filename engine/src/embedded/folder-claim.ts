import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readKept, writeKept } from './kept-file.ts';
import { endProcess, isAlive, markOf, type ProcessMark } from './process-mark.ts';
import { ServerFailure } from './server-failure.ts';

/*
 * A server's folder belongs to one Trellis process at a time. `owner.json` in it goes
 *   absent → { owner } (claimed) → { owner, server } (its server runs) → absent (released)
 * A file whose owner is dead is what a SIGKILL left behind: its server, if it outlived its owner, is ended first.
 */
interface OwnerFile {
  owner: ProcessMark;
  server?: ProcessMark;
}

export interface FolderClaim {
  /** Notes the server's pid, so that a later start can end it should this process die. */
  noteServer(pid: number): Promise<void>;
  release(): Promise<void>;
}

export interface ClaimOptions {
  folder: string;
  /** The server's name as people know it, for the message. */
  server: string;
  stopSignal: NodeJS.Signals;
  report?: (line: string) => void;
}

/** How long an orphaned server may take to write its data out before it is killed. */
const ORPHAN_PATIENCE_MS = 20_000;

/** Claims a server's folder for this process; fails with `embedded.in_use` while another living Trellis holds it. */
export async function claimFolder({ folder, server, stopSignal, report }: ClaimOptions): Promise<FolderClaim> {
  const file = join(folder, 'owner.json');
  const found = await readOwner(file);
  if (found && (await isAlive(found.owner))) {
    throw new ServerFailure(
      'embedded.in_use',
      `${server} in ${folder} is already run by the Trellis process ${found.owner.pid}. ` +
        'Stop that one first (Ctrl-C in its terminal), or start this one from another checkout.',
    );
  }
  if (found?.server && (await isAlive(found.server))) {
    report?.(`ending ${server} (pid ${found.server.pid}) that an interrupted Trellis left running`);
    await endProcess(found.server, stopSignal, ORPHAN_PATIENCE_MS);
  }
  const owner = await markOf(process.pid);
  if (!owner) throw new Error(`cannot read the start time of this process (pid ${process.pid})`);
  const claim: OwnerFile = { owner };
  await writeKept(file, JSON.stringify(claim));
  return {
    async noteServer(pid) {
      const mark = await markOf(pid);
      if (mark) await writeKept(file, JSON.stringify({ ...claim, server: mark }));
    },
    release: () => rm(file, { force: true }),
  };
}

async function readOwner(file: string): Promise<OwnerFile | undefined> {
  const text = await readKept(file);
  if (!text) return undefined;
  try {
    return JSON.parse(text) as OwnerFile;
  } catch {
    // Half a file: its writer was killed while claiming, before it had a server.
    return undefined;
  }
}
