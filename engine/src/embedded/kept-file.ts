import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Only the owner may read: passwords and the secret are kept next to ports and versions. */
const OWNER_ONLY = 0o600;

/** The trimmed text of a small file of `.trellis`, or undefined when it does not exist. */
export async function readKept(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Writes a small file of `.trellis`, readable by its owner only. */
export async function writeKept(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${text}\n`, { mode: OWNER_ONLY });
  await chmod(file, OWNER_ONLY);
}

/** The secret kept in `file`; drawn on first use (32 random bytes as 43 URL-safe characters). */
export async function keptSecret(file: string): Promise<string> {
  const kept = await readKept(file);
  if (kept) return kept;
  const secret = randomBytes(32).toString('base64url');
  await writeKept(file, secret);
  return secret;
}
