/** A worker that serves imports only, as `engine worker` does beside runs, in a process that its parent may kill at any time. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { NativeConnection } from '@temporalio/worker';
import { createDatabase } from '@trellis/engine/db/client.ts';
import { startImportWorker } from '@trellis/engine/imports/worker.ts';
import { startDispatcher } from '@trellis/engine/outbox/dispatcher.ts';
import { createRunClient } from '@trellis/engine/runs/client.ts';
import { logTemporal } from '@trellis/engine/runs/temporal-log.ts';
import type { ImporterSettings, ImporterTold } from './importer-handle.ts';

const tell = (told: ImporterTold) => process.send?.(told);

async function serve({ appUrl, systemUrl, temporal, secret }: ImporterSettings): Promise<void> {
  logTemporal('ERROR', (_, message) => process.stderr.write(`${message}\n`));
  const db = createDatabase({ appUrl, systemUrl, appPool: 4, systemPool: 2 });
  const client = createRunClient(temporal);
  const connection = await NativeConnection.connect({ address: temporal.address });
  const { namespace, queues } = temporal;
  await startImportWorker({ connection, namespace, ...(queues ? { queues } : {}), deps: { db, secret } });
  startDispatcher({
    db,
    kinds: ['import'],
    async deliver(row) {
      if (row.kind === 'import') await client.startImport({ workspace: row.workspaceId, importId: row.importId });
    },
    onError: (error) => process.stderr.write(`${String(error)}\n`),
  }).nudge();
  const delay = monitorEventLoopDelay({ resolution: 5 });
  const atRest = process.memoryUsage.rss();
  let rss = atRest;
  delay.enable();
  setInterval(() => {
    rss = Math.max(rss, process.memoryUsage.rss());
    tell({ rss, atRest, p99: delay.percentile(99) / 1e6 });
  }, 200);
  tell({ ready: true });
}

process.once('message', (settings) => void serve(settings as ImporterSettings));
// The parent is gone: nobody would end this process.
process.once('disconnect', () => process.exit(2));
tell({ up: true });
