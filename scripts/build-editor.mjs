import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root, runQuietly, stage } from './stage.mjs';

const STAMP = new URL('.cache/editor-build', root);
const BUILT = new URL('editor/dist/index.html', root);
/** All that goes into the built editor. */
const SOURCES = ['editor', 'shared/src', 'package-lock.json', 'tsconfig.base.json'];
const NOT_SOURCES = new Set(['node_modules', 'dist']);

/** Builds the editor with vite, unless the last build was made of exactly the present sources. */
export async function buildEditor() {
  const hash = await hashOfSources();
  const built = await readFile(STAMP, 'utf8').catch(() => '');
  if (built === hash && existsSync(BUILT)) return;
  await stage('Building the editor', async () => {
    const vite = createRequire(new URL('editor/package.json', root)).resolve('vite/package.json');
    await runQuietly(
      process.execPath,
      [join(dirname(vite), 'bin', 'vite.js'), 'build', 'editor', '--logLevel', 'warn'],
      {
        failure: 'The editor could not be built',
        advice: 'Mend what vite names above; `npx tsc -b` shows more of it.',
      },
    );
    await mkdir(dirname(fileURLToPath(STAMP)), { recursive: true });
    await writeFile(STAMP, hash);
    return 'Editor built';
  });
}

async function hashOfSources() {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    for (const path of await filesIn(fileURLToPath(new URL(source, root)))) {
      hash
        .update(`${path}\0`)
        .update(await readFile(path))
        .update('\0');
    }
  }
  return hash.digest('hex');
}

/** Every file below a folder, in a stable order; a file stands for itself. */
async function filesIn(path) {
  const entries = await readdir(path, { withFileTypes: true }).catch((error) => {
    if (error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (!entries) return [path];
  const files = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (NOT_SOURCES.has(entry.name)) continue;
    if (entry.isDirectory()) files.push(...(await filesIn(join(path, entry.name))));
    else if (entry.isFile()) files.push(join(path, entry.name));
  }
  return files;
}
