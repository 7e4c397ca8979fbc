import type { RequestListener } from 'node:http';
import compression from 'compression';
import express from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import { pinoHttp } from 'pino-http';
import { formsRouter } from '../forms/router.ts';
import { hooksRouter } from '../intake/hooks.ts';
import { projectSettingsRouter } from '../intake/project-settings.ts';
import { createIntake } from '../intake/serve.ts';
import { snippetRouter } from '../intake/snippet/serve.ts';
import { resetMailer } from './account-mails.ts';
import { createAuth } from './auth.ts';
import { createCallerLimits } from './caller-limits.ts';
import { contractHandler } from './contract-handler.ts';
import { docsRouter } from './docs-page.ts';
import { editorFiles } from './editor-files.ts';
import { importReportRouter } from './import-report.ts';
import { leadExportRouter } from './lead-export.ts';
import { createLiveHub } from './live-hub.ts';
import { loggedRequest } from './logged-request.ts';
import { openApiDocument } from './openapi-document.ts';
import { createHttpTimer, operationsRouter } from './operations.ts';
import { originCheck } from './origin-check.ts';
import { describeError, lastResort, problems, unknownRoute } from './problems.ts';
import type { ApiServices } from './services.ts';
import { createSetUp } from './set-up.ts';
import { createSignInLimiter } from './sign-in-limiter.ts';
import { createEngagementRecorder } from './tracking/recorder.ts';
import { trackingRouter } from './tracking/router.ts';

export interface Api {
  app: RequestListener;
  /** Ends live streams and the spool's timer; the HTTP server itself is closed by who opened it. */
  stop(): Promise<void>;
}

/**
 * Builds the HTTP side of Trellis: `/api` (the contract), `/v1` (events), `/t` (addresses in mails), `/health`, `/ready`, `/metrics`, and the editor
 * for everything else. @throws when the database does not answer (the live channel listens at once).
 */
export async function createApi(services: ApiServices): Promise<Api> {
  const { db, log, secret, sealer, publicUrl, tokens, announcer, nudge, settings } = services;
  const { limits = {} } = settings;
  const live = await createLiveHub(db);
  const auth = createAuth({ db, secret, publicUrl, mailReset: resetMailer(services) });
  const recorder = createEngagementRecorder({
    db,
    secret,
    nudge,
    announce: (workspaceId) => announcer.announce(workspaceId, ['events', 'leads', 'runs', 'mailbox']),
    spoolDir: settings.spoolDir,
    log,
  });
  const time = createHttpTimer(services.metrics);
  const intake = await createIntake({
    db,
    nudge,
    callsPerMinute: limits.intakeCalls,
    callsPerKey: limits.intakeCallsOfKey,
    callsPerWorkspace: limits.intakeCallsOfWorkspace,
    refusalsPerMinute: limits.intakeRefusals,
    trustedProxies: settings.trustedProxies,
    secure: publicUrl.startsWith('https:'),
    onAnswer(source, status, seconds) {
      time('/v1', 'POST', status, seconds);
      if (status >= 500 || log.isLevelEnabled('debug'))
        log[status >= 500 ? 'error' : 'debug']({ path: `/v1/${source}`, status, seconds }, 'request completed');
    },
    onFault: (error, requestId) => log.error({ err: describeError(error), requestId }, 'a request failed'),
  });
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', settings.trustedProxies ?? false);
  app.use(problems);
  app.use(requestLog(services));
  app.use(securityHeaders(publicUrl));
  app.use(operationsRouter(services, time));
  app.use('/v1', projectSettingsRouter({ db, publicUrl }));
  app.use(
    '/hooks',
    hooksRouter({
      db,
      nudge,
      announce: (workspaceId) => announcer.announce(workspaceId, ['events', 'leads']),
      callsPerMinute: limits.hookCalls,
      callsPerWorkspace: limits.hookCallsOfWorkspace,
      refusalsPerMinute: limits.hookRefusals,
    }),
  );
  app.use(
    '/f',
    formsRouter({
      db,
      secret,
      sealer,
      publicUrl,
      nudge,
      announce: (workspaceId) => announcer.announce(workspaceId, ['events', 'leads']),
      postsPerMinute: limits.formPosts,
      postsPerWorkspace: limits.formPostsOfWorkspace,
    }),
  );
  app.use(snippetRouter());
  app.use('/t', trackingRouter({ tokens, recorder }));
  app.use('/api', limit(limits.apiRequests ?? 3_000));
  app.use(
    ['/api/session', '/api/setup', '/api/password-resets', '/api/invitations', '/api/account/password'],
    limit(limits.signIns ?? 30, { only: 'POST' }),
  );
  app.use('/api', originCheck({ publicUrl, allowedOrigins: settings.allowedOrigins ?? [] }));
  const document = openApiDocument(settings.version);
  app.get('/api/openapi.json', async (_request, response) => {
    response.json(await document);
  });
  app.use('/api', docsRouter(document));
  const callerLimits = createCallerLimits({
    callerRequests: limits.callerRequests,
    workspaceRequests: limits.workspaceRequests,
  });
  app.use('/api', importReportRouter({ auth, services, limits: callerLimits }));
  app.use('/api', leadExportRouter({ auth, services, limits: callerLimits }));
  app.use(
    '/api',
    contractHandler({
      services,
      auth,
      live,
      signIns: createSignInLimiter(),
      limits: callerLimits,
      setUp: createSetUp(services, auth),
    }),
  );
  app.use('/api', unknownRoute);
  // Live streams are written bit by bit and must not wait in a compressor; only the editor's files are worth one.
  app.use(compression(), editorFiles(settings.editorDir));
  app.use(unknownRoute);
  app.use(lastResort(log));
  const stop = async () => {
    await intake.stop();
    await live.stop();
    await recorder.stop();
  };
  return {
    app: (request, response) => {
      if (!intake.serve(request, response)) app(request, response);
    },
    stop,
  };
}

/** One line a request: method, path without query, status, time. No address, no header, no body: those are personal data. Tokens are cut off. */
function requestLog({ log }: ApiServices) {
  return pinoHttp({
    logger: log,
    quietReqLogger: true,
    autoLogging: { ignore: ({ url }) => url === '/health' || url === '/ready' || url === '/metrics' },
    customLogLevel: (_request, response) => (response.statusCode >= 500 ? 'error' : 'debug'),
    serializers: {
      req: loggedRequest,
      res: ({ statusCode }: { statusCode: number }) => ({ status: statusCode }),
      err: () => undefined,
    },
  });
}

/** The editor runs on its own files only; mails are shown in a frame of no rights, whose pictures may come from anywhere. */
function securityHeaders(publicUrl: string) {
  const secure = publicUrl.startsWith('https:');
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        // Mantine and React Flow set styles on elements.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:', 'https:', 'http:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        frameSrc: ["'self'", 'blob:', 'data:'],
        workerSrc: ["'self'", 'blob:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        ...(secure ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    strictTransportSecurity: secure,
    crossOriginEmbedderPolicy: false,
  });
}

function limit(perMinute: number, { only }: { only?: string } = {}) {
  return rateLimit({
    windowMs: 60_000,
    limit: perMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // Whether such a header counts is said by trustedProxies; a stranger's is no reason to complain.
    validate: { xForwardedForHeader: false },
    skip: ({ method }) => only !== undefined && method !== only,
    handler: (_request, response) => {
      response.problem(429, 'too-many-requests', 'Too many requests from this address; wait a minute.');
    },
  });
}
