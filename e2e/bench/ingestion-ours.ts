import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDatabase } from '@trellis/engine/db/client.ts';
import { createIntake } from '@trellis/engine/intake/serve.ts';

/** Our intake as the api serves it, without the routes beside it. */
const { appUrl = '', systemUrl = '' } = JSON.parse(process.argv[2] ?? '{}') as Record<string, string>;
const db = createDatabase({ appUrl, systemUrl, appPool: 20, systemPool: 8 });
const unbounded = Number.MAX_SAFE_INTEGER;
const intake = await createIntake({ db, nudge: () => undefined, callsPerMinute: unbounded, callsPerKey: unbounded });
const server = createServer((request, response) => {
  if (!intake.serve(request, response)) response.writeHead(404).end();
}).listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port })}\n`);
});
process.once('SIGTERM', () => process.exit(0));
