import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { commandOf } from './process-mark.ts';
import { ServerFailure } from './server-failure.ts';

/** The state of a listening socket in /proc/net/tcp. */
const LISTEN = '0A';

/**
 * Fails with `embedded.port` when the URL's port cannot be listened on, naming the process that has it where that can be
 * known. Asked before anything is started, so that nothing has to be taken down again.
 */
export async function assertPortFree({ host, port }: { host: string; port: number }): Promise<void> {
  const fault = await listenFault(host, port);
  if (!fault) return;
  if (fault.code !== 'EADDRINUSE') {
    throw new ServerFailure(
      'embedded.port',
      `Trellis cannot listen on ${host}:${port}: ${fault.message}. Choose another: npm start -- --port N.`,
    );
  }
  const holder = await describePortHolder(port);
  const who = holder ? `by ${holder}` : 'by another process';
  throw new ServerFailure(
    'embedded.port',
    `Port ${port} is taken ${who}. Stop it, or choose another port: npm start -- --port ${port === 65_535 ? port - 1 : port + 1}.`,
  );
}

/** Such as `node server.js (pid 123)`; undefined when the process cannot be known, as for another user's. */
export async function describePortHolder(port: number): Promise<string | undefined> {
  const pid = process.platform === 'linux' ? await holderFromProc(port) : await holderFromLsof(port);
  if (!pid) return undefined;
  const command = (await commandOf(pid)).trim().slice(0, 120);
  return command ? `${command} (pid ${pid})` : `pid ${pid}`;
}

function listenFault(host: string, port: number): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', resolve);
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

async function holderFromProc(port: number): Promise<number | undefined> {
  const inodes = new Set<string>();
  for (const file of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const table = await readFile(file, 'utf8').catch(() => '');
    for (const line of table.split('\n').slice(1)) {
      const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
      if (state === LISTEN && Number.parseInt(local.split(':')[1] ?? '', 16) === port) inodes.add(`socket:[${inode}]`);
    }
  }
  if (inodes.size === 0) return undefined;
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    for (const fd of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
      if (inodes.has(await readlink(`/proc/${pid}/fd/${fd}`).catch(() => ''))) return Number(pid);
    }
  }
  return undefined;
}

async function holderFromLsof(port: number): Promise<number | undefined> {
  try {
    const { stdout } = await promisify(execFile)('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-t']);
    return Number(stdout.trim().split('\n')[0]) || undefined;
  } catch {
    return undefined;
  }
}
