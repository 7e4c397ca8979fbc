import { Router } from 'express';
import { rateLimit } from 'express-rate-limit';
import type { Database } from '../db/client.ts';
import { resolveWriteKey } from '../db/queries/auth.ts';

/** A browser asks once a page. */
const ASKED_A_MINUTE = 6_000;
const KEPT_SECONDS = 300;

/**
 * `GET /v1/projects/:writeKey/settings`: what Segment's own browser library asks of its CDN before it sends anything. It tells the library to send
 * everything here, and to load nothing from elsewhere. Any page may read it: a write key stands in pages anyway.
 */
export function projectSettingsRouter({
  db,
  publicUrl,
}: {
  db: Pick<Database, 'asSystem'>;
  publicUrl: string;
}): Router {
  const router = Router({ caseSensitive: true });
  const { host, pathname, protocol } = new URL(publicUrl);
  const apiHost = `${host}${pathname.replace(/\/$/, '')}/v1`;
  router.get(
    '/projects/:writeKey/settings',
    rateLimit({
      windowMs: 60_000,
      limit: ASKED_A_MINUTE,
      standardHeaders: 'draft-8',
      legacyHeaders: false,
      validate: { xForwardedForHeader: false },
      handler: (_request, response) =>
        response.problem(429, 'too-many-requests', 'Too many calls; the client tries again by itself.'),
    }),
    async (request, response) => {
      response.set({ 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' });
      const { writeKey } = request.params;
      const fits = typeof writeKey === 'string' && /^[\w-]{1,200}$/.test(writeKey);
      const key = fits ? await db.asSystem((tx) => resolveWriteKey(tx, writeKey)) : null;
      if (!key)
        return response.problem(
          404,
          'write-key-unknown',
          'The write key is unknown or was revoked: see Settings, Keys.',
        );
      response.set('cache-control', `public, max-age=${KEPT_SECONDS}`);
      response.json(settingsFor({ writeKey, apiHost, protocol: protocol.slice(0, -1) }));
    },
  );
  return router;
}

interface Sending {
  writeKey: unknown;
  apiHost: string;
  protocol: string;
}

/** In the shape of Segment's CDN: one destination, and a plan that lets every event pass. */
const settingsFor = ({ writeKey, apiHost, protocol }: Sending) => ({
  integrations: {
    'Segment.io': {
      apiKey: writeKey,
      apiHost,
      protocol,
      unbundledIntegrations: [],
      addBundledMetadata: false,
      versionSettings: { version: '4.4.7', componentTypes: ['browser'] },
    },
  },
  plan: {
    track: { __default: { enabled: true, integrations: {} } },
    identify: { __default: { enabled: true } },
    group: { __default: { enabled: true } },
  },
  edgeFunction: {},
  legacyVideoPluginsEnabled: false,
  remotePlugins: [],
  metrics: { sampleRate: 0 },
});
