import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { TemporalOptions } from '@trellis/engine/runs/client.ts';
import { TEST_SECRET } from '@trellis/engine/testing/cluster.ts';

export interface ImporterSettings {
  appUrl: string;
  systemUrl: string;
  temporal: TemporalOptions;
  secret: string;
}

/** How the process does: largest memory, memory before the first import, p99 of its event loop, ms. */
interface ImporterHealth {
  rss: number;
  atRest: number;
  p99: number;
}

export type ImporterTold = { up: true } | { ready: true } | ImporterHealth;

export interface Importer {
  /** SIGKILL. */
  kill(): void;
  ended: Promise<void>;
  health(): ImporterHealth | undefined;
}

/** Starts a process that serves imports; returns once it takes tasks. */
export async function startImporter({
  database: { appUrl, systemUrl },
  temporal,
}: {
  database: { appUrl: string; systemUrl: string };
  temporal: TemporalOptions;
}): Promise<Importer> {
  const child: ChildProcess = fork(fileURLToPath(new URL('./importer.ts', import.meta.url)), [], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let health: ImporterHealth | undefined;
  await new Promise<void>((resolve, reject) => {
    child.on('message', (told: ImporterTold) => {
      if ('up' in told) child.send({ appUrl, systemUrl, temporal, secret: TEST_SECRET } satisfies ImporterSettings);
      else if ('ready' in told) resolve();
      else health = told;
    });
    child.once('exit', (code) => reject(new Error(`The importer ended with ${code} before it was ready.`)));
  });
  return { kill: () => void child.kill('SIGKILL'), ended, health: () => health };
}

/** Ends every importer that still lives. */
export async function endImporters(importers: readonly Importer[]): Promise<void> {
  for (const importer of importers) importer.kill();
  await Promise.all(importers.map(({ ended }) => ended));
}
