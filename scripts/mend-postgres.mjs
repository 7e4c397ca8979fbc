import { readFile, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { root } from './stage.mjs';

/*
 * postgres 3.4.9, whose last release this is, mishandles a connection that the server ends: a write that was put off to the next turn hits the
 * closed socket and throws where nobody can catch it (its issues 1154, 1208), or was cancelled without being forgotten, so that this place of the
 * pool never writes again. Either would turn a restart of the database into a dead or a silent process. A connection that ends while it is reserved
 * goes back to the pool as if it were open, and what waited for it is never told. engine/src/db/client.test.ts shows all of it.
 */
const MARK = '/* mended by scripts/mend-postgres.mjs */';

const CHANGES = [
  {
    file: 'connection.js',
    find: '  function nextWrite(fn) {\n',
    // The writer's query is told, as the driver itself tells those that were under way.
    put: `  function nextWrite(fn) {
    if (!socket) {
      ${MARK}
      chunk = nextWriteTimer = null
      error(Errors.connection('CONNECTION_CLOSED', options))
      return false
    }
`,
    times: 1,
  },
  {
    file: 'connection.js',
    find: '    clearImmediate(nextWriteTimer)\n',
    put: `    clearImmediate(nextWriteTimer)\n    chunk = nextWriteTimer = null ${MARK}\n`,
    times: 2,
  },
  {
    file: 'index.js',
    find: '    c.reserved.release = true\n',
    put: `    c.reserved.release = true
    let gone = false ${MARK}
    c.onclose = (error) => {
      gone = true
      while (queue.length) queue.shift().reject(error)
    }
`,
    times: 1,
  },
  {
    file: 'index.js',
    find: '    sql.release = () => {\n',
    put: `    sql.release = () => {
      if (gone) return ${MARK}
      c.onclose = null
`,
    times: 1,
  },
];

/** Mends the installed driver, once. @throws when its code is not the one that the changes were made for. */
export async function mendPostgres() {
  for (const file of new Set(CHANGES.map((change) => change.file))) {
    const path = new URL(`node_modules/postgres/src/${file}`, root);
    const text = await readFile(path, 'utf8');
    if (!text.includes(MARK)) await writeFile(path, mended(file, text));
  }
}

function mended(file, text) {
  return CHANGES.filter((change) => change.file === file).reduce((mending, { find, put, times }) => {
    const found = mending.split(find).length - 1;
    if (found !== times)
      throw new Error(
        `node_modules/postgres/src/${file} holds "${find.trim()}" ${found} times, expected ${times}: look whether its new version still needs scripts/mend-postgres.mjs.`,
      );
    return mending.replaceAll(find, put);
  }, text);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await mendPostgres();
