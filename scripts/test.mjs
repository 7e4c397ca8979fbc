import './node-version.mjs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { buildEditor } from './build-editor.mjs';
import { ensureChromium } from './chromium.mjs';
import { installPackages } from './install.mjs';
import { root, runCaptured, StageFailure, stage } from './stage.mjs';

/*
 * `npm test` runs all suites. Arguments choose: a suite's name (checks shared engine editor e2e), or any part of a test
 * file's path. Ends with the plain line "N passed, N failed" and code 1 when something failed or nothing ran.
 */
const UNIT = ['shared', 'engine', 'editor'];
const SUITES = ['checks', ...UNIT, 'e2e'];
const REPORT = new URL('.cache/vitest.json', root);

/** Checks of the whole project; each counts as one test. */
const CHECKS = {
  'formatting and lint rules': () => runCaptured('npx', ['--no-install', 'biome', 'check', '.']),
  types: () => runCaptured('npx', ['--no-install', 'tsc', '-b']),
  'lines per file': () => runCaptured(process.execPath, ['scripts/check-lines.mjs']),
  'unused files, exports and dependencies': () => runCaptured('npx', ['--no-install', 'knip']),
};

const total = { passed: 0, failed: 0, skipped: 0 };
try {
  const wanted = process.argv.slice(2);
  const suites = wanted.filter((word) => SUITES.includes(word));
  const paths = wanted.filter((word) => !SUITES.includes(word));
  const byPath = (suite) => UNIT.includes(suite) || paths.some((path) => path.startsWith(suite));
  const unnamed = (suite) => (paths.length > 0 ? byPath(suite) : suites.length === 0);
  const runs = (suite) => suites.includes(suite) || unnamed(suite);
  await installPackages();
  if (runs('checks')) {
    for (const [name, run] of Object.entries(CHECKS)) await counted(() => check(name, run));
    await counted(buildEditor);
  }
  const unit = UNIT.filter(runs);
  if (unit.length > 0) await vitest(unit, paths);
  if (runs('e2e')) {
    await ensureChromium();
    // Among the checks the build is already counted, and reported.
    if (!runs('checks')) await buildEditor();
    await vitest(['e2e'], paths);
  }
} catch (error) {
  report(error);
  total.failed++;
}
if (total.passed + total.failed === 0)
  console.error('\nNo test ran. Name a suite (checks, shared, engine, editor, e2e) or a part of a path.');
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;

async function check(name, run) {
  await stage(`Check: ${name}`, async () => {
    const { code, output } = await run();
    if (code !== 0) throw new StageFailure(output.trimEnd(), `Mend what is named above: ${name}.`);
  });
}

/** Counts one piece of work as one test. */
async function counted(work) {
  try {
    await work();
    total.passed++;
  } catch (error) {
    total.failed++;
    report(error);
  }
}

function report(error) {
  console.error(error instanceof StageFailure ? `\n${error.message}\n→ ${error.advice}\n` : error);
}

/** Runs vitest over some of its projects and adds what its JSON report counts. */
async function vitest(projects, paths) {
  console.log(`\n  vitest: ${projects.join(', ')}`);
  await mkdir(fileURLToPath(new URL('.', REPORT)), { recursive: true });
  await rm(REPORT, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${fileURLToPath(REPORT)}`];
  const chosen = projects.flatMap((project) => ['--project', project]);
  const args = ['--no-install', 'vitest', 'run', '--passWithNoTests', ...reporters, ...chosen, ...paths];
  const { code } = await runCaptured('npx', args, { echo: true });
  const report = JSON.parse(await readFile(REPORT, 'utf8').catch(() => '{"testResults":[]}'));
  // A file that could not even be loaded has no failed test, but it failed.
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
  );
  const failed = (report.numFailedTests ?? 0) + broken.length;
  total.passed += report.numPassedTests ?? 0;
  total.skipped += (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0);
  // Such as an error outside any test, or servers that did not come up.
  total.failed += code !== 0 && failed === 0 ? 1 : failed;
}
