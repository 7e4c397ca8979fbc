import { Router } from 'express';
import type { TrackingTokens } from '../../messages/tracking-token.ts';
import { unsubscribePage } from './pages.ts';
import type { EngagementRecorder } from './recorder.ts';

/** A transparent picture of one pixel. */
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

/**
 * The addresses that stand in mails. They need no session and no database: what the reader did is in the signed token.
 *
 * - `GET /t/c/:token` a click: redirects to the signed target
 * - `GET /t/o/:token.gif` the open pixel
 * - `GET /t/u/:token` a page with a button, which changes nothing; `POST` takes the reader out at once, without cookie, login or redirect (RFC 8058)
 */
export function trackingRouter({
  tokens,
  recorder,
  now = Date.now,
}: {
  tokens: TrackingTokens;
  recorder: EngagementRecorder;
  now?: () => number;
}): Router {
  const router = Router({ caseSensitive: true });
  router.use((_request, response, next) => {
    response.set({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex' });
    next();
  });
  router.get('/c/:token', async (request, response) => {
    const token = tokens.readToken('click', request.params.token);
    if (!token)
      return response.problem(
        404,
        'link-unknown',
        'This link is not one of ours, or was cut off. Open it from the mail again.',
      );
    const { workspaceId, sendId, tag, url } = token;
    // HEAD requests and previews ask too, but only GET counts as a click.
    if (request.method === 'GET')
      await recorder.record({ what: 'click', workspaceId, sendId, tag, url, at: now() }).catch(() => undefined);
    response.status(302).set('location', url).end();
  });
  router.get('/o/:file', async (request, response) => {
    const token = tokens.readToken('open', request.params.file.replace(/\.gif$/, ''));
    if (!token) return response.problem(404, 'picture-unknown', 'This picture is not one of ours.');
    const { workspaceId, sendId } = token;
    if (request.method === 'GET')
      await recorder.record({ what: 'open', workspaceId, sendId, at: now() }).catch(() => undefined);
    response.set('cross-origin-resource-policy', 'cross-origin').type('gif').send(PIXEL);
  });
  router.get('/u/:token', (request, response) => {
    const known = tokens.readToken('unsubscribe', request.params.token) !== undefined;
    response
      .status(known ? 200 : 404)
      .type('html')
      .send(unsubscribePage(known ? 'ask' : 'unknown'));
  });
  router.post('/u/:token', async (request, response) => {
    const token = tokens.readToken('unsubscribe', request.params.token);
    if (!token) return response.status(404).type('html').send(unsubscribePage('unknown'));
    const { workspaceId, sendId, leadId } = token;
    try {
      await recorder.record({ what: 'unsubscribe', workspaceId, sendId, leadId, at: now() });
      response.type('html').send(unsubscribePage('done'));
    } catch {
      // Neither database nor disk: the mail program tries again.
      response.status(503).type('html').send(unsubscribePage('failed'));
    }
  });
  return router;
}
