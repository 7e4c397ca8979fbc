import { randomUUID } from 'node:crypto';
import { toProblem } from '@trellis/shared/api/problem.ts';
import { PROBLEM_TYPE } from '@trellis/shared/api/wire.ts';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Logger } from 'pino';
import { isDatabaseError } from '../error-words.ts';
import { loggedRequest } from './logged-request.ts';

declare global {
  namespace Express {
    interface Response {
      /** Answers with a problem document; the one way an error leaves this server outside the contract's routes. */
      problem(status: number, code: string, detail: string, data?: unknown): void;
    }
    interface Request {
      /** Names the request in logs and problem documents. */
      requestId: string;
    }
  }
}

/** Gives each request its id and each response its `problem`. */
export const problems: RequestHandler = (request, response, next) => {
  request.requestId = randomUUID();
  response.problem = (status, code, detail, data) => {
    response.status(status).type(PROBLEM_TYPE);
    response.send(JSON.stringify(toProblem({ code, status, message: detail, data }, request.requestId)));
  };
  next();
};

export const unknownRoute: RequestHandler = (request, response) => {
  response.problem(
    404,
    'route-unknown',
    `There is no ${request.method} ${request.path.slice(0, 200)}. /api/openapi.json lists what there is.`,
  );
};

/** The last place an error comes to: it is logged with its id, and answered without a word of its own. */
export function lastResort(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    const { status, expose } =
      typeof error === 'object' && error !== null ? (error as { status?: unknown; expose?: unknown }) : {};
    if (typeof status === 'number' && status >= 400 && status < 500 && expose === true) {
      return response.problem(
        status,
        'request-unreadable',
        'The request could not be read: check its address, headers and body.',
      );
    }
    const of = { requestId: request.requestId, ...loggedRequest({ method: request.method, url: request.originalUrl }) };
    log.error({ err: describeError(error), ...of }, 'a request failed');
    response.problem(...internal());
  };
}

/** What is said of a fault of ours. */
export function internal(): [status: number, code: string, detail: string] {
  return [500, 'internal', 'Something failed on the server; nothing was changed. The log names it by the request id.'];
}

/** Name, code and place of an error for the log. Messages of database errors quote values, which may be personal data: those stay out. */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error };
  const { name, stack, cause } = error;
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  const frames = stack
    ?.split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .map((line) => line.trim());
  return {
    name,
    ...code,
    ...(isDatabaseError(error) ? {} : { message: error.message }),
    frames,
    ...(cause ? { cause: describeError(cause) } : {}),
  };
}
