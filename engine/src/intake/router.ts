import { type Request, type RequestHandler, Router } from 'express';
import { rateLimit } from 'express-rate-limit';
import type { Database } from '../db/client.ts';
import { resolveWriteKey } from '../db/queries/auth.ts';
import { readJsonBody } from './body.ts';
import { gatherCalls } from './gather.ts';
import { IntakeError } from './intake-error.ts';
import { keepRejected } from './keep-rejected.ts';
import { SEGMENT_TYPES } from './segment.ts';
import { takeIn } from './take-in.ts';

export interface IntakeOptions {
  db: Database;
  /** Wakes the dispatcher for the rows of a commit. */
  nudge(): void;
  /** Calls a minute from one address, and calls with an unknown key; SDKs batch, so this is far above honest use. */
  callsPerMinute?: number;
  /** Calls a minute with one key, from all addresses together. */
  callsPerKey?: number;
  refusalsPerMinute?: number;
}

/**
 * Segment's HTTP tracking api: `POST /v1/identify`, `/track`, `/page`, `/screen`, `/group`, `/alias`, `/batch`. The write key is the Basic user or `writeKey` in
 * the body. Any page may call it. 200 comes after the commit; 400, 401 and 413 are final (clients drop the call), 429 and 5xx are tried again.
 */
export function intakeRouter({
  db,
  nudge,
  callsPerMinute = 60_000,
  callsPerKey = 120_000,
  refusalsPerMinute = 120,
}: IntakeOptions): Router {
  const router = Router({ caseSensitive: true });
  const record = gatherCalls(db);
  const limited = {
    windowMs: 60_000,
    standardHeaders: 'draft-8' as const,
    legacyHeaders: false,
    validate: { xForwardedForHeader: false },
    handler: tooMany,
  };
  router.use(allowPages);
  router.use(rateLimit({ ...limited, limit: callsPerMinute }));
  // A key that stands in a web page is used from many addresses: it has a bound of its own, whoever uses it.
  router.use(
    rateLimit({
      ...limited,
      limit: callsPerKey,
      keyGenerator: ({ headers }) => basicUser(headers.authorization) ?? '',
      skip: ({ headers }) => basicUser(headers.authorization) === undefined,
    }),
  );
  router.use(
    rateLimit({
      ...limited,
      limit: refusalsPerMinute,
      skipSuccessfulRequests: true,
      requestWasSuccessful: (_request, response) => response.statusCode !== 401,
    }),
  );
  for (const type of [...SEGMENT_TYPES, 'batch'] as const) {
    router.post(`/${type}`, async (request, response) => {
      const receivedAt = Date.now();
      try {
        const body = await readJsonBody(request);
        const workspaceId = await workspaceOf(db, keyOf(request, body));
        const answer = await takeIn(db, workspaceId, type, body, receivedAt, record);
        nudge();
        response.status(200).json(answer);
      } catch (error) {
        if (!(error instanceof IntakeError)) throw error;
        if (error.code.startsWith('body-')) await keepUnread(db, request, type, error);
        // What was not read of a body that is too large would be taken for the next request.
        if (error.status === 413) response.set('connection', 'close');
        response.problem(error.status, error.code, error.message, error.data);
      }
    });
  }
  return router;
}

const tooMany: RequestHandler = (_request, response) => {
  response.problem(429, 'too-many-requests', 'Too many calls; the client tries again by itself.');
};

const allowPages: RequestHandler = (request, response, next) => {
  response.set('access-control-allow-origin', '*');
  // Pages of other origins and one-line scripts read the answer; helmet's default forbids it.
  response.set('cross-origin-resource-policy', 'cross-origin');
  if (request.method !== 'OPTIONS') return next();
  response.set({
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'authorization, content-type, content-encoding',
    'access-control-max-age': '86400',
  });
  response.status(204).end();
};

const keyOf = (request: Request, body: Record<string, unknown>): string | undefined =>
  basicUser(request.headers.authorization) ?? (typeof body.writeKey === 'string' ? body.writeKey : undefined);

/** @throws IntakeError `write-key-missing`, `write-key-unknown` */
async function workspaceOf(db: Database, key: string | undefined): Promise<string> {
  if (!key) {
    throw new IntakeError(
      'write-key-missing',
      401,
      'No write key: send it as the user of Basic authorization (with an empty password) or as "writeKey" in the body.',
    );
  }
  const found =
    key.length <= 200 && !key.includes('\u0000') ? await db.asSystem((tx) => resolveWriteKey(tx, key)) : null;
  if (!found)
    throw new IntakeError(
      'write-key-unknown',
      401,
      'The write key is unknown or was revoked: copy one from Settings, Keys.',
    );
  return found.workspaceId;
}

/** A body that could not be read shows on the Events page only where the header names the key. */
async function keepUnread(db: Database, request: Request, source: string, error: IntakeError): Promise<void> {
  const key = basicUser(request.headers.authorization);
  const workspaceId = await workspaceOf(db, key).catch(() => undefined);
  if (workspaceId)
    await keepRejected(db, workspaceId, [{ source, code: error.code, message: error.message, body: '' }]);
}

function basicUser(header: string | undefined): string | undefined {
  const [, encoded] = /^Basic\s+([A-Za-z0-9+/=_-]+)$/i.exec(header ?? '') ?? [];
  if (!encoded) return undefined;
  const [user] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return user || undefined;
}
