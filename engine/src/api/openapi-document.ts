import { OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import type { RouteMeta } from '@trellis/shared/api/base.ts';
import { contract } from '@trellis/shared/api/contract.ts';
import { problemSchema } from '@trellis/shared/api/problem.ts';
import { ROLES } from '@trellis/shared/api/roles.ts';
import { PROBLEM_TYPE, WORKSPACE_HEADER } from '@trellis/shared/api/wire.ts';
import { z } from 'zod';
import { ADDRESSES } from './openapi-addresses.ts';

type Json = Record<string, unknown>;

export interface Operation extends Json {
  operationId: string;
  summary: string;
  tags: string[];
  parameters?: Json[];
  requestBody?: Json;
  security?: Record<string, string[]>[];
  responses: Record<string, { description: string; content?: Json }>;
  /** Whom the route admits. */
  'x-roles': RouteMeta['roles'];
}

export interface OpenApiDocument extends Json {
  info: { title: string; version: string };
  paths: Record<string, Record<string, Operation>>;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** What the server itself may answer to any request, whatever the route declares. */
const ALWAYS: Record<string, string> = {
  400: 'The request does not have the expected shape.',
  429: 'Too many requests; wait a little.',
  500: 'Something failed on the server; nothing was changed.',
};
/** Of requests with a body. */
const WITH_BODY: Record<string, string> = {
  403: 'It may not be done from this page, or not by your role.',
  413: 'The body is too large.',
  415: 'Send application/json.',
};

/**
 * The OpenAPI 3.1 document of the contract and of all addresses beside it: every status with its schema, errors as problem documents, and whom each
 * route admits.
 */
export async function openApiDocument(version: string): Promise<OpenApiDocument> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  const made = await generator.generate(contract, {
    info: {
      title: 'Trellis',
      version,
      description:
        'Errors are problem documents (RFC 9457); `code` is stable. The header `trellis-workspace` names the workspace. Programs sign in by `authorization: Bearer ak_…`.',
    },
    servers: [{ url: '/' }],
    // zod's own document is plain JSON Schema; the generator's type is a narrower one of the same thing.
    customErrorResponseBodySchema: () => z.toJSONSchema(problemSchema) as Json,
  });
  const document = made as unknown as OpenApiDocument; // the generator's type is the wide one of every OpenAPI document
  const roles = rolesByAddress();
  for (const [path, operations] of Object.entries(ADDRESSES.files)) {
    document.paths[path] = { ...document.paths[path], ...structuredClone(operations) };
    for (const [method, operation] of Object.entries(operations)) roles.set(`${method} ${path}`, operation['x-roles']);
  }
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = operations[method];
      if (operation) complete(operation, method, roles.get(`${method} ${path}`) ?? []);
    }
  }
  // Whole addresses under one server: generators of clients know no other way.
  document.paths = {
    ...Object.fromEntries(Object.entries(document.paths).map(([path, operations]) => [`/api${path}`, operations])),
    ...structuredClone(ADDRESSES.outside),
  };
  document.components = {
    ...(document.components as Json | undefined),
    schemas: { Problem: z.toJSONSchema(problemSchema) },
    securitySchemes: {
      session: { type: 'apiKey', in: 'cookie', name: 'trellis.session_token' },
      key: { type: 'http', scheme: 'bearer', description: 'An API key; what it may do is what its scope says.' },
      writeKey: { type: 'http', scheme: 'basic', description: 'A write key as the user, with an empty password.' },
    },
  };
  return document;
}

function complete(operation: Operation, method: string, roles: RouteMeta['roles']): void {
  const { responses } = operation;
  operation['x-roles'] = roles;
  const statuses = { ...ALWAYS, ...(method === 'get' ? {} : WITH_BODY) };
  if (roles !== 'anyone') Object.assign(statuses, { 401: 'Sign in first.', 403: 'Your role does not allow this.' });
  if (Array.isArray(roles)) Object.assign(statuses, { 404: 'There is no such workspace, or nothing with this id.' });
  for (const [status, description] of Object.entries(statuses)) responses[status] ??= { description };
  for (const [status, response] of Object.entries(responses)) {
    if (Number(status) < 400) continue;
    response.content = { [PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } };
  }
  if (roles === 'anyone') operation.security = [];
  else operation.security = Array.isArray(roles) ? [{ session: [] }, { key: [] }] : [{ session: [] }];
  if (!Array.isArray(roles)) return;
  const header = {
    name: WORKSPACE_HEADER,
    in: 'header',
    required: false,
    description: 'May be left out by who belongs to one workspace only, and with an API key.',
    schema: { type: 'string', format: 'uuid' },
  };
  operation.parameters = [...(operation.parameters ?? []), header];
}

function rolesByAddress(): Map<string, RouteMeta['roles']> {
  const procedures = Object.values(contract).flatMap((group) => Object.values(group));
  return new Map(
    procedures.map((procedure) => {
      const { route, meta } = procedure['~orpc'];
      return [`${route.method?.toLowerCase()} ${route.path}`, (meta as RouteMeta).roles];
    }),
  );
}

/** The role × route matrix of a document, as Markdown: docs/roles.md is this. */
export function roleMatrix(document: OpenApiDocument): string {
  const rows = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { summary, tags, 'x-roles': roles }]) => {
      const admitted = ROLES.map((role) => (typeof roles === 'string' || roles.includes(role) ? '●' : ''));
      const others = roles === 'anyone' ? 'anyone' : roles === 'signed-in' ? 'a person' : '';
      return {
        tag: tags[0] ?? '',
        line: `| \`${method.toUpperCase()} ${path}\` | ${summary} | ${admitted.join(' | ')} | ${others} |`,
      };
    }),
  );
  const head = `| route | what | ${ROLES.join(' | ')} | also |\n| --- | --- | ${ROLES.map(() => ':-:').join(' | ')} | --- |`;
  const tags = [...new Set(rows.map(({ tag }) => tag))].sort();
  const parts = tags.map(
    (tag) => `## ${tag}\n\n${head}\n${rows.flatMap((row) => (row.tag === tag ? [row.line] : [])).join('\n')}\n`,
  );
  return `# Who may do what\n\nMade of the OpenAPI document by \`engine/src/api/openapi.test.ts\` (\`npx vitest run engine/src/api/openapi.test.ts -u\`). An API key may what a role may: read as viewer,\nwrite as marketer, admin as admin. "A person" needs a session, no workspace and no key.\n\n${parts.join('\n')}`;
}
