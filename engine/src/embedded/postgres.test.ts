import { type ChildProcess, fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readKept } from './kept-file.ts';
import { type EmbeddedPostgres, startPostgres } from './postgres.ts';
import { markOf } from './process-mark.ts';
import { resetData } from './reset.ts';

const isRoot = process.getuid?.() === 0;
/** An ordinary user that every Unix has: daemon. */
const ORDINARY = 1;
/** In a checkout below root's home nobody else can run our code. */
const canBecomeOrdinary =
  isRoot &&
  spawnSync('/bin/sh', ['-c', 'test -r "$1"', 'sh', import.meta.filename], { uid: ORDINARY, cwd: '/' }).status === 0;

describe('embedded PostgreSQL', () => {
  const servers: EmbeddedPostgres[] = [];
  const held: ChildProcess[] = [];
  const roots: string[] = [];

  afterEach(async () => {
    for (const child of held.splice(0)) child.kill('SIGKILL');
    for (const server of servers.splice(0)) await server.stop();
    for (const root of roots.splice(0)) {
      await vi.waitFor(() => resetData(join(root, '.trellis')), { timeout: 10_000 });
      await rm(root, { recursive: true });
    }
  });

  async function checkout(name = 'checkout'): Promise<string> {
    const root = await mkdtemp(join(tmpdir(), `trellis ${name} `));
    roots.push(root);
    await chmod(root, 0o755);
    return root;
  }

  async function start(root: string): Promise<EmbeddedPostgres> {
    const server = await startPostgres({ dir: join(root, '.trellis'), unsafe: true });
    servers.push(server);
    return server;
  }

  /** Starts PostgreSQL from another process, which may have another user, and can be killed. */
  async function hold(root: string, user?: number): Promise<{ child: ChildProcess; url: string; pid: number }> {
    const child = fork(join(import.meta.dirname, 'fixtures', 'hold-postgres.ts'), [join(root, '.trellis')], {
      execArgv: ['--import', import.meta.resolve('tsx')],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      ...(user ? { uid: user, gid: user } : {}),
    });
    held.push(child);
    const [said] = (await once(child, 'message')) as [{ url: string; pid: number }];
    return { child, ...said };
  }

  async function ask(url: string, text: string): Promise<unknown> {
    const sql = postgres(url, { max: 1, onnotice: () => undefined });
    try {
      const [row] = await sql.unsafe(text).values();
      return row?.[0];
    } finally {
      await sql.end();
    }
  }

  it('keeps data, port and password from one start to the next', async () => {
    const root = await checkout();
    const first = await start(root);
    await ask(first.url, 'create table kept (word text)');
    await ask(first.url, `insert into kept values ('still here')`);
    await first.stop();
    const second = await start(root);
    expect(second.url).toBe(first.url);
    expect(await ask(second.url, 'select word from kept')).toBe('still here');
  });

  it('wants the password, which only its owner can read', async () => {
    const root = await checkout();
    const { url } = await start(root);
    const wrong = new URL(url);
    wrong.password = 'wrong';
    await expect(ask(wrong.toString(), 'select 1')).rejects.toThrow('password authentication failed');
    expect((await stat(join(root, '.trellis/postgres/password'))).mode & 0o777).toBe(0o600);
  });

  it('says which process holds a folder instead of starting twice on it', async () => {
    const root = await checkout();
    await start(root);
    await expect(start(root)).rejects.toMatchObject({
      code: 'embedded.in_use',
      message: expect.stringContaining(String(process.pid)),
    });
  });

  it('serves two checkouts side by side, and moves when its kept port was taken', async () => {
    const [one, other] = [await checkout('one'), await checkout('other')];
    const first = await start(one);
    await mkdir(join(other, '.trellis/postgres'), { recursive: true });
    await writeFile(join(other, '.trellis/postgres/port'), String(first.port));
    const second = await start(other);
    expect(second.port).not.toBe(first.port);
    expect(await ask(first.url, 'select 1')).toBe(1);
    expect(await ask(second.url, 'select 1')).toBe(1);
  });

  it('tells of a server killed from outside, and recovers its data at the next start', async () => {
    const root = await checkout();
    const killed = await start(root);
    await ask(killed.url, 'create table survived ()');
    process.kill(killed.pid, 'SIGKILL');
    const exit = await killed.exited;
    expect(exit).toMatchObject({ expected: false });
    expect(exit.message).toContain(`(pid ${killed.pid}) was ended by SIGKILL`);
    await killed.stop();
    const { url } = await start(root);
    expect(await ask(url, 'select count(*)::int from survived')).toBe(0);
  });

  it('starts over a pid file whose pid now belongs to another program', async () => {
    const root = await checkout();
    const { url, stop } = await start(root);
    const data = String(await ask(url, 'show data_directory'));
    await stop();
    // PostgreSQL takes only processes of its own user for another server.
    const { uid, gid } = await stat(data);
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 60_000)'], { uid, gid, cwd: '/' });
    held.push(stranger);
    await once(stranger, 'spawn');
    await writeFile(join(data, 'postmaster.pid'), `${stranger.pid}\n/elsewhere\n`);
    expect((await start(root)).url).toBe(url);
  });

  it('stops when the process that started it is killed', async () => {
    const root = await checkout();
    const { child, pid } = await hold(root);
    child.kill('SIGKILL');
    await vi.waitFor(async () => expect(await markOf(pid)).toBeUndefined(), { timeout: 10_000 });
    const log = await readFile(join(root, '.trellis/postgres/log'), 'utf8');
    expect(log).toContain('received fast shutdown request');
  });

  it('ends a server that outlived its owner before it starts its own', async () => {
    const root = await checkout();
    const { child, pid } = await hold(root);
    // A stopped server cannot obey the leash, and looks like one whose leash was killed too.
    process.kill(pid, 'SIGSTOP');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await markOf(pid)).toBeDefined();
    const next = start(root);
    process.kill(pid, 'SIGCONT');
    expect((await next).pid).not.toBe(pid);
    expect(await markOf(pid)).toBeUndefined();
  });

  it.runIf(isRoot)('as root, lives elsewhere when its user cannot reach the checkout', async () => {
    const root = await checkout();
    await chmod(root, 0o700);
    const { url } = await start(root);
    const location = await readKept(join(root, '.trellis/location'));
    expect(location).toMatch(/^\/var\/lib\/trellis\/[0-9a-f]{12}$/);
    expect(await ask(url, 'show data_directory')).toBe(`${location}/data`);
    await servers.pop()?.stop();
    await resetData(join(root, '.trellis'));
    await expect(stat(location ?? '')).rejects.toThrow('ENOENT');
  });

  it.runIf(canBecomeOrdinary)('runs for an ordinary user, and for root on the data of that user', async () => {
    const root = await checkout();
    await chown(root, ORDINARY, ORDINARY);
    const { child, url } = await hold(root, ORDINARY);
    await ask(url, 'create table theirs ()');
    child.send('stop');
    await once(child, 'exit');
    const asRoot = await start(root);
    expect(await ask(asRoot.url, 'select count(*)::int from theirs')).toBe(0);
    expect((await stat(`/proc/${asRoot.pid}`)).uid).toBe(ORDINARY);
  });
});
