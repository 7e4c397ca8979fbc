import './node-version.mjs';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildEditor } from './build-editor.mjs';
import { installPackages } from './install.mjs';
import { giveUp, root, runQuietly, StageFailure, stage } from './stage.mjs';

const USAGE = `npm start -- [options]
  --port N   the port of Trellis's URL (default 4400)
  --reset    empty the data in .trellis first, after asking
  --yes      do not ask`;

const DATA = fileURLToPath(new URL('.trellis', root));
/** Npm and the terminal may both pass on one Ctrl-C: a second one counts only after this long. */
const SAME_PRESS_MS = 1_000;
const PARENT_LOOK_MS = 500;

try {
  const options = readOptions();
  if (options.help) {
    console.log(USAGE);
    process.exit(0);
  }
  console.log('Trellis');
  if (options.reset && !options.yes) await askForReset();
  await installPackages();
  if (options.reset) await reset();
  await buildEditor();
  process.exitCode = await runEngine(options.port ? ['--port', options.port] : []);
} catch (error) {
  giveUp(error);
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string' },
        reset: { type: 'boolean' },
        yes: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.port !== undefined && !(Number(values.port) >= 1 && Number(values.port) <= 65_535)) {
      throw new Error(`--port: found "${values.port}", expected 1 to 65535`);
    }
    return values;
  } catch (error) {
    throw new StageFailure(error.message, USAGE);
  }
}

async function askForReset() {
  if (!existsSync(DATA)) return;
  if (!process.stdin.isTTY)
    throw new StageFailure(
      '--reset removes all data, and there is nobody to ask.',
      'Add --yes: npm start -- --reset --yes',
    );
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`Remove all leads, workflows, runs and mails kept in ${DATA}? [y/N] `);
  terminal.close();
  if (!/^y(es)?$/i.test(answer.trim()))
    throw new StageFailure('Nothing was removed.', 'Start without --reset to keep the data.');
}

async function reset() {
  await stage('Removing the data', async () => {
    await runQuietly(process.execPath, ['--import', 'tsx', 'scripts/reset.mjs', DATA], {
      failure: 'The data could not be removed',
      advice: 'Stop what is named above, or remove the folder .trellis by hand.',
    });
    return 'Data removed';
  });
}

/**
 * Runs the engine until it ends and answers its exit code. It has a process group of its own, so that a Ctrl-C
 * reaches it once, through us: first to drain and stop in order, pressed again to end at once.
 */
function runEngine(flags) {
  return new Promise((resolve) => {
    const engine = spawn(
      process.execPath,
      ['--import', 'tsx', '--import', './scripts/leash.mjs', 'engine/src/main.ts', 'start', ...flags],
      { cwd: root, detached: process.platform !== 'win32', stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
    );
    let askedAt = 0;
    const stop = (signal) => {
      if (askedAt === 0) {
        askedAt = performance.now();
        if (signal === 'SIGINT') console.log('\nStopping; Ctrl-C again ends it at once.');
        engine.kill('SIGTERM');
      } else if (performance.now() - askedAt > SAME_PRESS_MS) engine.kill('SIGKILL');
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
    onNpmGone(() => stop('SIGTERM'));
    engine.once('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    engine.once('exit', (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}

/**
 * A SIGTERM to npm ends only the shell between npm and us. So, started by npm, we watch our parent; started in another
 * way we don't, because then it may leave us running on purpose.
 */
function onNpmGone(callback) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    callback();
  }, PARENT_LOOK_MS);
  watch.unref();
}
