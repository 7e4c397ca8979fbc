import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterEach, describe, expect, it } from 'vitest';
import { readConfig } from '../config.ts';
import { type EmbeddedTemporal, startTemporal } from './temporal.ts';

const { cacheDir } = readConfig();

describe('embedded Temporal', () => {
  const servers: EmbeddedTemporal[] = [];
  const folders: string[] = [];

  afterEach(async () => {
    for (const server of servers.splice(0)) await server.stop();
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
  });

  async function folder(): Promise<string> {
    const made = await mkdtemp(join(tmpdir(), 'trellis temporal '));
    folders.push(made);
    return made;
  }

  async function start(
    dir: string,
    options: { inMemory?: boolean; namespace?: string; report?: (line: string) => void } = {},
  ) {
    const server = await startTemporal({ dir, cacheDir, ...options });
    servers.push(server);
    return server;
  }

  async function withClient<T>(
    { address, namespace }: EmbeddedTemporal,
    work: (client: Client) => Promise<T>,
  ): Promise<T> {
    const connection = await Connection.connect({ address });
    try {
      return await work(new Client({ connection, namespace }));
    } finally {
      await connection.close();
    }
  }

  const startRun = (server: EmbeddedTemporal, workflowId: string) =>
    withClient(server, (client) => client.workflow.start('run', { workflowId, taskQueue: 'nobody-listens' }));
  const statusOf = (server: EmbeddedTemporal, workflowId: string) =>
    withClient(server, async (client) => (await client.workflow.getHandle(workflowId).describe()).status.name);

  it('is fresh once: runs, address and version are there again at the next start', async () => {
    const dir = await folder();
    const first = await start(dir);
    expect(first.fresh).toBe(true);
    await startRun(first, 'run:1');
    await first.stop();
    const second = await start(dir);
    expect(second).toMatchObject({ fresh: false, address: first.address, version: first.version });
    expect(await statusOf(second, 'run:1')).toBe('RUNNING');
  });

  it('starts an empty database, and says so, after a change of the server version', async () => {
    const dir = await folder();
    const first = await start(dir);
    await startRun(first, 'run:1');
    await first.stop();
    await writeFile(join(dir, 'temporal/version'), '1.29.0');
    const lines: string[] = [];
    const second = await start(dir, { report: (line) => lines.push(line) });
    expect(second.fresh).toBe(true);
    expect(lines).toEqual([expect.stringContaining('1.29.0')]);
    await expect(statusOf(second, 'run:1')).rejects.toThrow('not found');
  });

  it('keeps a started run through SIGKILL, and tells how the server ended', async () => {
    const dir = await folder();
    const killed = await start(dir);
    await startRun(killed, 'run:1');
    process.kill(killed.pid, 'SIGKILL');
    expect(await killed.exited).toMatchObject({ expected: false, message: expect.stringContaining('SIGKILL') });
    await killed.stop();
    const next = await start(dir);
    expect(next.fresh).toBe(false);
    expect(await statusOf(next, 'run:1')).toBe('RUNNING');
  });

  it('writes no database in memory, and knows the namespace asked for', async () => {
    const dir = await folder();
    const server = await start(dir, { inMemory: true, namespace: 'nurture' });
    await startRun(server, 'run:1');
    expect(await statusOf(server, 'run:1')).toBe('RUNNING');
    await expect(stat(join(dir, `temporal/${server.version}.db`))).rejects.toThrow('ENOENT');
  });
});
