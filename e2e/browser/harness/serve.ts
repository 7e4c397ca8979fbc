import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { readConfig } from '@trellis/engine/config.ts';
import { startAll } from '@trellis/engine/roles/start.ts';

/*
 * The process of one browser test file: the whole of Trellis, as `npm start` runs it, over a folder of the test's own.
 * Started by trellis.ts with { dir, env } as its one argument; tells its URL by a message, ends on SIGTERM.
 */
const root = new URL('../../../', import.meta.url);
const { dir, env } = JSON.parse(process.argv[2] ?? '{}') as { dir: string; env: Record<string, string> };
const { version } = JSON.parse(await readFile(new URL('package.json', root), 'utf8')) as { version: string };
const running = await startAll(readConfig(env), {
  dir,
  editorDir: fileURLToPath(new URL('editor/dist', root)),
  version,
  write: (line) => void process.stdout.write(`${line}\n`),
});
process.send?.({ url: running.url });
const asked = new Promise<void>((resolve) => process.once('SIGTERM', () => resolve()));
const failure = await Promise.race([asked, running.failed]);
if (failure) {
  process.stderr.write(`${failure}\n`);
  process.exitCode = 1;
}
await running.stop();
