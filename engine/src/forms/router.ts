import { type Request, type RequestHandler, type Response, Router } from 'express';
import { rateLimit } from 'express-rate-limit';
import type { Database } from '../db/client.ts';
import { resolveForm } from '../db/queries/forms.ts';
import { readOptIn } from '../db/queries/opt-ins.ts';
import { afterRace } from '../intake/after-race.ts';
import { IntakeError } from '../intake/intake-error.ts';
import { keepRejected } from '../intake/keep-rejected.ts';
import { createMinuteCounts } from '../intake/minute-counts.ts';
import { addressHashOf } from '../messages/send-mail.ts';
import type { Sealer } from '../secrets/sealer.ts';
import { CONFIRM_DAYS, confirm } from './confirm.ts';
import { readConfirmToken } from './confirm-token.ts';
import { formPage, PAGES } from './pages.ts';
import { readPost } from './read-post.ts';
import { readSubmission, redirectOf } from './read-submission.ts';
import { confirmsFirst, takeSubmission } from './take-submission.ts';

export interface FormsOptions {
  db: Database;
  secret: string;
  sealer: Sealer;
  publicUrl: string;
  nudge(): void;
  announce(workspaceId: string): void;
  /** Posts a minute from one address, to one form, and to all forms of a workspace together. */
  postsPerMinute?: number | undefined;
  postsPerForm?: number | undefined;
  postsPerWorkspace?: number | undefined;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * Where pages post their forms, and where the links of confirmation mails lead.
 *
 * - `POST /f/:formId` urlencoded, multipart or JSON, from any page. Scripts (JSON, or `Accept: application/json`) get JSON, browsers a redirect or a page.
 *   The answer is the same whether the address is known or not.
 * - `GET /f/c/:token` a page with a button, which changes nothing; `POST` confirms.
 */
export function formsRouter(options: FormsOptions): Router {
  const { db, secret, sealer, publicUrl, nudge, announce, postsPerMinute = 60 } = options;
  const { postsPerForm = 6_000, postsPerWorkspace = 12_000 } = options;
  const counts = createMinuteCounts();
  const router = Router({ caseSensitive: true });
  const domain = new URL(publicUrl).hostname;
  const limited = {
    windowMs: 60_000,
    standardHeaders: 'draft-8' as const,
    legacyHeaders: false,
    // Whether such a header counts is said by trustedProxies; a stranger's is no reason to complain.
    validate: { xForwardedForHeader: false },
    handler: tooMany,
  };
  router.use((_request, response, next) => {
    response.set({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex' });
    next();
  });

  router.get('/c/:token', async (request, response) => {
    const token = readConfirmToken(secret, request.params.token);
    const asked =
      token &&
      (await db.inWorkspace(token.workspaceId, (tx) =>
        readOptIn(tx, token.optInId, CONFIRM_DAYS, (address) => addressHashOf(secret, tx.workspaceId, address)),
      ));
    if (!asked) return page(response, 404, PAGES.unknown);
    if (asked.state === 'confirmed') return page(response, 200, PAGES.confirmed);
    if (asked.state === 'expired' || !asked.formOpen) return page(response, 410, PAGES.expired);
    page(response, 200, { title: 'Please confirm', text: asked.wording, button: 'Yes, I agree' });
  });
  router.post('/c/:token', async (request, response) => {
    const token = readConfirmToken(secret, request.params.token);
    if (!token) return page(response, 404, PAGES.unknown);
    const done = await afterRace(() =>
      db.inWorkspace(token.workspaceId, (tx) => confirm(tx, { secret, sealer }, token.optInId)),
    ).catch(() => 'failed' as const);
    if (done === 'failed') return page(response, 503, PAGES.failed);
    if (done === 'confirmed') {
      nudge();
      announce(token.workspaceId);
    }
    page(response, { confirmed: 200, expired: 410, unknown: 404 }[done], PAGES[done]);
  });

  router.use('/:formId', allowPages);
  router.post(
    '/:formId',
    rateLimit({ ...limited, limit: postsPerMinute }),
    rateLimit({ ...limited, limit: postsPerForm, keyGenerator: ({ params }) => `form ${params.formId}` }),
    async (request: Request<{ formId: string }>, response) => {
      const { formId } = request.params;
      const form = UUID.test(formId) ? await db.asSystem((tx) => resolveForm(tx, formId)) : null;
      if (!form) return response.problem(404, 'form-unknown', 'There is no such form: check the address it posts to.');
      if (counts.add(form.workspaceId) > postsPerWorkspace) {
        response.set('retry-after', '60');
        return response.problem(429, 'too-many-requests', TOO_MANY);
      }
      if (form.closedAt) return response.problem(410, 'form-closed', 'This form takes no entries any more.');
      const { origin } = request.headers;
      // Browsers say where a post comes from. A program may say what it likes: this keeps other pages out, not programs.
      if (origin !== undefined && form.postOrigins.length > 0 && !form.postOrigins.includes(origin))
        return response.problem(
          403,
          'origin-not-allowed',
          'This form takes no entries from that page: add its origin.',
        );
      try {
        const posted = await readPost(request);
        const next = redirectOf(form, posted);
        const confirms = confirmsFirst(form);
        // Whoever fills a field that nobody sees is told what everybody is told.
        if (!posted.get(form.honeypot)) {
          const { submission, faults } = readSubmission(form.fields, posted);
          if (!submission) {
            if (wantsJson(request))
              return response.problem(422, 'form-invalid', 'Some fields need another look.', { fields: faults });
            const items = faults.map(({ path, message }) => `${path.join('.')}: ${message}`);
            return page(response, 422, { title: 'Please look again', text: 'Go back and mend this:', items });
          }
          await afterRace(() =>
            db.inWorkspace(form.workspaceId, (tx) =>
              takeSubmission(tx, form, submission, { secret, sealer, domain, now: Date.now() }),
            ),
          );
          nudge();
          announce(form.workspaceId);
        }
        if (wantsJson(request)) response.json({ success: true, confirm: confirms });
        else if (next) response.redirect(303, next);
        else page(response, 200, confirms ? PAGES.checkMail : PAGES.thanks);
      } catch (error) {
        if (!(error instanceof IntakeError)) throw error;
        const { code, message, status } = error;
        await keepRejected(db, form.workspaceId, [{ source: 'form', code, message, body: '' }]);
        if (status === 413) response.set('connection', 'close');
        response.problem(status, code, message);
      }
    },
  );
  return router;
}

function page(response: Response, status: number, content: Parameters<typeof formPage>[0]): void {
  response.status(status).type('html').send(formPage(content));
}

function wantsJson(request: Request): boolean {
  return (
    /^application\/json\b/i.test(request.headers['content-type'] ?? '') ||
    (/application\/json/i.test(request.headers.accept ?? '') && !/text\/html/i.test(request.headers.accept ?? ''))
  );
}

const allowPages: RequestHandler = (request, response, next) => {
  response.set({ 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' });
  if (request.method !== 'OPTIONS') return next();
  response.set({
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'content-type',
    'access-control-max-age': '86400',
  });
  response.status(204).end();
};

const TOO_MANY = 'Too many entries just now: wait a minute, then send it again.';
const tooMany: RequestHandler = (_request, response) => {
  response.problem(429, 'too-many-requests', TOO_MANY);
};
