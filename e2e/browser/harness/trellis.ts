import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { drawFreePort } from '@trellis/engine/embedded/free-port.ts';
import { makeThrowawayFolder, removeThrowawayFolder } from '@trellis/engine/embedded/throwaway-folder.ts';

export interface RunningTrellis {
  /** Without a slash at the end. */
  url: string;
  /** What it has written so far, for the message of a failing test. */
  log(): string;
  stop(): Promise<void>;
}

export interface TrellisOptions {
  /** Servers that are there already; what is absent is brought. */
  database?: { ownerUrl: string; appUrl: string; systemUrl: string };
  nodePackages?: readonly string[];
}

/** A first start on a loaded machine fetches Temporal and makes a database, ms. */
const START_WITHIN = 90_000;
const STOP_WITHIN = 20_000;

/**
 * Starts api, worker, mailbox, Temporal and (unless one is given) PostgreSQL in a process and a folder of their own.
 * @throws with what it wrote, when it ends or does not answer in time.
 */
export async function startTrellis({ database, nodePackages = [] }: TrellisOptions = {}): Promise<RunningTrellis> {
  const dir = await makeThrowawayFolder();
  const port = await drawFreePort();
  const env = {
    PORT: String(port),
    LOG_LEVEL: 'warn',
    ...(nodePackages.length > 0 ? { TRELLIS_NODE_PACKAGES: nodePackages.join(',') } : {}),
    ...(database
      ? {
          DATABASE_URL: database.ownerUrl,
          DATABASE_APP_URL: database.appUrl,
          DATABASE_SYSTEM_URL: database.systemUrl,
        }
      : {}),
  };
  const child = spawn(
    process.execPath,
    [
      ...['tsx', './scripts/leash.mjs'].flatMap((module) => ['--import', module]),
      'e2e/browser/harness/serve.ts',
      JSON.stringify({ dir, env }),
    ],
    { cwd: fileURLToPath(new URL('../../../', import.meta.url)), stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
  );
  const written: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => written.push(text));
  const log = () => written.join('');
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN);
    child.kill('SIGTERM');
    await gone;
    clearTimeout(late);
    await removeThrowawayFolder(dir);
  };
  let late: NodeJS.Timeout | undefined;
  const url = await Promise.race([
    new Promise<string>((resolve) => child.once('message', (message) => resolve((message as { url: string }).url))),
    gone.then(() => undefined),
    new Promise<undefined>((resolve) => {
      late = setTimeout(() => resolve(undefined), START_WITHIN);
    }),
  ]);
  clearTimeout(late);
  if (url === undefined) {
    await stop();
    throw new Error(`Trellis did not start within ${START_WITHIN / 1000} s. It wrote:\n${log()}`);
  }
  return { url, log, stop };
}
