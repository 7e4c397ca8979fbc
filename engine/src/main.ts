import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Config, ConfigFault, readConfig, requireSettings } from './config.ts';
import { migrate } from './db/migrate.ts';
import { ServerFailure } from './embedded/server-failure.ts';
import { startApiRole } from './roles/api-role.ts';
import { resetPassword } from './roles/reset-password.ts';
import { serviceSettings } from './roles/settings.ts';
import { startAll } from './roles/start.ts';
import { startWorkerRole } from './roles/worker-role.ts';
import { logTemporal } from './runs/temporal-log.ts';
import { createServices } from './services.ts';

const USAGE = `engine <role>
  start [--port N]  everything, with embedded PostgreSQL, Temporal and mailbox where the environment names none
  api               HTTP: editor, api, intake, tracked links
  worker            runs, mails, webhooks
  migrate           brings the database to the present schema
  reset-password E  prints the link by which the account with the address E gets a new password`;

const ROOT = new URL('../../', import.meta.url);
const EDITOR = fileURLToPath(new URL('editor/dist', ROOT));
const DATA = fileURLToPath(new URL('.trellis', ROOT));
/** Whatever has not ended by then is cut off; above the worker's own grace of 25 s. */
const STOP_WITHIN = 40_000;

interface Role {
  /** Resolves with a sentence when the process has to end by itself. */
  failed: Promise<string>;
  stop(): Promise<void>;
}

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { port: { type: 'string' } } });
  const environment = readConfig();
  const config: Config = values.port ? { ...environment, port: Number(values.port) } : environment;
  const { version } = JSON.parse(await readFile(new URL('package.json', ROOT), 'utf8')) as { version: string };
  const [role] = positionals;
  logTemporal('ERROR', (_, message) => process.stderr.write(`Temporal: ${message}\n`));
  switch (role) {
    case 'start': {
      const running = await startAll(config, { dir: DATA, editorDir: EDITOR, version, write: print });
      print(`\n  Trellis is ready: ${running.url}\n  Ctrl-C stops it; the data stay in .trellis.`);
      return untilAsked(running);
    }
    case 'api': {
      const whole = requireSettings(config, 'databaseUrl', 'temporalAddress', 'smtpUrl', 'secret', 'publicUrl');
      const services = await createServices(serviceSettings(whole));
      const api = await startApiRole(services, whole, {
        dir: DATA,
        editorDir: EDITOR,
        version,
        clockFactor: 1,
        write: print,
      });
      print(`Trellis api: ${api.url}`);
      return untilAsked({ failed: never(), stop: () => api.stop().then(() => services.close()) });
    }
    case 'worker': {
      const whole = requireSettings(config, 'databaseUrl', 'temporalAddress', 'smtpUrl', 'secret', 'publicUrl');
      const services = await createServices(serviceSettings(whole));
      const worker = await startWorkerRole(services, whole);
      print('Trellis worker: ready');
      const failed = worker.done.then(
        () => 'The worker ended without being asked to.',
        (error: Error) => `The worker failed for good: ${error.message}`,
      );
      return untilAsked({ failed, stop: () => worker.stop().then(() => services.close()) });
    }
    case 'migrate': {
      const {
        databaseUrl,
        secret,
        databaseAppUrl: appUrl,
        databaseSystemUrl: systemUrl,
      } = requireSettings(config, 'databaseUrl', 'secret');
      await migrate({
        databaseUrl,
        secret,
        log: print,
        ...(appUrl ? { appUrl } : {}),
        ...(systemUrl ? { systemUrl } : {}),
      });
      return print('The database is up to date.');
    }
    case 'reset-password': {
      const [, email] = positionals;
      if (!email) {
        print('Name the address of the account: engine reset-password someone@example.com');
        process.exitCode = 2;
        return;
      }
      if (!(await resetPassword(config, { email, dir: DATA, write: print }))) process.exitCode = 1;
      return;
    }
    default:
      print(role ? `There is no role "${role}".\n\n${USAGE}` : USAGE);
      process.exitCode = role ? 2 : 0;
  }
}

/** Lives until a signal asks to stop, or the role fails; then drains, in order. */
async function untilAsked({ failed, stop }: Role): Promise<void> {
  const asked = new Promise<undefined>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(undefined));
  });
  const failure = await Promise.race([asked, failed]);
  if (failure) {
    process.stderr.write(`\n${failure}\n`);
    process.exitCode = 1;
  }
  const late = setTimeout(() => {
    process.stderr.write('Stopping took too long; what was left is cut off.\n');
    process.exit(1);
  }, STOP_WITHIN);
  await stop();
  clearTimeout(late);
}

const never = () => new Promise<string>(() => {});
const print = (line: string) => void process.stdout.write(`${line}\n`);

main().catch((error: unknown) => {
  const known = error instanceof ConfigFault || error instanceof ServerFailure;
  process.stderr.write(
    `\n${known || !(error instanceof Error) ? String(error instanceof Error ? error.message : error) : (error.stack ?? error.message)}\n`,
  );
  process.exit(1);
});
