import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WORKSPACE_HEADER } from '@trellis/shared/api/base.ts';
import { loadCatalog } from '@trellis/shared/node/catalog.ts';
import { BUILT_IN_NODES } from '@trellis/shared/nodes/registry.ts';
import pino from 'pino';
import { Registry } from 'prom-client';
import { createApi } from '../api/app.ts';
import type { ApiServices, ApiSettings } from '../api/services.ts';
import { createDatabase, type Database, type DatabaseOptions } from '../db/client.ts';
import { createAnnouncer } from '../live/announcer.ts';
import { createRenderer } from '../messages/render/renderer.ts';
import { createTrackingTokens } from '../messages/tracking-token.ts';
import { createPlans } from '../runs/plans.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';

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

/** Starts the real HTTP server on a database of its own; no Temporal, no worker: what is owed stays in the outbox. */
export async function startTestApi(
  options: {
    settings?: Partial<ApiSettings>;
    furnish?: ApiServices['furnish'];
    database?: Partial<DatabaseOptions>;
  } = {},
): Promise<TestApi> {
  const database = await createTestDatabase();
  const { appUrl, systemUrl } = database;
  const db = createDatabase({ appUrl, systemUrl, appPool: 6, systemPool: 6, ...options.database });
  const dir = await mkdtemp(join(tmpdir(), 'trellis-api-'));
  let handle: RequestListener = (_request, response) => response.writeHead(503).end();
  const server = createServer((request, response) => handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on TCP has an address of this shape.
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const secret = 'a secret that only the tests of the api use';
  const renderer = createRenderer();
  const announcer = createAnnouncer(db, () => undefined);
  const services: ApiServices = {
    db,
    log: pino({ level: 'silent' }),
    metrics: new Registry(),
    catalog: await loadCatalog(BUILT_IN_NODES),
    plans: createPlans(),
    renderer,
    tokens: createTrackingTokens(secret),
    announcer,
    secret,
    publicUrl: url,
    nudge: () => undefined,
    clockChanged: () => undefined,
    ...(options.furnish ? { furnish: options.furnish } : {}),
    settings: {
      host: '127.0.0.1',
      setupToken: 'token-of-the-console',
      spoolDir: join(dir, 'spool'),
      clockFactor: 8640,
      version: 'test',
      ...options.settings,
    },
  };
  const api = await createApi(services);
  handle = api.app;
  return {
    url,
    db,
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
      await announcer.stop();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await renderer.close();
      await db.close();
      await database.drop();
      await rm(dir, { recursive: true, force: true });
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
