import { join } from 'node:path';
import { createAuth } from '../api/auth.ts';
import type { Config } from '../config.ts';
import { createDatabase } from '../db/client.ts';
import { loginsFor } from '../db/migrate.ts';
import { databaseAtHand } from '../embedded/database-at-hand.ts';
import { readKept } from '../embedded/kept-file.ts';

export interface ResetPasswordOptions {
  email: string;
  /** The `.trellis` folder, where the environment names no database. */
  dir: string;
  write(line: string): void;
}

/**
 * Prints the link by which an account gets a new password: for installations whose mail goes nowhere, or whose only owner is locked out. Whoever may run
 * this may read the database anyway. The link is the same as the mailed one: good for an hour, and once. False where there is no such account.
 */
export async function resetPassword(config: Config, { email, dir, write }: ResetPasswordOptions): Promise<boolean> {
  const secret = config.secret ?? (await readKept(join(dir, 'secret')));
  const at = config.databaseUrl
    ? { url: config.databaseUrl, release: async () => undefined }
    : await databaseAtHand(dir, write);
  if (!secret || !at) {
    await at?.release();
    write(
      'There is no account yet: start Trellis and create one, or name the database by DATABASE_URL and TRELLIS_SECRET.',
    );
    return false;
  }
  const { databaseAppUrl, databaseSystemUrl, port, publicUrl = `http://localhost:${port}` } = config;
  const logins = loginsFor({
    databaseUrl: at.url,
    secret,
    ...(databaseAppUrl ? { appUrl: databaseAppUrl } : {}),
    ...(databaseSystemUrl ? { systemUrl: databaseSystemUrl } : {}),
  });
  const db = createDatabase({ ...logins, appPool: 2, systemPool: 2 });
  try {
    let token: string | undefined;
    const auth = createAuth({
      db,
      secret,
      publicUrl,
      mailReset: async (_, made) => {
        token = made;
      },
    });
    await auth.requestReset(email.trim().toLowerCase());
    if (!token) {
      write(`Nobody signs in as ${email}.`);
      return false;
    }
    write(
      `Open this within an hour, while Trellis runs, to choose a new password:\n\n  ${publicUrl}/reset-password#${token}\n`,
    );
    write('It signs that person out everywhere.');
    return true;
  } finally {
    await db.close();
    await at.release();
  }
}
