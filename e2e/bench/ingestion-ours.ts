import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { problems } from '@trellis/engine/api/problems.ts';
import { createDatabase } from '@trellis/engine/db/client.ts';
import { intakeRouter } from '@trellis/engine/intake/router.ts';
import express from 'express';

/** Our intake as the api serves it, without the routes beside it. */
const { appUrl = '', systemUrl = '' } = JSON.parse(process.argv[2] ?? '{}') as Record<string, string>;
const db = createDatabase({ appUrl, systemUrl, appPool: 20, systemPool: 8 });
const app = express();
app.disable('x-powered-by');
app.use(problems);
app.use('/v1', intakeRouter({ db, nudge: () => undefined, callsPerMinute: 10_000_000 }));
const server = createServer(app).listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port })}\n`);
});
process.once('SIGTERM', () => process.exit(0));
