import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { sendSignal } from './process-mark.ts';
import { ServerFailure } from './server-failure.ts';

/** Whose rights a server runs with; absent: ours. */
export interface RunAs {
  uid: number;
  gid: number;
}

export interface ServerExit {
  /** True when `stop()` asked for it. */
  expected: boolean;
  /** One paragraph for the person at the console: which server, how it ended, its last lines. */
  message: string;
}

export interface ServerProcess {
  pid: number;
  /** Resolves, never rejects, when the process is gone. */
  exited: Promise<ServerExit>;
  /** Asks the server to stop, kills it when it takes longer than `patience`, and returns once it is gone. */
  stop(): Promise<void>;
}

export interface ServerProcessOptions {
  /** The server's name as people know it. */
  name: string;
  command: string;
  args: string[];
  runAs?: RunAs;
  /** File for stdout and stderr; the one of the previous start is kept beside it as `.old`. */
  log: string;
  stopSignal: 'SIGINT' | 'SIGTERM';
  /** Milliseconds between the stop signal and SIGKILL. */
  patience: number;
}

/*
 * A server must not outlive us, even when we are killed by SIGKILL and can do nothing more. So a small shell holds the
 * reading end of a pipe whose writing end only we have: when it closes, the shell signals the server. The shell is forked
 * before `exec`, so the server keeps the pid we know, and forked twice, so the server never sees it as its own child.
 */
const leashed = (signal: 'SIGINT' | 'SIGTERM') =>
  `( ( read -r _ <&3; kill -s ${signal.slice(3)} $$ ) >/dev/null 2>&1 & ); exec "$@" 3<&-`;

/** Variables such as PGDATA or TEMPORAL_ADDRESS are meant for us, not for the servers we bring: they see none. */
const bareEnvironment = (home: string) => ({ PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', HOME: home });

/** Starts a server as the leader of its own process group, so that a Ctrl-C in the terminal reaches only us. */
export async function spawnServer(options: ServerProcessOptions): Promise<ServerProcess> {
  const { name, log, stopSignal, patience } = options;
  const child = spawnLeashed(options);
  const pid = await new Promise<number>((resolve, reject) => {
    child.once('error', (cause) =>
      reject(new ServerFailure('embedded.exited', `${name} did not start: ${cause.message}`, { cause })),
    );
    child.once('spawn', () => resolve(child.pid ?? 0));
  });
  let stopping = false;
  const exited = new Promise<ServerExit>((resolve) => {
    child.once('exit', (code, signal) => {
      endLeash(child, pid);
      const how = signal ? `was ended by ${signal}` : `ended with code ${code}`;
      const message = `${name} (pid ${pid}) ${how} while Trellis was using it.\n${lastLines(log)}`;
      resolve({ expected: stopping, message: stopping ? `${name} stopped.` : message });
    });
  });
  return {
    pid,
    exited,
    async stop() {
      stopping = true;
      if (child.exitCode === null && child.signalCode === null) sendSignal(pid, stopSignal);
      const killer = setTimeout(() => sendSignal(pid, 'SIGKILL'), patience);
      await exited;
      clearTimeout(killer);
    },
  };
}

function spawnLeashed({ command, args, runAs, log, stopSignal }: ServerProcessOptions): ChildProcess {
  const output = openLog(log);
  try {
    // Windows has neither this shell nor these users: there an orphan is ended by the next start.
    if (process.platform === 'win32') {
      return spawn(command, args, { detached: true, windowsHide: true, stdio: ['ignore', output, output, 'pipe'] });
    }
    return spawn('/bin/sh', ['-c', leashed(stopSignal), 'sh', command, ...args], {
      ...runAs,
      // The folder we were started in may be closed to the user the server runs as.
      cwd: '/',
      detached: true,
      // Temporal looks for its settings in its home, and gives up when it may not look.
      env: bareEnvironment(dirname(log)),
      stdio: ['ignore', output, output, 'pipe'],
    });
  } finally {
    closeSync(output);
  }
}

/** Ends what is left of the server's group, the leash first of all: left alone it would signal a pid that is free again. */
function endLeash(child: ChildProcess, pid: number): void {
  if (process.platform !== 'win32') sendSignal(-pid, 'SIGKILL');
  const leash = child.stdio[3];
  if (leash && 'destroy' in leash) leash.destroy();
}

function openLog(file: string): number {
  try {
    renameSync(file, `${file}.old`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return openSync(file, 'a', 0o600);
}

/** The end of a server's log, as a sentence for an error message. */
export function lastLines(log: string, count = 8): string {
  const lines = readLog(log).trimEnd().split('\n').slice(-count).join('\n  ');
  return lines ? `The end of ${log}:\n  ${lines}` : `Its log ${log} is empty.`;
}

/** The log of this start; empty when there is none. */
export function readLog(log: string): string {
  try {
    return readFileSync(log, 'utf8');
  } catch {
    return '';
  }
}
