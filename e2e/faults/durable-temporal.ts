import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '@trellis/engine/config.ts';
import { type EmbeddedTemporal, startTemporal } from '@trellis/engine/embedded/temporal.ts';
import { bundleIsolate } from '@trellis/engine/runs/worker.ts';

export interface DurableTemporal {
  readonly address: string;
  readonly namespace: string;
  /** A file with the workflow bundle beside the server's own. */
  readonly bundle: string;
  /** SIGKILL, then a start on the same file and port; resolves when it answers again. */
  killAndRestart(): Promise<void>;
  /** SIGKILL, then a start with an empty database on the same port. */
  wipe(): Promise<void>;
  stop(): Promise<void>;
}

/** A Temporal server of a test's own, on a durable SQLite file, as `npm start` runs it. */
export async function startDurableTemporal(): Promise<DurableTemporal> {
  const dir = await mkdtemp(join(tmpdir(), 'trellis-faults-'));
  const start = () => startTemporal({ dir, cacheDir: readConfig().cacheDir });
  let server: EmbeddedTemporal = await start();
  const bundle = join(dir, 'isolate.js');
  await writeFile(bundle, (await bundleIsolate()).code);
  const kill = async () => {
    process.kill(server.pid, 'SIGKILL');
    await server.exited;
    await server.stop();
  };
  return {
    get address() {
      return server.address;
    },
    namespace: server.namespace,
    bundle,
    async killAndRestart() {
      await kill();
      server = await start();
    },
    async wipe() {
      await kill();
      // Without the note of its version the file counts as never finished.
      await rm(join(dir, 'temporal/version'));
      server = await start();
      if (!server.fresh) throw new Error('The Temporal server was to start empty, but found its former database.');
    },
    async stop() {
      await server.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
