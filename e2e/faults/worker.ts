/**
 * A worker process of the fault tests: what `engine worker` runs, steered by its parent, which sends `WorkerSettings` once it hears
 * `{ up: true }` and may kill it at any time.
 *
 * With `fault` it ends or freezes itself, by a real signal, at the named point of its own code; before that it writes one line to stderr.
 */
import { writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createSmtpChannel } from '@trellis/engine/channels/email/smtp.ts';
import { createHttpChannel } from '@trellis/engine/channels/http/http.ts';
import { silentLog } from '@trellis/engine/channels/log.ts';
import { logTemporal } from '@trellis/engine/runs/temporal-log.ts';
import { startWorkerProcess } from '@trellis/engine/runs/worker-process.ts';
import { createServices } from '@trellis/engine/services.ts';
import type { FromWorker, WorkerSettings } from './worker-handle.ts';

const STDERR = 2;

const tell = (message: FromWorker) => process.send?.(message);

async function serve(settings: WorkerSettings): Promise<void> {
  const { database, temporal, secret, nodePackages, smtpUrl, smtpConnections, places, bundle, fault } = settings;
  logTemporal('ERROR', (_, message) => process.stderr.write(`${message}\n`));
  const services = await createServices({
    database: { ...database, appPool: 10, systemPool: 4 },
    temporal,
    secret,
    publicUrl: 'http://trellis.example',
    logLevel: 'warn',
    nodePackages,
  });
  let passed = 0;
  const worker = await startWorkerProcess({
    services,
    temporal,
    email: createSmtpChannel({ url: smtpUrl, maxConnections: smtpConnections, log: silentLog }),
    http: createHttpChannel({ log: silentLog }),
    defaultSender: 'news@stage.example',
    bundle: { code: await readFile(bundle, 'utf8') },
    ...(places ? { places } : {}),
    at(point) {
      if (point !== fault?.point || ++passed !== fault.nth) return;
      writeSync(STDERR, `${fault.signal} at ${point}\n`);
      process.kill(process.pid, fault.signal);
    },
  });
  const drain = async () => {
    await worker.stop();
    await services.close();
    process.exit(0);
  };
  process.once('SIGTERM', () => void drain());
  worker.done.catch((error: unknown) => {
    process.stderr.write(`The worker failed for good: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  });
  tell({ ready: true });
}

process.once('message', (settings) => void serve(settings as WorkerSettings));
// The parent is gone: nobody would end this process.
process.once('disconnect', () => process.exit(2));
tell({ up: true });
