import { NativeConnection } from '@temporalio/worker';
import type { EmailChannel } from '../channels/email/channel.ts';
import { dropForgottenImports, restartStuckImports } from '../db/queries/imports.ts';
import { dropPendingEntries } from '../db/queries/opt-ins.ts';
import { pruneRejected } from '../db/queries/rejected-events.ts';
import { messageOf } from '../error-words.ts';
import { CONFIRM_DAYS } from '../forms/confirm.ts';
import { sendConfirmation } from '../forms/send-confirmation.ts';
import { startImportWorker } from '../imports/worker.ts';
import { startDispatcher } from '../outbox/dispatcher.ts';
import type { TemporalOptions } from '../runs/client.ts';
import { resealSecrets } from '../secrets/reseal.ts';
import type { Services } from '../services.ts';

const SECOND = 1000;
const SWEEP_EVERY = 30 * SECOND;
/** An import that has not moved for so long, seconds, has lost its workflow. */
const STUCK = 60;
/** Refused messages, and files that nobody started, are kept for so many days. */
const KEEP_REJECTED = 30;
const KEEP_FILES = 2;
/** Confirmation mails under way at once. */
const AT_ONCE = 5;

export interface Errands {
  nudge(): void;
  /** Rejects when the import worker failed for good. */
  done: Promise<void>;
  stop(): Promise<void>;
}

/** What a worker process does beside runs: imports, confirmation mails, and sweeping up after both. Outbox rows of these kinds hold up nobody's runs. */
export async function startErrands(options: {
  services: Services;
  temporal: TemporalOptions;
  email: EmailChannel;
  defaultSender: string;
}): Promise<Errands> {
  const { services, temporal, email, defaultSender } = options;
  const { db, client, announcer, log, renderer, secret, publicUrl } = services;
  const { namespace, queues } = temporal;
  const connection = await NativeConnection.connect({
    address: temporal.address,
    tls: temporal.tls ?? false,
    ...(temporal.apiKey ? { apiKey: temporal.apiKey } : {}),
  });
  const imports = await startImportWorker({
    connection,
    namespace,
    ...(queues ? { queues } : {}),
    deps: { db, secret, onProgress: (workspaceId) => announcer.announce(workspaceId, ['leads']) },
  });
  const dispatcher = startDispatcher({
    db,
    kinds: ['confirm', 'import'],
    atOnce: AT_ONCE,
    async deliver(row) {
      if (row.kind === 'import') await client.startImport({ workspace: row.workspaceId, importId: row.importId });
      if (row.kind === 'confirm') {
        const deps = { db, channel: email, renderer, secret, publicUrl, defaultSender };
        await sendConfirmation(deps, row.workspaceId, row.optInId);
      }
    },
    onError: (error, what) => log.warn({ err: messageOf(error) }, `outbox: ${what}`),
  });
  let sweeping: Promise<void> | undefined;
  const sweep = async () => {
    const stuck = await db.asSystem(async (tx) => {
      await dropForgottenImports(tx, KEEP_FILES);
      await pruneRejected(tx, KEEP_REJECTED);
      await dropPendingEntries(tx, CONFIRM_DAYS);
      return restartStuckImports(tx, STUCK);
    });
    if (stuck > 0) dispatcher.nudge();
    for (const fault of (await resealSecrets(db, services.sealer)).faults)
      log.warn({ code: fault.code }, fault.message);
  };
  const timer = setInterval(() => {
    sweeping ??= sweep()
      .catch((error: unknown) =>
        log.warn(
          { err: messageOf(error) },
          'old imports, refused events and form entries could not be swept up; tried again at the next round',
        ),
      )
      .finally(() => {
        sweeping = undefined;
      });
  }, SWEEP_EVERY);
  return {
    nudge: dispatcher.nudge,
    done: imports.done,
    async stop() {
      clearInterval(timer);
      await sweeping;
      await imports.shutdown();
      await dispatcher.stop();
      await connection.close();
    },
  };
}
