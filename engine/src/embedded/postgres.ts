import { execFile } from 'node:child_process';
import { chown, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import postgres from 'postgres';
import { claimFolder } from './folder-claim.ts';
import { keptPort, renewPort } from './free-port.ts';
import { keptSecret, readKept, writeKept } from './kept-file.ts';
import { makeDataFolder, type PostgresHome, preparePostgresHome } from './postgres-home.ts';
import { commandOf } from './process-mark.ts';
import { ServerFailure } from './server-failure.ts';
import { lastLines, readLog, type ServerExit, type ServerProcess, spawnServer } from './server-process.ts';
import { makeThrowawayFolder, removeThrowawayFolder } from './throwaway-folder.ts';

/*
 * A cluster goes: absent → initialised (initdb into `data.new`, renamed when whole) → starting → ready → stopped.
 * `starting` may go round again: with another port when the kept one was taken in between, or after a moment when the
 * processes of a killed server still hold its shared memory. A `postmaster.pid` left by a crash is PostgreSQL's own
 * business, unless its pid now belongs to a foreign process: then we remove it.
 */

/** Connections the embedded server admits; the pools of all our processes together must stay below it. */
export const EMBEDDED_MAX_CONNECTIONS = 100;
/** Test files run side by side, each with pools of its own. */
const TEST_MAX_CONNECTIONS = 400;

const NAME = 'The embedded PostgreSQL';
const OWNER = 'trellis';
const DATABASE = 'trellis';
/** Long, because recovery after a crash comes before readiness. */
const READY_WITHIN_MS = 120_000;
const STOP_PATIENCE_MS = 20_000;
const MEMORY_HELD_ATTEMPTS = 50;

export interface PostgresOptions {
  /** The `.trellis` folder: data, password, port and log are kept in its `postgres` folder. */
  dir: string;
  /** For tests: no fsync. Commits survive a SIGKILL of the server, but no crash of the machine. */
  unsafe?: boolean;
  report?: (line: string) => void;
}

export interface EmbeddedPostgres {
  /** The owner's URL: postgres://trellis:…@127.0.0.1:<port>/trellis */
  url: string;
  port: number;
  pid: number;
  /** Resolves when the server is gone; `expected` tells whether `stop()` asked for it. */
  exited: Promise<ServerExit>;
  /** Makes an empty database of this name unless there is one. */
  createDatabase(name: string): Promise<void>;
  /** Fast shutdown: open transactions are rolled back, committed ones are on disk. */
  stop(): Promise<void>;
}

/** Starts the embedded PostgreSQL of one `.trellis` folder, initialising it on first use; fails with a ServerFailure. */
export async function startPostgres({ dir, unsafe = false, report }: PostgresOptions): Promise<EmbeddedPostgres> {
  const folder = join(dir, 'postgres');
  const home = await preparePostgresHome(dir, report);
  const claim = await claimFolder({ folder, server: NAME, stopSignal: 'SIGINT', report });
  try {
    const password = await keptSecret(join(folder, 'password'));
    await initialise(home, password, unsafe, report);
    await removeForeignPidFile(home.data);
    const { server, port } = await startUntilReady(home, folder, unsafe, report);
    await claim.noteServer(server.pid);
    const url = `postgres://${OWNER}:${password}@127.0.0.1:${port}`;
    const create = (name: string) => createDatabase(`${url}/postgres`, name);
    try {
      await create(DATABASE);
    } catch (error) {
      await server.stop();
      throw error;
    }
    return {
      url: `${url}/${DATABASE}`,
      port,
      pid: server.pid,
      exited: server.exited,
      createDatabase: create,
      async stop() {
        await server.stop();
        await claim.release();
      },
    };
  } catch (error) {
    await claim.release();
    throw error;
  }
}

/** Starts a cluster for tests in a temporary folder: no fsync, gone with `stop()`. */
export async function startThrowawayPostgres(): Promise<EmbeddedPostgres> {
  const dir = await makeThrowawayFolder();
  const server = await startPostgres({ dir, unsafe: true });
  return {
    ...server,
    async stop() {
      await server.stop();
      await removeThrowawayFolder(dir);
    },
  };
}

async function initialise(home: PostgresHome, password: string, unsafe: boolean, report?: (line: string) => void) {
  const { data, initdb, runAs } = home;
  const version = await readKept(join(data, 'PG_VERSION')).catch(() => undefined);
  if (version) return assertSameMajor(home, version);
  report?.('creating the database');
  const half = `${data}.new`;
  const passwordFile = `${data}.password`;
  await rm(half, { recursive: true, force: true });
  await makeDataFolder(half, runAs);
  await writeKept(passwordFile, password);
  if (runAs) await chown(passwordFile, runAs.uid, runAs.gid);
  try {
    const locale = ['-E', 'UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];
    const access = ['-U', OWNER, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`];
    await runAsUser(home, initdb, ['-D', half, ...access, ...locale, ...(unsafe ? ['--no-sync'] : [])]);
  } catch (cause) {
    const found = String((cause as { stderr?: string }).stderr || cause).trim();
    throw new ServerFailure('postgres.initdb', `initdb could not create the database in ${data}: ${found}`, { cause });
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(half, data);
}

async function assertSameMajor(home: PostgresHome, version: string): Promise<void> {
  const found = await runAsUser(home, home.postgres, ['--version']);
  if (found.includes(` ${version}.`) || found.includes(` ${version}beta`)) return;
  throw new ServerFailure(
    'postgres.version',
    `The data in ${home.data} was written by PostgreSQL ${version}, the installed binaries are ${found.trim()}. ` +
      'Move the data with pg_dump and psql, or start afresh: npm start -- --reset.',
  );
}

async function runAsUser({ runAs }: PostgresHome, command: string, args: string[]): Promise<string> {
  const user = runAs ? { uid: runAs.uid | 0, gid: runAs.gid | 0 } : {};
  const env = process.platform === 'win32' ? undefined : { LC_ALL: 'C' };
  const { stdout } = await promisify(execFile)(command, args, { ...user, cwd: dirname(command), env });
  return stdout;
}

/** PostgreSQL will not start while the pid in its old file lives and has its user, whatever that process is. */
async function removeForeignPidFile(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid');
  const pid = Number((await readKept(file))?.split('\n')[0]);
  if (!pid) return;
  const command = await commandOf(pid);
  if (command && !command.includes('postgres')) await rm(file, { force: true });
}

async function startUntilReady(home: PostgresHome, folder: string, unsafe: boolean, report?: (line: string) => void) {
  const log = join(folder, 'log');
  const portFile = join(folder, 'port');
  let port = await keptPort(portFile);
  for (let attempt = 1; ; attempt++) {
    const server = await spawnServer({
      name: NAME,
      command: home.postgres,
      args: ['-D', home.data, '-p', String(port), ...settings(unsafe)],
      runAs: home.runAs,
      log,
      stopSignal: 'SIGINT',
      patience: STOP_PATIENCE_MS,
    });
    if (await isReady(server, home.data)) return { server, port };
    const output = readLog(log);
    if (attempt < MEMORY_HELD_ATTEMPTS && output.includes('shared memory block')) await sleep(200);
    else if (attempt < MEMORY_HELD_ATTEMPTS && output.includes('could not bind')) port = await renewPort(portFile);
    else throw new ServerFailure('embedded.not_ready', `${NAME} did not start. ${lastLines(log)}`);
    report?.('trying again');
  }
}

function settings(unsafe: boolean): string[] {
  const values = {
    listen_addresses: '127.0.0.1',
    // A socket's path may have 107 bytes only, fewer than many a checkout's.
    unix_socket_directories: '',
    max_connections: unsafe ? TEST_MAX_CONNECTIONS : EMBEDDED_MAX_CONNECTIONS,
    shared_buffers: '128MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // No personal data in the log: neither values of a violated key nor the statement.
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
    ...(unsafe ? { fsync: 'off', full_page_writes: 'off' } : {}),
  };
  return Object.entries(values).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
}

/** Watches the status line PostgreSQL writes into `postmaster.pid`; false when the server ended instead. */
async function isReady(server: ServerProcess, data: string): Promise<boolean> {
  let gone = false;
  server.exited.then(() => {
    gone = true;
  });
  const giveUpAt = Date.now() + READY_WITHIN_MS;
  while (!gone) {
    const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
    if (lines[0] === String(server.pid) && lines[7]?.trim() === 'ready') return true;
    if (Date.now() > giveUpAt) await server.stop();
    await sleep(20);
  }
  return false;
}

/** The only SQL outside migrations and queries: there is no database to migrate before this. */
async function createDatabase(maintenanceUrl: string, name: string): Promise<void> {
  const sql = postgres(maintenanceUrl, { max: 1, onnotice: () => undefined });
  try {
    const [found] = await sql`select 1 from pg_database where datname = ${name}`;
    if (!found) await sql`create database ${sql(name)}`;
  } finally {
    await sql.end();
  }
}
