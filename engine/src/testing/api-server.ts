import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WORKSPACE_HEADER } from '@trellis/shared/api/wire.ts';
import type { Logger } from 'pino';
import { createApi } from '../api/app.ts';
import type { ApiServices, ApiSettings } from '../api/services.ts';
import { createSmtpChannel } from '../channels/email/smtp.ts';
import { createHttpChannel } from '../channels/http/http.ts';
import { silentLog } from '../channels/log.ts';
import type { Database } from '../db/client.ts';
import { furnish } from '../demo/furnish.ts';
import { startMailbox } from '../embedded/mailbox.ts';
import type { AccountMailer } from '../messages/account-mail.ts';
import { receiveMail } from '../messages/receive-mail.ts';
import type { TemporalOptions } from '../runs/client.ts';
import { startWorkerProcess } from '../runs/worker-process.ts';
import { createServices, type Services } from '../services.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { useTestTemporal } from './temporal.ts';

export interface Answer {
  status: number;
  headers: Headers;
  /** Parsed JSON; the text where it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape; each assertion states the shape it means.
  body: any;
}

export interface CallOptions {
  cookie?: string | undefined;
  workspace?: string | undefined;
  headers?: Record<string, string>;
}

export interface TestApi {
  url: string;
  db: Database;
  database: TestDatabase;
  services: ApiServices;
  /** Calls the server as a browser page of ours would. */
  call(method: string, path: string, body?: unknown, options?: CallOptions): Promise<Answer>;
  /** Signs up the first owner, or signs in; answers the cookie. */
  cookieOf(answer: Answer): string;
  close(): Promise<void>;
}

export const OWNER = {
  company: 'Brightwater',
  name: 'Priya Raman',
  email: 'priya@brightwater.example',
  password: 'correct horse battery',
};

export interface TestApiOptions {
  settings?: Partial<ApiSettings>;
  /** Starts mailbox, worker and dispatcher too, and furnishes the workspace: the whole engine, as `npm start` has it. */
  whole?: boolean;
  /** What people reach it by, where that is not the address it listens on: behind a proxy that speaks https. */
  publicUrl?: string;
  /** Addresses that webhooks may call although they are not public. */
  hooksMayCall?: readonly string[];
  /** Mail to people goes through it; none by default. */
  mailer?: AccountMailer;
  /** Takes the lines that the api logs; silent by default. */
  log?: Logger;
}

/** Starts the real HTTP server on a database of its own. Unless `whole`, what is owed stays in the outbox and nothing is sent. */
export async function startTestApi({
  settings,
  whole = false,
  publicUrl,
  hooksMayCall = [],
  mailer,
  log,
}: TestApiOptions = {}): Promise<TestApi> {
  const database = await createTestDatabase();
  const dir = await mkdtemp(join(tmpdir(), 'trellis-api-'));
  let handle: RequestListener = (_request, response) => response.writeHead(503).end();
  const server = createServer((request, response) => handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on TCP has an address of this shape.
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const { taskQueuePrefix, ...shared } = useTestTemporal();
  const temporal = { ...shared, queues: taskQueuePrefix };
  const engine = await createServices({
    database: { appUrl: database.appUrl, systemUrl: database.systemUrl, appPool: 8, systemPool: 6 },
    temporal,
    secret: 'a secret that only the tests of the api use',
    publicUrl: publicUrl ?? url,
    logLevel: 'silent',
    nodePackages: [],
  });
  const worker = whole ? await startWorker(engine, temporal, hooksMayCall) : undefined;
  const services: ApiServices = {
    ...engine,
    ...(log ? { log } : {}),
    ...(mailer ? { mailer } : {}),
    nudge: () => worker?.nudge(),
    clockChanged: () => undefined,
    ...(whole ? { furnish: (workspace) => furnish(engine.db, engine.catalog, workspace) } : {}),
    settings: {
      host: '127.0.0.1',
      setupToken: 'token-of-the-console',
      spoolDir: join(dir, 'spool'),
      clockFactor: 8640,
      version: 'test',
      ...settings,
    },
  };
  const api = await createApi(services);
  handle = api.app;
  return {
    url,
    db: engine.db,
    database,
    services,
    call: (method, path, body, callOptions) => call(url, method, path, body, callOptions),
    cookieOf: ({ headers }) =>
      headers
        .getSetCookie()
        .map((line) => line.split(';')[0])
        .join('; '),
    async close() {
      await api.stop();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await worker?.stop();
      await engine.close();
      await database.drop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function startWorker(
  services: Services,
  temporal: TemporalOptions,
  hooksMayCall: readonly string[],
): Promise<{ nudge(): void; stop(): Promise<void> }> {
  const mailbox = await startMailbox({ port: 0, onMail: (mail) => receiveMail(services, mail) });
  const worker = await startWorkerProcess({
    services,
    temporal,
    email: createSmtpChannel({ url: mailbox.url, log: silentLog }),
    http: createHttpChannel({ log: silentLog, allow: hooksMayCall }),
    defaultSender: 'news@brightwater.example',
  });
  return {
    nudge: worker.dispatcher.nudge,
    async stop() {
      await worker.stop();
      await mailbox.stop();
    },
  };
}

async function call(
  url: string,
  method: string,
  path: string,
  body: unknown,
  { cookie, workspace, headers }: CallOptions = {},
): Promise<Answer> {
  const response = await fetch(`${url}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      origin: url,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(cookie ? { cookie } : {}),
      ...(workspace ? { [WORKSPACE_HEADER]: workspace } : {}),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  let parsed: unknown = text;
  try {
    parsed = JSON.parse(text);
  } catch {
    // A page, a picture, or nothing.
  }
  return { status: response.status, headers: response.headers, body: parsed };
}
