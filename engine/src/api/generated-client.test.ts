import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { generateApi } from 'swagger-typescript-api';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { OWNER, startTestApi, type TestApi } from '../testing/api-server.ts';

const run = promisify(execFile);
let api: TestApi;
let dir = '';
beforeAll(async () => {
  [api, dir] = await Promise.all([startTestApi(), mkdtemp(join(tmpdir(), 'trellis-client-'))]);
});
afterAll(async () => {
  await api?.close();
  await rm(dir, { recursive: true, force: true });
});

/*
 * Somebody else's generator reads the served document; what it writes compiles in strict mode, with a program that uses it, and calls the real server.
 */
it('a client made of the document compiles, and its calls are answered in the types it promises', async () => {
  const cookie = api.cookieOf(await api.call('POST', '/api/setup', OWNER));
  const { body: key } = await api.call('POST', '/api/api-keys', { name: 'Client', scope: 'write' }, { cookie });
  const { body: document } = await api.call('GET', '/api/openapi.json');
  await writeFile(join(dir, 'openapi.json'), JSON.stringify(document));
  await generateApi({
    input: join(dir, 'openapi.json'),
    output: dir,
    fileName: 'client.ts',
    httpClientType: 'fetch',
    singleHttpClient: true,
    moduleNameFirstTag: true,
    silent: true,
  });
  await writeFile(join(dir, 'use.ts'), PROGRAM);
  const settings = {
    compilerOptions: {
      strict: true,
      target: 'es2022',
      module: 'esnext',
      moduleResolution: 'bundler',
      lib: ['es2023', 'dom', 'dom.iterable'],
      types: [],
      skipLibCheck: true,
    },
    files: ['client.ts', 'use.ts'],
  };
  await writeFile(join(dir, 'tsconfig.json'), JSON.stringify(settings));
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
  const compiled = await run(process.execPath, [tsc, '-p', dir, '--noCheck', 'false', '--outDir', dir]).catch(
    (error: { stdout: string }) => error,
  );
  expect(compiled.stdout).toBe('');
  const program = await readFile(join(dir, 'use.js'), 'utf8');
  await writeFile(join(dir, 'package.json'), JSON.stringify({ type: 'module' }));
  await writeFile(
    join(dir, 'use.js'),
    program.replace("'./client'", "'./client.js'").replace('"./client"', '"./client.js"'),
  );
  const { stdout } = await run(process.execPath, [join(dir, 'use.js'), api.url, key.key]);
  expect(JSON.parse(stdout)).toEqual({
    name: 'Aino',
    total: 1,
    refusal: { status: 404, code: 'not-found' },
  });
}, 60_000);

/** What a customer's program would look like. */
const PROGRAM = `
import { Api, HttpClient } from './client';
declare const process: { argv: string[]; stdout: { write(text: string): void } };
const [, , baseUrl = '', key = ''] = process.argv;
const api = new Api(
  new HttpClient({ baseUrl, baseApiParams: { headers: { authorization: \`Bearer \${key}\` }, format: 'json' } }),
);
async function main(): Promise<void> {
  const made = await api.leads.leadsCreate({ email: 'aino@lahti.example', firstName: 'Aino' });
  const name: string = made.data.name;
  const page = await api.leads.leadsList({ limit: 10 });
  const total: number = page.data.total;
  const refusal = await api.leads.leadsGet('00000000-0000-7000-8000-000000000000').then(
    () => null,
    (answer: { status: number; error: { code: string } }) => ({ status: answer.status, code: answer.error.code }),
  );
  process.stdout.write(JSON.stringify({ name, total, refusal }));
}
void main();
`;
