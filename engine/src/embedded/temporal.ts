import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { connect } from 'node:http2';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { claimFolder } from './folder-claim.ts';
import { keptPort, renewPort } from './free-port.ts';
import { readKept, writeKept } from './kept-file.ts';
import { ServerFailure } from './server-failure.ts';
import { lastLines, readLog, type ServerExit, type ServerProcess, spawnServer } from './server-process.ts';
import { findTemporalBinary } from './temporal-binary.ts';
import { makeThrowawayFolder, removeThrowawayFolder } from './throwaway-folder.ts';

const NAME = 'The embedded Temporal server';
const READY_WITHIN_MS = 60_000;
const STOP_PATIENCE_MS = 15_000;
const ATTEMPTS = 3;

/**
 * Fairness keys per workspace keep one workspace's burst from delaying the others; the server has them off by default.
 * WAL with synchronous=2 makes a committed workflow task survive a crash of the machine.
 */
const DYNAMIC_CONFIG = ['matching.enableFairness=true'];
const SQLITE = ['journal_mode=wal', 'synchronous=2'];

export interface TemporalOptions {
  /** The `.trellis` folder: database file, ports, version and log are kept in its `temporal` folder. */
  dir: string;
  /** Per-user folder for the server's binary, shared by checkouts. */
  cacheDir: string;
  namespace?: string;
  /** For tests: nothing is written to disk, all is gone with the process. */
  inMemory?: boolean;
  report?: (line: string) => void;
}

export interface EmbeddedTemporal {
  /** host:port of the gRPC frontend. */
  address: string;
  namespace: string;
  /** The server's version, such as 1.32.0. */
  version: string;
  /** True when the server starts with an empty database: runs of Postgres must be brought back (rehydrate). */
  fresh: boolean;
  pid: number;
  exited: Promise<ServerExit>;
  stop(): Promise<void>;
}

/** Starts the embedded Temporal dev server of one `.trellis` folder; fails with a ServerFailure. */
export async function startTemporal(options: TemporalOptions): Promise<EmbeddedTemporal> {
  const { dir, cacheDir, namespace = 'default', inMemory = false, report } = options;
  const folder = join(dir, 'temporal');
  await mkdir(folder, { recursive: true });
  const binary = await findTemporalBinary({ cacheDir, fallbackDir: join(dir, 'bin'), report });
  const claim = await claimFolder({ folder, server: NAME, stopSignal: 'SIGTERM', report });
  try {
    const database = inMemory ? undefined : join(folder, `${binary.serverVersion}.db`);
    const fresh = database === undefined || (await makeWay(database, folder, binary.serverVersion, report));
    const { server, port } = await startUntilReady({ binary: binary.path, folder, namespace, database });
    await claim.noteServer(server.pid);
    if (database) await writeKept(join(folder, 'version'), binary.serverVersion);
    return {
      address: `127.0.0.1:${port}`,
      namespace,
      version: binary.serverVersion,
      fresh,
      pid: server.pid,
      exited: server.exited,
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

/** Starts a Temporal server for tests, in memory; gone with `stop()`. */
export async function startThrowawayTemporal(options: { cacheDir: string }): Promise<EmbeddedTemporal> {
  const dir = await makeThrowawayFolder();
  const server = await startTemporal({ ...options, dir, inMemory: true });
  return {
    ...server,
    async stop() {
      await server.stop();
      await removeThrowawayFolder(dir);
    },
  };
}

/**
 * True when the server will start with an empty database. The file is not migrated between server versions, so another
 * version starts with a file of its own; one whose first start failed half-way was never noted and is removed.
 */
async function makeWay(database: string, folder: string, version: string, report?: (line: string) => void) {
  const before = await readKept(join(folder, 'version'));
  if (before === version && existsSync(database)) return false;
  for (const suffix of ['', '-wal', '-shm']) await rm(database + suffix, { force: true });
  if (before && before !== version)
    report?.(`Temporal ${before} was used before; ${version} starts with an empty database`);
  return true;
}

interface Launch {
  binary: string;
  folder: string;
  namespace: string;
  database: string | undefined;
}

async function startUntilReady({ binary, folder, namespace, database }: Launch) {
  const log = join(folder, 'log');
  const portFiles = {
    port: join(folder, 'port'),
    http: join(folder, 'http-port'),
    metrics: join(folder, 'metrics-port'),
  };
  let ports = {
    port: await keptPort(portFiles.port),
    http: await keptPort(portFiles.http),
    metrics: await keptPort(portFiles.metrics),
  };
  for (let attempt = 1; ; attempt++) {
    const server = await spawnServer({
      name: NAME,
      command: binary,
      args: [
        ...['server', 'start-dev', '--headless', '--ip', '127.0.0.1', '--log-level', 'warn', '--namespace', namespace],
        ...['--port', ports.port, '--http-port', ports.http, '--metrics-port', ports.metrics].map(String),
        ...DYNAMIC_CONFIG.flatMap((value) => ['--dynamic-config-value', value]),
        ...(database ? ['--db-filename', database, ...SQLITE.flatMap((value) => ['--sqlite-pragma', value])] : []),
      ],
      log,
      stopSignal: 'SIGTERM',
      // A server in memory has nothing to write out.
      patience: database ? STOP_PATIENCE_MS : 0,
    });
    if (await isReady(server, ports.port, namespace)) return { server, port: ports.port };
    if (attempt === ATTEMPTS || !readLog(log).includes('address already in use')) {
      throw new ServerFailure('embedded.not_ready', `${NAME} did not start. ${lastLines(log)}`);
    }
    ports = {
      port: await renewPort(portFiles.port),
      http: await renewPort(portFiles.http),
      metrics: await renewPort(portFiles.metrics),
    };
  }
}

/** True once the frontend knows the namespace; false when the server ended, or was ended for taking too long. */
async function isReady(server: ServerProcess, port: number, namespace: string): Promise<boolean> {
  let gone = false;
  server.exited.then(() => {
    gone = true;
  });
  const giveUpAt = Date.now() + READY_WITHIN_MS;
  while (!gone) {
    if (await knowsNamespace(port, namespace)) return true;
    if (Date.now() > giveUpAt) await server.stop();
    await sleep(50);
  }
  return false;
}

/** Asks DescribeNamespace by hand over HTTP/2: one question that is answered well only when everything is up. */
function knowsNamespace(port: number, namespace: string): Promise<boolean> {
  return new Promise((resolve) => {
    const session = connect(`http://127.0.0.1:${port}`);
    const finish = (known: boolean) => {
      session.destroy();
      resolve(known);
    };
    session.setTimeout(2_000, () => finish(false));
    session.once('error', () => finish(false));
    const call = session.request({
      ':method': 'POST',
      ':path': '/temporal.api.workflowservice.v1.WorkflowService/DescribeNamespace',
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    call.once('error', () => finish(false));
    call.once('close', () => finish(false));
    // The status comes as a trailer, or as a header when the call failed at once.
    call.once('response', (headers) => headers['grpc-status'] !== undefined && finish(false));
    call.once('trailers', (trailers) => finish(trailers['grpc-status'] === '0'));
    call.resume();
    call.end(describeNamespaceRequest(namespace));
  });
}

/** A gRPC frame (5 bytes: not compressed, length) around a protobuf message whose field 1 is the namespace. */
function describeNamespaceRequest(namespace: string): Buffer {
  const name = Buffer.from(namespace);
  const message = Buffer.concat([Buffer.from([0x0a, name.length]), name]);
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}
