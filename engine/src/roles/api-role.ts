import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { createApi } from '../api/app.ts';
import { needsSetupToken } from '../api/set-up.ts';
import { createSmtpChannel } from '../channels/email/smtp.ts';
import { wakeOverdue } from '../db/queries/system-sweeps.ts';
import { furnish } from '../demo/furnish.ts';
import { messageOf } from '../error-words.ts';
import { createAccountMailer } from '../messages/account-mail.ts';
import type { Dispatcher } from '../outbox/dispatcher.ts';
import { startWorkspaceDispatcher } from '../runs/worker-process.ts';
import type { Services } from '../services.ts';
import { defaultSender, type RoleConfig } from './settings.ts';

export interface ApiRoleOptions {
  /** The `.trellis` folder: clicks that came while the database was away are kept there. */
  dir: string;
  editorDir: string;
  version: string;
  /** Workspace ms per real ms in new workspaces. */
  clockFactor: number;
  /** Where a line for the person at the console goes. */
  write: (line: string) => void;
  /** The dispatcher of this process where it has one already. */
  dispatcher?: Dispatcher;
}

/** A run whose deadline is over for so long is called again when a clock changes, seconds. */
const OVERDUE = 60;
/** Requests under way at the stop are cut off after so long, ms. */
const LAST_REQUESTS = 3_000;

/** The api role: editor, api, intake, tracked links. */
export async function startApiRole(
  services: Services,
  config: RoleConfig,
  options: ApiRoleOptions,
): Promise<{ url: string; stop(): Promise<void> }> {
  const { db, catalog, log } = services;
  const own = options.dispatcher ? undefined : startWorkspaceDispatcher(services);
  const dispatcher = options.dispatcher ?? own;
  const nudge = () => dispatcher?.nudge();
  const channel = createSmtpChannel({ url: config.smtpUrl, maxConnections: 2, log: log.child({ role: 'api' }) });
  const mailer = createAccountMailer({ channel, defaultSender: defaultSender(config), publicUrl: config.publicUrl });
  const setupToken = randomBytes(12).toString('base64url');
  const api = await createApi({
    ...services,
    mailer,
    nudge,
    clockChanged(workspaceId) {
      // Those that this misses are found by the sweep, until none is armed by the old clock.
      db.asSystem((tx) => wakeOverdue(tx, OVERDUE))
        .then(nudge)
        .catch((error: unknown) =>
          log.warn({ err: messageOf(error), workspaceId }, 'waits could not be armed anew; the sweep will'),
        );
    },
    furnish: (workspace) => furnish(db, catalog, workspace),
    settings: {
      host: config.host,
      setupToken,
      spoolDir: join(options.dir, 'spool'),
      ...(existsSync(join(options.editorDir, 'index.html')) ? { editorDir: options.editorDir } : {}),
      clockFactor: options.clockFactor,
      version: options.version,
      trustedProxies: config.trustedProxies,
    },
  });
  const server = createServer(api.app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.port, config.host, resolve);
  });
  // Whoever reaches a public address first must not become its owner.
  if (needsSetupToken(config.host))
    options.write(`Set-up, while there is no owner yet, asks for this token: ${setupToken}`);
  return {
    url: config.publicUrl,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await api.stop();
      // Requests under way have a moment to end; live streams and idle connections would stay for ever.
      server.closeIdleConnections();
      const cut = setTimeout(() => server.closeAllConnections(), LAST_REQUESTS);
      await closed;
      clearTimeout(cut);
      await own?.stop();
      await channel.close();
    },
  };
}
