import type { contract } from '@trellis/shared/api/contract.ts';
import { type Api, createApi } from '../api/client.ts';

/** An answer of the api: the body of a 200, or a problem. */
type Answer = unknown | FakeProblem;

/** What a route answers, by `METHOD /path`; `*` stands for one part of the path. A function sees path, query and body. */
export type FakeRoutes = Record<string, Answer | ((call: FakeCall) => Answer)>;

export interface FakeCall {
  method: string;
  path: string;
  query: URLSearchParams;
  body: unknown;
}

/** A refusal in the shape of problem+json. */
export class FakeProblem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly data: unknown;
  constructor(status: number, code: keyof typeof contract | (string & {}), detail: string, data?: unknown) {
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.data = data;
  }
}

/** The real client over routes of the test's own; unknown routes answer 404. `calls` keeps what was asked. */
export function createFakeApi(routes: FakeRoutes): { api: Api; calls: FakeCall[] } {
  const calls: FakeCall[] = [];
  const fetch = async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    const text = request.method === 'GET' ? '' : await request.text();
    const call: FakeCall = {
      method: request.method,
      path: url.pathname.replace(/^\/api/, ''),
      query: url.searchParams,
      body: text ? JSON.parse(text) : undefined,
    };
    calls.push(call);
    if (call.path === '/live') return endless(request.signal);
    return toResponse(answerOf(routes, call));
  };
  return { api: createApi({ url: 'http://trellis.test/api', workspaceId: () => undefined, fetch }), calls };
}

function answerOf(routes: FakeRoutes, call: FakeCall): Answer {
  const asked = `${call.method} ${call.path}`;
  const key = Object.keys(routes).find((pattern) => new RegExp(`^${pattern.replaceAll('*', '[^/]+')}$`).test(asked));
  if (key === undefined) return new FakeProblem(404, 'not-found', `The test has no route for ${asked}.`);
  const answer = routes[key];
  return typeof answer === 'function' ? answer(call) : answer;
}

function toResponse(answer: Answer): Response {
  if (answer instanceof FakeProblem) {
    const { status, code, detail, data } = answer;
    const body = { type: `urn:trellis:problem:${code}`, title: code, status, code, detail, data };
    return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/problem+json' } });
  }
  return new Response(JSON.stringify(answer), { headers: { 'content-type': 'application/json' } });
}

/** A stream that says nothing until the page goes. */
function endless(signal: AbortSignal): Response {
  const body = new ReadableStream({
    start: (controller) => signal.addEventListener('abort', () => controller.error(signal.reason)),
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}
