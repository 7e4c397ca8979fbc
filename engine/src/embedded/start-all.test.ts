import { mkdtemp, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { readConfig } from '../config.ts';
import { isPortFree } from './free-port.ts';
import { readKept } from './kept-file.ts';
import { markOf } from './process-mark.ts';
import { resetData } from './reset.ts';
import { type Embedded, type StageReport, startEmbedded } from './start-all.ts';

describe('startEmbedded', () => {
  const started: Embedded[] = [];
  const folders: string[] = [];

  afterEach(async () => {
    for (const embedded of started.splice(0)) await embedded.stop();
    for (const folder of folders.splice(0)) await resetData(folder);
  });

  async function start(environment: Record<string, string>, into?: string) {
    const dir = into ?? (await mkdtemp(join(tmpdir(), 'trellis-all-')));
    if (!into) folders.push(dir);
    const lines: string[] = [];
    const report: StageReport = {
      stage: (name) => ({
        note: () => undefined,
        done: (line) => lines.push(`${name}: ${line}`),
        failed: () => lines.push(`${name} failed`),
      }),
    };
    const starting = startEmbedded({ dir, config: readConfig(environment), report, onMail: async () => undefined });
    starting.then(
      (embedded) => started.push(embedded),
      () => undefined,
    );
    return { dir, lines, starting };
  }

  it('brings only what the environment does not name, and keeps one secret', async () => {
    const { ownerUrl, temporalAddress } = inject('servers');
    const environment = { DATABASE_URL: `${ownerUrl}/postgres`, TEMPORAL_ADDRESS: temporalAddress };
    const { dir, starting, lines } = await start(environment);
    const embedded = await starting;
    expect(embedded).toMatchObject({
      databaseUrl: environment.DATABASE_URL,
      maxConnections: undefined,
      temporalAddress,
      hasMailbox: true,
    });
    expect(embedded.smtpUrl).toMatch(/^smtp:\/\/127\.0\.0\.1:\d+$/);
    expect(lines).toContain('PostgreSQL: yours, by DATABASE_URL');
    expect(embedded.secret.length).toBeGreaterThanOrEqual(32);
    expect((await stat(join(dir, 'secret'))).mode & 0o777).toBe(0o600);
    await started.pop()?.stop();
    const again = await (await start(environment, dir)).starting;
    expect(again).toMatchObject({ secret: embedded.secret, smtpUrl: embedded.smtpUrl });
  });

  it('tells of a lost server once, and leaves none behind', async () => {
    const embedded = await (await start({ SMTP_URL: 'smtp://127.0.0.1:25' })).starting;
    expect(embedded.hasMailbox).toBe(false);
    const [postgres, temporal] = embedded.pids;
    process.kill(postgres ?? 0, 'SIGKILL');
    expect((await embedded.lost).message).toContain('PostgreSQL');
    await started.pop()?.stop();
    expect(await markOf(temporal ?? 0)).toBeUndefined();
  });

  it('ends the others when one cannot start', async () => {
    const first = await start({
      SMTP_URL: 'smtp://127.0.0.1:25',
      DATABASE_URL: `${inject('servers').ownerUrl}/postgres`,
    });
    await first.starting;
    // Temporal is in use by the first; PostgreSQL could start and must not stay.
    const second = await start({ SMTP_URL: 'smtp://127.0.0.1:25' }, first.dir);
    await expect(second.starting).rejects.toMatchObject({ code: 'embedded.in_use' });
    expect(second.lines).toContain('Temporal failed');
    expect(await isPortFree(Number(await readKept(join(first.dir, 'postgres/port'))))).toBe(true);
  });
});
