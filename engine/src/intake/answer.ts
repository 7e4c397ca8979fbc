import type { ServerResponse } from 'node:http';
import { toProblem } from '@trellis/shared/api/problem.ts';
import { PROBLEM_TYPE } from '@trellis/shared/api/wire.ts';

/** Any page may call the intake and read its answer; nothing of an answer is ever shown or run by a browser. */
const OPEN = {
  'access-control-allow-origin': '*',
  // A client that may not read when to come again comes too early.
  'access-control-expose-headers': 'retry-after',
  'cross-origin-resource-policy': 'cross-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
};
const JSON_TYPE = 'application/json; charset=utf-8';

/** What came of one call. */
export interface CallAnswer {
  status: number;
  headers: Record<string, string | number>;
  text: string;
}

export const jsonAnswer = (body: unknown): CallAnswer => ({
  status: 200,
  headers: { 'content-type': JSON_TYPE },
  text: JSON.stringify(body),
});

/** The one shape of errors (problem+json). */
export const problemAnswer = (
  problem: { status: number; code: string; message: string; data?: unknown },
  requestId: string,
  headers: Record<string, string> = {},
): CallAnswer => ({
  status: problem.status,
  headers: { 'content-type': `${PROBLEM_TYPE}; charset=utf-8`, ...headers },
  text: JSON.stringify(toProblem(problem, requestId)),
});

/** What a browser asks before a page of another origin may call. */
export const PREFLIGHT: CallAnswer = {
  status: 204,
  headers: {
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'authorization, content-type, content-encoding, x-retry-count',
    'access-control-max-age': '86400',
  },
  text: '',
};

export function send(response: ServerResponse, { status, headers, text }: CallAnswer, secure: boolean): void {
  response.writeHead(status, {
    ...OPEN,
    ...(secure ? { 'strict-transport-security': 'max-age=31536000; includeSubDomains' } : {}),
    ...headers,
    ...(status === 204 ? {} : { 'content-length': Buffer.byteLength(text) }),
  });
  response.end(text);
}
