import { assertPoolsFit, type Config } from '../config.ts';
import { migrate } from '../db/migrate.ts';
import { startEmbedded } from '../embedded/start-all.ts';
import { assertPortFree } from '../embedded/taken-port.ts';
import { receiveMail } from '../messages/receive-mail.ts';
import { createServices, type Services } from '../services.ts';
import { startApiRole } from './api-role.ts';
import { createConsoleReport, inStage } from './console-report.ts';
import { type RoleConfig, serviceSettings } from './settings.ts';
import { startWorkerRole } from './worker-role.ts';

/** Workspace ms per real ms in a sandbox: a day takes ten seconds. */
const SANDBOX_FACTOR = 8_640;

export interface Running {
  url: string;
  /** Resolves with a sentence when something ended that should not have; the process has to end. */
  failed: Promise<string>;
  /** Drains and ends everything, in order: api, worker, then the servers that were brought. */
  stop(): Promise<void>;
}

/** Everything in one process, with every server that the environment does not name. */
export async function startAll(
  config: Config,
  options: { dir: string; editorDir: string; version: string; write: (line: string) => void },
): Promise<Running> {
  const { dir, write } = options;
  await assertPortFree(config);
  const report = createConsoleReport(write);
  let services: Services | undefined;
  const embedded = await startEmbedded({
    dir,
    config,
    report,
    async onMail(mail) {
      if (!services) throw new Error('Trellis is still starting.');
      await receiveMail(services, mail);
    },
  });
  const stops: (() => Promise<void>)[] = [embedded.stop];
  const stop = async () => {
    for (const one of stops.toReversed()) await one();
  };
  try {
    const whole: RoleConfig = {
      ...config,
      databaseUrl: embedded.databaseUrl,
      temporalAddress: embedded.temporalAddress,
      smtpUrl: embedded.smtpUrl,
      secret: embedded.secret,
      publicUrl: config.publicUrl ?? `http://localhost:${config.port}`,
    };
    if (embedded.maxConnections) assertPoolsFit(config, { processes: 1, maxConnections: embedded.maxConnections });
    const settings = serviceSettings(whole);
    await inStage(report, 'Database', async () => {
      const files: string[] = [];
      await migrate({
        databaseUrl: whole.databaseUrl,
        secret: whole.secret,
        ...(config.databaseAppUrl ? { appUrl: config.databaseAppUrl } : {}),
        ...(config.databaseSystemUrl ? { systemUrl: config.databaseSystemUrl } : {}),
        log: (line) => files.push(line),
      });
      return { value: undefined, line: files.length > 0 ? `${files.length} migrations` : 'up to date' };
    });
    const made = await createServices(settings);
    services = made;
    stops.push(() => made.close());
    const worker = await inStage(report, 'Worker', async () => ({
      value: await startWorkerRole(made, whole),
      line: 'runs, mails, webhooks',
    }));
    stops.push(() => worker.stop());
    const api = await inStage(report, 'Api', async () => {
      const value = await startApiRole(made, whole, {
        ...options,
        clockFactor: embedded.hasMailbox ? SANDBOX_FACTOR : 1,
        dispatcher: worker.dispatcher,
      });
      return { value, line: value.url };
    });
    stops.push(() => api.stop());
    const failed = Promise.race([
      embedded.lost.then(({ message }) => message),
      worker.done.then(
        () => 'The worker ended without being asked to.',
        (error: Error) => `The worker failed for good: ${error.message}`,
      ),
    ]);
    return { url: api.url, failed, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
