import { createHash } from 'node:crypto';
import { type JsonValue, readPath } from '@trellis/shared/event/json.ts';
import { type Request, type RequestHandler, type Response, Router } from 'express';
import { rateLimit } from 'express-rate-limit';
import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import type { Database } from '../db/client.ts';
import { readClock } from '../db/queries/clock.ts';
import { noteHookCall } from '../db/queries/hooks.ts';
import { type HookTarget, resolveHook } from '../db/queries/system-hooks.ts';
import { afterRace } from './after-race.ts';
import { readJsonBody } from './body.ts';
import { IntakeError } from './intake-error.ts';
import { createMinuteCounts, type MinuteCounts } from './minute-counts.ts';
import { recordEvents } from './record-events.ts';

export interface HooksOptions {
  db: Database;
  nudge(): void;
  /** Tells pages that look at the address. */
  announce?(workspaceId: string): void;
  callsPerMinute?: number | undefined;
  /** Calls a minute of all addresses of a workspace together, whoever calls. */
  callsPerWorkspace?: number | undefined;
  counts?: MinuteCounts;
  /** Calls of one caller that name no address of ours: guessing is slow. */
  refusalsPerMinute?: number | undefined;
}

const MAX_BYTES = 256 * 1024;
const TOKEN = /^[A-Za-z0-9_-]{20,64}$/;
const address = z.email().max(320);
const userId = z.union([z.string().trim().min(1).max(200), z.number()]).transform(String);

/**
 * `POST /hooks/{token}`: another system sets off the webhook trigger that has this token. The body is a JSON object, plain or gzip; who the lead is
 * stands where the trigger's form says. 202 comes after the commit; a repeated `Idempotency-Key` changes nothing. What became of the latest call is
 * kept beside the address, so that its form can show it.
 */
export function hooksRouter({
  db,
  nudge,
  announce = () => {},
  callsPerMinute = 6_000,
  callsPerWorkspace = 12_000,
  counts = createMinuteCounts(),
  refusalsPerMinute = 120,
}: HooksOptions): Router {
  const router = Router({ caseSensitive: true });
  const limited = {
    windowMs: 60_000,
    standardHeaders: 'draft-8' as const,
    legacyHeaders: false,
    validate: { xForwardedForHeader: false },
    handler: tooMany,
  };
  router.use(rateLimit({ ...limited, limit: callsPerMinute }));
  router.use(
    rateLimit({
      ...limited,
      limit: refusalsPerMinute,
      skipSuccessfulRequests: true,
      requestWasSuccessful: (_request, response) => response.statusCode !== 404,
    }),
  );
  router.post('/:token', async (request, response) => {
    const token = String(request.params.token);
    const target = TOKEN.test(token) ? await db.asSystem((tx) => resolveHook(tx, token)) : null;
    if (!target)
      return refuse(response, 404, 'no-such-hook', 'Nothing here has this address: copy it from the trigger again.');
    if (counts.add(target.workspaceId) > callsPerWorkspace) {
      response.set('retry-after', '60');
      return refuse(response, 429, 'too-many-requests', TOO_MANY);
    }
    const answer = await take(db, target, request);
    await note(db, target, answer.code);
    announce(target.workspaceId);
    if (!answer.ok) return refuse(response, answer.status, answer.code, answer.text);
    nudge();
    response.status(202).json({ accepted: true });
  });
  return router;
}

type Taken = { ok: true; code: 'accepted' } | { ok: false; code: string; status: number; text: string };

async function take(db: Database, target: HookTarget, request: Request): Promise<Taken> {
  const { workspaceId, workflowId, node, config } = target;
  if (!config) {
    const text = 'The workflow with this trigger is not live: publish it, then call again.';
    return { ok: false, code: 'not-live', status: 409, text };
  }
  let facts: Record<string, JsonValue>;
  try {
    // What JSON.parse made, an object.
    facts = (await readJsonBody(request, MAX_BYTES)) as Record<string, JsonValue>;
  } catch (error) {
    if (!(error instanceof IntakeError)) throw error;
    return { ok: false, code: error.code, status: error.status, text: error.message };
  }
  const email = address.safeParse(readPath(facts, config.email ?? 'email'));
  const user = config.userId ? userId.safeParse(readPath(facts, config.userId)) : undefined;
  if (!email.success && !user?.success) {
    const text = `The body names no lead: expected an email address in “${config.email ?? 'email'}”${config.userId ? ` or a user id in “${config.userId}”` : ''}.`;
    return { ok: false, code: 'no-lead', status: 422, text };
  }
  const messageId = `hook:${workflowId}:${node}:${request.get('idempotency-key')?.slice(0, 200) || uuidv7()}`;
  await afterRace(() =>
    db.inWorkspace(workspaceId, (tx) =>
      recordEvents(tx, [
        {
          messageId,
          bodyHash: createHash('sha256').update(JSON.stringify(facts)).digest('hex'),
          name: 'webhook.received',
          properties: { ...facts, workflow: workflowId, node },
          source: 'webhook',
          lead: {
            identities: {
              ...(email.success ? { email: email.data.toLowerCase() } : {}),
              ...(user?.success ? { userId: user.data } : {}),
            },
          },
          traits: { attributes: {}, ...(email.success ? { email: email.data } : {}) },
        },
      ]),
    ),
  );
  return { ok: true, code: 'accepted' };
}

async function note(db: Database, { workspaceId, workflowId, node }: HookTarget, code: string): Promise<void> {
  await db.inWorkspace(workspaceId, async (tx) => {
    const { now } = await readClock(tx, workspaceId);
    await noteHookCall(tx, { workflowId, nodeId: node, at: now, code });
  });
}

function refuse(response: Response, status: number, code: string, text: string): void {
  // What was not read of a body that is too large would be taken for the next request.
  if (status === 413) response.set('connection', 'close');
  response.problem(status, code, text);
}

const TOO_MANY = 'Too many calls within this minute: wait a minute and send it again.';
const tooMany: RequestHandler = (_request, response) => {
  response.problem(429, 'too-many-requests', TOO_MANY);
};
