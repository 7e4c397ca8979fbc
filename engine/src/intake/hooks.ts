import { createHash } from 'node:crypto';
import { type JsonValue, readPath } from '@trellis/shared/event/json.ts';
import express, { Router } from 'express';
import { rateLimit } from 'express-rate-limit';
import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import type { Database } from '../db/client.ts';
import { resolveHook } from '../db/queries/system-hooks.ts';
import { recordEvents } from './record-events.ts';

export interface HooksOptions {
  db: Database;
  nudge(): void;
  callsPerMinute?: number;
}

const address = z.email().max(320);
const userId = z.union([z.string().trim().min(1).max(200), z.number()]).transform(String);
const problem = (code: string, status: number, title: string) => ({ type: 'about:blank', status, code, title });

/**
 * `POST /hooks/{token}`: another system sets off the webhook trigger that has this token. The body is JSON; who the lead is stands where the
 * trigger's form says. 202 comes after the commit; a repeated `Idempotency-Key` changes nothing.
 */
export function hooksRouter({ db, nudge, callsPerMinute = 6_000 }: HooksOptions): Router {
  const router = Router({ caseSensitive: true });
  router.use(
    rateLimit({
      windowMs: 60_000,
      limit: callsPerMinute,
      standardHeaders: 'draft-8',
      legacyHeaders: false,
      validate: { xForwardedForHeader: false },
    }),
  );
  router.post('/:token', express.json({ limit: '256kb' }), async (request, response) => {
    const target = await db.asSystem((tx) => resolveHook(tx, String(request.params.token)));
    if (!target) {
      response.status(404).json(problem('no-such-hook', 404, 'No live workflow has a trigger with this address.'));
      return;
    }
    const { workspaceId, workflowId, node, config } = target;
    const body: unknown = request.body;
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
      response.status(400).json(problem('invalid-input', 400, 'The body must be a JSON object.'));
      return;
    }
    // express.json hands over what JSON.parse made.
    const facts = body as Record<string, JsonValue>;
    const email = address.safeParse(readPath(facts, config.email ?? 'email'));
    const user = config.userId ? userId.safeParse(readPath(facts, config.userId)) : undefined;
    if (!email.success && !user?.success) {
      const title = `The body names no lead: expected an email address in “${config.email ?? 'email'}”${config.userId ? ` or a user id in “${config.userId}”` : ''}.`;
      response.status(422).json(problem('no-lead', 422, title));
      return;
    }
    const messageId = `hook:${workflowId}:${node}:${request.get('idempotency-key')?.slice(0, 200) || uuidv7()}`;
    await db.inWorkspace(workspaceId, (tx) =>
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
    );
    nudge();
    response.status(202).json({ accepted: true });
  });
  return router;
}
