import { AsyncLocalStorage } from 'node:async_hooks';
import { ORPCError, ValidationError } from '@orpc/contract';
import { SmartCoercionPlugin } from '@orpc/json-schema';
import { OpenAPIHandler } from '@orpc/openapi/node';
import { BodyLimitPlugin } from '@orpc/server/node';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import { toProblem } from '@trellis/shared/api/problem.ts';
import { PROBLEM_TYPE } from '@trellis/shared/api/wire.ts';
import type { RequestHandler, Response } from 'express';
import { codeOf } from '../error-words.ts';
import type { RequestContext } from './context.ts';
import { invalidInput, schemaWords } from './invalid-input.ts';
import { loggedRequest } from './logged-request.ts';
import { describeError, internal } from './problems.ts';
import { router } from './router.ts';
import { unstorableAt } from './storable.ts';

/** A graph of 5,000 nodes with mails in it stays below. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;

/** Serves the contract's routes; requests it does not know go on. */
export function contractHandler(shared: Omit<RequestContext, 'request' | 'response'>): RequestHandler {
  const { log } = shared.services;
  // The encoder of errors is given the error alone, and each problem names the request that the log tells of.
  const requestIds = new AsyncLocalStorage<string>();
  const handler = new OpenAPIHandler<RequestContext>(router, {
    plugins: [
      new BodyLimitPlugin({ maxBodySize: MAX_BODY_BYTES }),
      new SmartCoercionPlugin({ schemaConverters: [new ZodToJsonSchemaConverter()] }),
    ],
    customErrorResponseBodyEncoder: (error) => toProblem(plain(error), requestIds.getStore()),
    clientInterceptors: [
      async ({ next, context, input }) => {
        const at = unstorableAt(input);
        if (at) throw invalidInput(at, 'This text holds a character that cannot be stored (NUL, or half of a pair)');
        try {
          return await next();
        } catch (error) {
          const { request } = context;
          const of = {
            err: describeError(error),
            requestId: request.requestId,
            ...loggedRequest({ method: request.method, url: request.originalUrl }),
          };
          // The database's own refusal of a value: out of range, not of the type. The schemas should say so first; nothing was changed.
          if (codeOf(error).startsWith('database-22')) {
            log.warn(
              of,
              'a value passed its schema and could not be stored: the caller was told 400, the schema needs a bound',
            );
            throw invalidInput([], 'A number or text is larger than can be stored: send a smaller one');
          }
          if (!(error instanceof ORPCError) || error.status >= 500) {
            log.error(of, 'a request failed');
          }
          throw error;
        }
      },
    ],
  });
  return async (request, response, next) => {
    asProblem(response);
    const { matched } = await requestIds.run(request.requestId, () =>
      handler.handle(request, response, { prefix: '/api', context: { ...shared, request, response } }),
    );
    if (!matched) next();
  };
}

/** Turns the framework's own errors into ours: what the input lacks, field by field, and nothing of what failed inside. */
function plain(error: ORPCError<string, unknown>): { code: string; status: number; message: string; data?: unknown } {
  if (error.code === 'BAD_REQUEST') {
    const issues = error.cause instanceof ValidationError ? error.cause.issues : [];
    const fields = issues.slice(0, 50).map(({ path = [], message }) => ({
      path: path.map((part) => keyOf(typeof part === 'object' ? part.key : part)),
      message: schemaWords(message),
    }));
    const [first] = fields;
    const message = first
      ? `${first.path.join('.') || 'The request'}: ${first.message}`
      : 'The request could not be read: its body has to be one JSON object, as /api/docs shows it.';
    return { code: 'invalid-input', status: 400, message, data: { fields } };
  }
  if (error.code === 'PAYLOAD_TOO_LARGE') {
    return {
      code: 'body-too-large',
      status: 413,
      message: `The body has more than ${MAX_BODY_BYTES / 1024 / 1024} MB: send less at once.`,
    };
  }
  if (error.status < 500 || error.defined)
    return { code: error.code, status: error.status, message: error.message, data: error.data };
  const [status, code, message] = internal();
  return { code, status, message };
}

const keyOf = (key: PropertyKey): string | number => (typeof key === 'symbol' ? String(key) : key);

/** The framework writes JSON as application/json whatever it means; errors are problem documents. */
function asProblem(response: Response): void {
  const writeHead = response.writeHead.bind(response);
  response.writeHead = ((status: number, headers?: Record<string, string | string[]>) =>
    writeHead(
      status,
      status >= 400 && headers?.['content-type'] === 'application/json'
        ? { ...headers, 'content-type': PROBLEM_TYPE }
        : headers,
    )) as Response['writeHead'];
}
