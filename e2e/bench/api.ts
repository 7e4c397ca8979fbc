import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApi } from '@trellis/engine/api/app.ts';
import { startWorkspaceDispatcher } from '@trellis/engine/runs/worker-process.ts';
import { createServices } from '@trellis/engine/services.ts';

/** The whole api with its dispatcher, as `engine api` runs it, on a free port. Its bounds are out of the way: all calls come from one address. */
const {
  appUrl = '',
  systemUrl = '',
  address = '',
  namespace = '',
  secret = '',
} = JSON.parse(process.argv[2] ?? '{}') as Record<string, string>;
const services = await createServices({
  database: { appUrl, systemUrl, appPool: 20, systemPool: 8 },
  temporal: { address, namespace },
  secret,
  publicUrl: 'http://trellis.example',
  logLevel: 'warn',
  nodePackages: [],
});
const dispatcher = startWorkspaceDispatcher(services);
const spoolDir = await mkdtemp(join(tmpdir(), 'trellis-spool-'));
const unbounded = Number.MAX_SAFE_INTEGER;
const api = await createApi({
  ...services,
  nudge: () => dispatcher.nudge(),
  clockChanged: () => undefined,
  settings: {
    host: '127.0.0.1',
    setupToken: '',
    spoolDir,
    clockFactor: 1,
    version: 'bench',
    limits: { formPosts: unbounded, intakeCalls: unbounded, intakeCallsOfKey: unbounded },
  },
});
const server = createServer(api.app).listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port })}\n`);
});
process.once('SIGTERM', () => void rm(spoolDir, { recursive: true, force: true }).then(() => process.exit(0)));
