import { createORPCClient } from '@orpc/client';
import { OpenAPILink } from '@orpc/openapi-client/fetch';
import { createTanstackQueryUtils, type RouterUtils } from '@orpc/tanstack-query';
import type { ApiClient as ContractClient } from '@trellis/shared/api/contract.ts';
import { decodeProblem, PROBLEM_TYPE, WORKSPACE_HEADER } from '@trellis/shared/api/wire.ts';
import { routes } from './routes.ts';

export type ApiClient = ContractClient;

export interface Api {
  /** Calls a route: `call.leads.list({ search })`. Failures are ORPCErrors with the route's code, status and sentence. */
  call: ApiClient;
  /** Options for TanStack Query: `query.leads.list.queryOptions({ input })`. */
  query: RouterUtils<ApiClient>;
}

interface Options {
  /** Where the api is, with its prefix: "http://127.0.0.1:4400/api". */
  url: string;
  /** The workspace to name in each call; none while it is unknown or there is only one. */
  workspaceId: () => string | undefined;
  /** The way out; tests give their own. */
  fetch?: (request: Request, init: RequestInit) => Promise<Response>;
}

/** The typed client of the HTTP contract, with the session cookie of this origin. */
export function createApi({
  url,
  workspaceId,
  fetch = (request, init) => globalThis.fetch(request, init),
}: Options): Api {
  const link = new OpenAPILink(routes, {
    url,
    headers: () => {
      const id = workspaceId();
      return id ? { [WORKSPACE_HEADER]: id } : {};
    },
    customErrorResponseBodyDecoder: decodeProblem,
    fetch: async (request, init) => readableProblem(await fetch(request, init)),
  });
  const call: ApiClient = createORPCClient(link);
  return { call, query: createTanstackQueryUtils(call) };
}

/** The link reads only application/json as JSON, so an error answer is handed to it under that name. */
function readableProblem(response: Response): Response {
  if (!response.headers.get('content-type')?.startsWith(PROBLEM_TYPE)) return response;
  return new Response(response.body, { status: response.status, headers: { 'content-type': 'application/json' } });
}
