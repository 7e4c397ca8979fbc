import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { TemporalOptions } from '@trellis/engine/runs/client.ts';
import type { WorkerProcessOptions } from '@trellis/engine/runs/worker-process.ts';
import { TEST_SECRET } from '@trellis/engine/testing/cluster.ts';
import type { Stage } from '@trellis/engine/testing/stage.ts';

export type Point = Parameters<NonNullable<WorkerProcessOptions['at']>>[0];

export interface WorkerSettings {
  database: { appUrl: string; systemUrl: string };
  temporal: TemporalOptions;
  secret: string;
  smtpUrl: string;
  smtpConnections: number;
  places?: Record<string, number>;
  /** File of the workflow bundle, made once for all processes. */
  bundle: string;
  nodePackages: readonly string[];
  /** Sends itself `signal` when it passes the point for the nth time, counted from 1. */
  fault?: { point: Point; nth: number; signal: 'SIGKILL' | 'SIGSTOP' };
}

export type FromWorker = { up: true } | { ready: true };

interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface WorkerHandle {
  readonly pid: number;
  /** Resolves when the process is gone. */
  ended: Promise<Ended>;
  signal(name: NodeJS.Signals): void;
  /** What it wrote to stderr. */
  said(): string;
  /** True while the process is frozen by SIGSTOP. */
  isFrozen(): boolean;
}

/** What all workers of one stage have in common. */
export function workerSettings(
  stage: Stage,
  rest: Pick<WorkerSettings, 'smtpUrl' | 'bundle'> & Partial<WorkerSettings>,
): WorkerSettings {
  const { appUrl, systemUrl } = stage.database;
  return {
    database: { appUrl, systemUrl },
    temporal: stage.temporal,
    secret: TEST_SECRET,
    smtpConnections: 20,
    nodePackages: [],
    ...rest,
  };
}

/** Starts a worker process and returns once it takes tasks. @throws when it ends before that, with what it said. */
export async function startWorker(settings: WorkerSettings): Promise<WorkerHandle> {
  const child = fork(fileURLToPath(new URL('./worker.ts', import.meta.url)), [], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const ended = new Promise<Ended>((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
  await untilReady(child, settings, ended, () => said);
  const pid = child.pid ?? 0;
  return { pid, ended, signal: (name) => void child.kill(name), said: () => said, isFrozen: () => isFrozen(pid) };
}

function untilReady(child: ChildProcess, settings: WorkerSettings, ended: Promise<Ended>, said: () => string) {
  return new Promise<void>((resolve, reject) => {
    child.on('message', (message: FromWorker) => {
      if ('up' in message) child.send(settings);
      // A fault may strike before the word comes through: both count as started.
      else resolve();
    });
    void ended.then(({ code, signal }) => {
      if (signal === 'SIGKILL') resolve();
      else reject(new Error(`The worker ended with ${signal ?? code} before it was ready.\n${said()}`));
    });
  });
}

/** Linux tells a process' state in the third field of its stat file. */
function isFrozen(pid: number): boolean {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).startsWith('T');
}

/** Ends every worker that still lives; for `afterEach`. */
export async function endWorkers(workers: readonly WorkerHandle[]): Promise<void> {
  for (const worker of workers) worker.signal('SIGKILL');
  await Promise.all(workers.map(({ ended }) => ended));
}
