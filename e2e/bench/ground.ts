import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createDatabase, type Database } from '@trellis/engine/db/client.ts';
import { migrate } from '@trellis/engine/db/migrate.ts';
import { startPostgres } from '@trellis/engine/embedded/postgres.ts';
import postgres from 'postgres';
import { uuidv7 } from 'uuidv7';

export const SECRET = 'a secret that only benchmarks ever use';
const READY_WITHIN = 30_000;

/** A durable database of the benchmark's own, with one workspace and a write key. */
export interface Ground {
  /** A folder of its own, removed at the end. */
  dir: string;
  db: Database;
  /** The owner: for peers' tables and counting. */
  sql: postgres.Sql;
  ownerUrl: string;
  appUrl: string;
  systemUrl: string;
  workspaceId: string;
  key: string;
  stop(): Promise<void>;
}

export async function prepare(): Promise<Ground> {
  const dir = await mkdtemp(join(tmpdir(), 'trellis-bench-'));
  const server = await startPostgres({ dir });
  await server.createDatabase('bench');
  const url = new URL(server.url);
  url.pathname = '/bench';
  const ownerUrl = url.toString();
  const { appUrl, systemUrl } = await migrate({ databaseUrl: ownerUrl, secret: SECRET });
  const db = createDatabase({ appUrl, systemUrl, appPool: 4, systemPool: 2 });
  const sql = postgres(ownerUrl, { max: 20, onnotice: () => undefined });
  const [workspaceId, key] = [uuidv7(), 'wk_bench'];
  await sql`insert into workspaces (id, name) values (${workspaceId}, 'Bench')`;
  await sql`insert into api_keys (id, workspace_id, kind, name, key, created_by) values (${uuidv7()}, ${workspaceId}, 'write', 'Bench', ${key}, 'bench')`;
  return {
    dir,
    db,
    sql,
    ownerUrl,
    appUrl,
    systemUrl,
    workspaceId,
    key,
    async stop() {
      await Promise.all([db.close(), sql.end()]);
      await server.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Starts a contestant as a process of its own; its first line of JSON says that it is ready. */
export async function startProcess<Ready>(
  file: string,
  settings: Record<string, string>,
): Promise<{ ready: Ready; stop(): Promise<void> }> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', fileURLToPath(new URL(file, import.meta.url)), JSON.stringify(settings)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ready = await firstLine<Ready>(child);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    ready,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Runs a process to its end; answers the line of JSON it printed. */
export async function runProcess<Answer>(
  file: string,
  settings: Record<string, string>,
  within: number,
): Promise<Answer> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', fileURLToPath(new URL(file, import.meta.url)), JSON.stringify(settings)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  return firstLine<Answer>(child, within);
}

function firstLine<T>(child: ChildProcess, within = READY_WITHIN): Promise<T> {
  return new Promise((resolve, reject) => {
    let text = '';
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`A contestant said nothing within ${within} ms.`));
    }, within);
    const end = (work: () => void) => {
      clearTimeout(late);
      work();
    };
    child.stdout?.on('data', (piece: Buffer) => {
      text += piece.toString();
      const line = text.split('\n')[0];
      if (text.includes('\n') && line) end(() => resolve(JSON.parse(line) as T));
    });
    child.once('exit', (code) => end(() => reject(new Error(`A contestant ended with ${code} before it was ready.`))));
  });
}
