import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readKept, writeKept } from './kept-file.ts';
import { isAlive, markOf, type ProcessMark } from './process-mark.ts';

const PREFIX = 'trellis-throwaway-';
/** A folder without a readable owner is taken for abandoned only after this: its maker may just be writing it. */
const UNOWNED_FOR_MS = 60 * 60 * 1000;

/** Makes a temporary folder for a server of a test run, and removes those of runs that were killed before they could. */
export async function makeThrowawayFolder(): Promise<string> {
  const own = await markOf(process.pid);
  const folder = await mkdtemp(join(tmpdir(), PREFIX));
  await writeKept(join(folder, 'maker.json'), JSON.stringify(own));
  for (const name of await readdir(tmpdir())) {
    const path = join(tmpdir(), name);
    // A folder of another user's run is theirs to remove.
    if (name.startsWith(PREFIX) && (await isAbandoned(path).catch(() => false)))
      await removeThrowawayFolder(path).catch(() => undefined);
  }
  return folder;
}

/** Removes such a folder, and what its server keeps elsewhere. */
export async function removeThrowawayFolder(folder: string): Promise<void> {
  const location = await readKept(join(folder, 'location'));
  if (location) await rm(location, { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
}

async function isAbandoned(folder: string): Promise<boolean> {
  const text = await readKept(join(folder, 'maker.json'));
  if (text) return !(await isAlive(JSON.parse(text) as ProcessMark));
  return Date.now() - (await stat(folder)).mtimeMs > UNOWNED_FOR_MS;
}
