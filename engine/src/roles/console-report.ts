import type { StageReport } from '../embedded/start-all.ts';

/** Stages on the console, one line when each is done: `  ✓ PostgreSQL  on 127.0.0.1:18231  0.6 s`. */
export function createConsoleReport(write: (line: string) => void): StageReport {
  return {
    stage(name) {
      const started = performance.now();
      const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
      return {
        note: (line) => write(`  … ${name.padEnd(NAME)} ${line}`),
        done: (line) => write(`  ✓ ${name.padEnd(NAME)} ${line}  ${seconds()}`),
        failed: () => write(`  ✗ ${name.padEnd(NAME)} failed after ${seconds()}`),
      };
    },
  };
}

const NAME = 12;

/** Runs one stage of our own and shows it. */
export async function inStage<T>(
  report: StageReport,
  name: string,
  work: () => Promise<{ value: T; line: string }>,
): Promise<T> {
  const stage = report.stage(name);
  try {
    const { value, line } = await work();
    stage.done(line);
    return value;
  } catch (error) {
    stage.failed();
    throw error;
  }
}
