import { readFile, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { root } from './stage.mjs';

/*
 * postgres 3.4.9, whose last release this is, mishandles a connection that the server ends: a write that was put off to the next turn hits the
 * closed socket and throws where nobody can catch it (its issues 1154, 1208), or was cancelled without being forgotten, so that this place of the
 * pool never writes again. Either would turn a restart of the database into a dead or a silent process. engine/src/db/client.test.ts shows it.
 */
const FILE = new URL('node_modules/postgres/src/connection.js', root);
const MARK = '/* mended by scripts/mend-postgres.mjs */';

const CHANGES = [
  {
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
    find: '    clearImmediate(nextWriteTimer)\n',
    put: `    clearImmediate(nextWriteTimer)\n    chunk = nextWriteTimer = null ${MARK}\n`,
    times: 2,
  },
];

/** Mends the installed driver, once. @throws when its code is not the one that the changes were made for. */
export async function mendPostgres() {
  let text = await readFile(FILE, 'utf8');
  if (text.includes(MARK)) return;
  for (const { find, put, times } of CHANGES) {
    const found = text.split(find).length - 1;
    if (found !== times)
      throw new Error(
        `node_modules/postgres holds "${find.trim()}" ${found} times, expected ${times}: look whether its new version still needs scripts/mend-postgres.mjs.`,
      );
    text = text.replaceAll(find, put);
  }
  await writeFile(FILE, text);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await mendPostgres();
