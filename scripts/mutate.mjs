import './node-version.mjs';
import { link, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root, runCaptured } from './stage.mjs';

/*
 * `npm run mutations [part of an id, a file or what is broken …]`: breaks one rule each in copies of the source, and runs the table of that rule, which
 * has to fail; on a copy that is left whole it has to pass. The copies stand in a temporary folder, the checkout is never touched, and all tables run
 * in one vitest over one set of servers.
 *
 * Ends with the mutations that survived, and code 1 if there are any.
 */
const PARTS = ['shared', 'engine', 'migrations'];
const FILES = ['tsconfig.base.json', 'package.json'];
const WHOLE = 'whole';
/** Mutations of one run of vitest. */
const AT_ONCE = 25;

const args = process.argv.slice(2);
const checkout = fileURLToPath(root);
const all = JSON.parse(await readFile(join(checkout, 'scripts/mutations.json'), 'utf8'));
const chosen = all.filter(
  ({ id, file, says }) =>
    args.length === 0 || args.some((word) => id === word || file.includes(word) || says.includes(word)),
);
if (chosen.length === 0)
  throw new Error(`No mutation fits “${args.join(' ')}”. Name an id such as W5, or a part of a file.`);

const started = performance.now();
const survived = [];
const unclear = [];
// The servers' template is migrated by the whole copy: a mutant of a migration needs a run of its own.
const apart = chosen.filter(({ file }) => file.startsWith('migrations/'));
// Pure tables first: they need no servers. In batches, so that something is told meanwhile.
for (const part of ['shared/', 'engine/']) {
  const batch = chosen.filter((mutation) => !apart.includes(mutation) && mutation.test.startsWith(part));
  for (let at = 0; at < batch.length; at += AT_ONCE) await judge(batch.slice(at, at + AT_ONCE));
}
for (const mutation of apart) await judge([mutation], { servers: 'm0' });
for (const { id, says, file } of survived) console.log(`survived: ${id}, ${says} (${file})`);
for (const { id, says, why } of unclear) console.log(`no verdict: ${id}, ${says}: ${why}`);
const seconds = Math.round((performance.now() - started) / 1_000);
const killed = chosen.length - survived.length - unclear.length;
console.log(`\n${killed} of ${chosen.length} mutations were found by their tables in ${seconds} s`);
process.exitCode = survived.length + unclear.length > 0 ? 1 : 0;

/** Runs the tables of these mutations, each in a copy of its own, and those of the whole copy. `servers`: the copy that brings them up. */
async function judge(mutations, { servers = WHOLE } = {}) {
  if (mutations.length === 0) return;
  const folder = await mkdtemp(join(tmpdir(), 'trellis-mutations-'));
  try {
    await linkModules(join(checkout, 'node_modules'), join(folder, 'node_modules'));
    const sources = await sourcesOf(checkout);
    await copyTree(folder, WHOLE, sources, checkout);
    for (const [index, mutation] of mutations.entries()) {
      await copyTree(folder, `m${index}`, sources, join(folder, WHOLE));
      const path = join(folder, `m${index}`, mutation.file);
      const source = await readFile(path, 'utf8');
      if (source.split(mutation.find).length !== 2)
        throw new Error(`“${mutation.find}” does not stand once in ${mutation.file}.`);
      // A new file: the old one is shared with all copies.
      await rm(path);
      await writeFile(
        path,
        source.replace(mutation.find, () => mutation.replace),
      );
    }
    const tables = [...new Set(mutations.map(({ test }) => test))];
    const files = [
      ...tables.map((test) => `${WHOLE}/${test}`),
      ...mutations.map(({ test }, index) => `m${index}/${test}`),
    ];
    // Whole copies want whole servers.
    const own = servers !== WHOLE;
    const ofWhole = own ? await run(folder, files.slice(0, tables.length), WHOLE) : undefined;
    const ofAll = await run(folder, own ? files.slice(tables.length) : files, servers);
    const told = (file) => ofWhole?.get(file) ?? ofAll.get(file) ?? { passed: 0, failed: 0 };
    for (const [index, mutation] of mutations.entries()) {
      const [before, after] = [told(`${WHOLE}/${mutation.test}`), told(`m${index}/${mutation.test}`)];
      const why =
        before.failed > 0 || before.passed === 0
          ? 'its table fails already, or is empty'
          : after.passed + after.failed === 0
            ? 'the mutant could not even be loaded'
            : undefined;
      const verdict = why ? 'no verdict' : after.failed > 0 ? 'killed' : 'survived';
      if (verdict === 'survived') survived.push(mutation);
      if (why) unclear.push({ ...mutation, why });
      console.log(`${verdict.padEnd(10)} ${mutation.id.padEnd(7)} ${mutation.says}`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs test files of the copies; answers how many tests passed and failed, by file. */
async function run(folder, files, servers) {
  const of = (part) => JSON.stringify(files.filter((file) => file.includes(`/${part}/`)));
  const projects = `[
    { test: { name: 'shared', include: ${of('shared')}, testTimeout: 30_000 } },
    { test: { name: 'engine', include: ${of('engine')}, globalSetup: ['${servers}/engine/src/testing/cluster.ts'], testTimeout: 30_000, hookTimeout: 60_000 } },
  ]`;
  await writeFile(
    join(folder, 'vitest.config.mjs'),
    `export default { test: { passWithNoTests: true, projects: ${projects} } };\n`,
  );
  const report = join(folder, 'report.json');
  const vitest = join(checkout, 'node_modules/vitest/vitest.mjs');
  await runCaptured(process.execPath, [vitest, 'run', '--root', folder, '--reporter=json', `--outputFile=${report}`], {
    cwd: folder,
  });
  const { testResults } = JSON.parse(await readFile(report, 'utf8'));
  return new Map(
    testResults.map(({ name, assertionResults }) => {
      const count = (wanted) => assertionResults.filter(({ status }) => status === wanted).length;
      return [relative(folder, name).split(sep).join('/'), { passed: count('passed'), failed: count('failed') }];
    }),
  );
}

/** Paths of what a copy needs, from the checkout. */
async function sourcesOf(from) {
  const found = [...FILES];
  for (const part of PARTS)
    for (const entry of await readdir(join(from, part), { recursive: true, withFileTypes: true })) {
      const path = relative(from, join(entry.parentPath, entry.name));
      if (entry.isFile() && !/(^|[\\/])(node_modules|dist)[\\/]/.test(path)) found.push(path);
    }
  return found;
}

async function copyTree(folder, name, sources, from) {
  const tree = join(folder, name);
  const made = new Set();
  for (const path of sources) {
    const to = join(tree, path);
    const parent = join(to, '..');
    if (!made.has(parent)) await mkdir(parent, { recursive: true });
    made.add(parent);
    // The first copy is one; the others share its files.
    if (from === checkout) await writeFile(to, await readFile(join(from, path)));
    else await link(join(from, path), to);
  }
  await linkModules(join(checkout, 'node_modules'), join(tree, 'node_modules'));
  await linkModules(join(checkout, 'engine/node_modules'), join(tree, 'engine/node_modules')).catch(() => {});
  // The packages of a copy must find each other, not the checkout's.
  await mkdir(join(tree, 'node_modules/@trellis'), { recursive: true });
  for (const part of PARTS) await symlink(join(tree, part), join(tree, 'node_modules/@trellis', part));
}

async function linkModules(from, to) {
  const names = await readdir(from);
  await mkdir(to, { recursive: true });
  for (const one of names) if (one !== '@trellis' && one !== '.vite') await symlink(join(from, one), join(to, one));
}
