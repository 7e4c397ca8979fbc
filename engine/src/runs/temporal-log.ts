import { DefaultLogger, type LogLevel, Runtime } from '@temporalio/worker';

/** Sends the Temporal SDK's own lines of at least `level` to `write`. Call it once, before the first worker of the process. */
export function logTemporal(level: LogLevel, write: (level: LogLevel, message: string) => void): void {
  Runtime.install({ logger: new DefaultLogger(level, (entry) => write(entry.level, entry.message)) });
}
