import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Engagement, engagementSchema } from './engagement.ts';

/*
 * What could not be recorded at once: one file each, so that a crash loses none and a damaged one harms no other.
 *
 *   keep ──▶ <time>-<uuid>.json ──replay, recorded──▶ gone
 *                    │   └──replay failed──▶ stays, tried again
 *                    └──unreadable──▶ <name>.unreadable, for a person
 */

export interface Spool {
  /** Resolves once it is on the disk. */
  keep(engagement: Engagement): Promise<void>;
  /** Hands what is kept to `record`, oldest first, and forgets what was recorded; stops at the first failure. Answers how many. */
  replay(record: (engagement: Engagement) => Promise<void>): Promise<number>;
}

/** Opens the spool in a folder, which is made when first needed. */
export function createSpool(dir: string): Spool {
  return {
    async keep(engagement) {
      await mkdir(dir, { recursive: true });
      const name = `${String(engagement.at).padStart(15, '0')}-${randomUUID()}.json`;
      const file = await open(join(dir, `${name}.part`), 'wx', 0o600);
      try {
        await file.writeFile(JSON.stringify(engagement));
        await file.sync();
      } finally {
        await file.close();
      }
      // Whole or not there: a replay never reads half a file.
      await rename(join(dir, `${name}.part`), join(dir, name));
    },
    async replay(record) {
      const names = (await readdir(dir).catch(() => [])).filter((name) => name.endsWith('.json')).sort();
      let recorded = 0;
      for (const name of names) {
        const path = join(dir, name);
        const kept = read(await readFile(path, 'utf8').catch(() => ''));
        if (!kept) {
          await rename(path, `${path}.unreadable`).catch(() => undefined);
          continue;
        }
        await record(kept);
        await rm(path, { force: true });
        recorded += 1;
      }
      return recorded;
    },
  };
}

function read(text: string): Engagement | undefined {
  try {
    return engagementSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
