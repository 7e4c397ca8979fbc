import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import postgres from 'postgres';
import { uuidv7 } from 'uuidv7';

/** Express that answers without a database, and Express with one plain insert an event: no dedup, no leads, no outbox. */
const { ownerUrl = '', workspaceId = '', leadId = '' } = JSON.parse(process.argv[2] ?? '{}') as Record<string, string>;
const sql = postgres(ownerUrl, { max: 20, onnotice: () => undefined });
const app = express();
app.disable('x-powered-by');
app.use(express.json());
app.post('/nothing', (_request, response) => void response.json({ success: true }));
app.post('/naive', async (request, response) => {
  const { event, messageId, properties } = request.body as {
    event: string;
    messageId: string;
    properties: postgres.JSONValue;
  };
  await sql`insert into peer_events (id, workspace_id, lead_id, name, properties, occurred_at, received_at, message_id, source)
    values (${uuidv7()}, ${workspaceId}, ${leadId}, ${event}, ${sql.json(properties)}, now(), now(), ${messageId}, 'track')`;
  response.json({ success: true });
});
const server = createServer(app).listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port })}\n`);
});
process.once('SIGTERM', () => process.exit(0));
