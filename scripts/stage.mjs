import { spawn } from 'node:child_process';

export const root = new URL('..', import.meta.url);

/** A stage that failed: `message` says what, `advice` what to do. Shown without a stack. */
export class StageFailure extends Error {
  /** @param {string} message @param {string} advice */
  constructor(message, advice) {
    super(message);
    this.advice = advice;
  }
}

/**
 * Runs one stage, printing its name when it begins and its time when it ends.
 * `work` may return a few words that take the place of the name in the last line.
 * @param {string} name
 * @param {() => Promise<string | void>} work
 */
export async function stage(name, work) {
  const started = performance.now();
  const rewrites = process.stdout.isTTY;
  process.stdout.write(rewrites ? `  … ${name}` : `  … ${name}\n`);
  const end = (mark, words) => {
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    process.stdout.write(`${rewrites ? '\r\x1b[K' : ''}  ${mark} ${words}  ${seconds} s\n`);
  };
  try {
    end('✓', (await work()) || name);
  } catch (error) {
    end('✗', name);
    throw error;
  }
}

/**
 * Runs a program to its end, quietly; its output appears only when it fails.
 * @param {string} command
 * @param {string[]} args
 * @param {{ failure: string, advice: string, env?: Record<string, string> }} options
 */
export async function runQuietly(command, args, { failure, advice, env }) {
  const { code, output } = await runCaptured(command, args, { env: { NO_COLOR: '1', ...env } });
  if (code === 0) return output;
  throw new StageFailure(
    `${shortened(output)}\n\n${failure} (\`${[command, ...args].join(' ')}\` ended with ${code}).`,
    advice,
  );
}

/** The beginning and the end of a long output: npm says the cause first, compilers last. */
function shortened(output) {
  const lines = output.trimEnd().split('\n');
  return lines.length <= 45 ? lines.join('\n') : [...lines.slice(0, 15), '  …', ...lines.slice(-30)].join('\n');
}

/**
 * Runs a program to its end in the project's root and keeps what it prints. Its code is 127 when it does not exist.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, echo?: boolean }} [options] echo: print as it comes, too
 * @returns {Promise<{ code: number, output: string }>}
 */
export function runCaptured(command, args, { env = {}, echo = false } = {}) {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // npm and npx are batch files on Windows.
      shell: process.platform === 'win32',
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
        if (echo) process.stdout.write(chunk);
      });
    }
    child.once('error', (error) => resolve({ code: 127, output: String(error.message) }));
    child.once('close', (code, signal) => {
      const how = signal ? `\nended by ${signal}` : '';
      resolve({ code: code ?? 1, output: output + how });
    });
  });
}

/** Prints what stopped us, and leaves with code 1. @param {unknown} error @returns {never} */
export function giveUp(error) {
  if (error instanceof StageFailure) console.error(`\n${error.message}\n→ ${error.advice}`);
  else console.error(error);
  process.exit(1);
}
