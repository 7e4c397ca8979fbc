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
  components?: Json & { schemas?: Json };
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
  const declared = declaredByAddress();
  for (const [path, operations] of Object.entries(ADDRESSES.files)) {
    document.paths[path] = { ...document.paths[path], ...structuredClone(operations) };
    for (const [method, operation] of Object.entries(operations))
      declared.set(`${method} ${path}`, { roles: operation['x-roles'], errors: {} });
  }
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = operations[method];
      if (operation) complete(operation, method, declared.get(`${method} ${path}`) ?? { roles: [], errors: {} });
    }
  }
  // Whole addresses under one server: generators of clients know no other way.
  document.paths = {
    ...Object.fromEntries(Object.entries(document.paths).map(([path, operations]) => [`/api${path}`, operations])),
    ...structuredClone(ADDRESSES.outside),
  };
  document.components = {
    ...document.components,
    schemas: { Problem: z.toJSONSchema(problemSchema) },
    securitySchemes: {
      session: { type: 'apiKey', in: 'cookie', name: 'trellis.session_token' },
      key: { type: 'http', scheme: 'bearer', description: 'An API key; what it may do is what its scope says.' },
      writeKey: { type: 'http', scheme: 'basic', description: 'A write key as the user, with an empty password.' },
    },
  };
  withoutBounds(document);
  return document;
}

function complete(operation: Operation, method: string, { roles, errors }: Declared): void {
  const { responses } = operation;
  operation['x-roles'] = roles;
  const statuses = { ...ALWAYS, ...(method === 'get' ? {} : WITH_BODY) };
  if (roles !== 'anyone') Object.assign(statuses, { 401: 'Sign in first.', 403: 'Your role does not allow this.' });
  if (Array.isArray(roles)) Object.assign(statuses, { 404: 'There is no such workspace, or nothing with this id.' });
  for (const [status, description] of Object.entries(statuses)) responses[status] ??= { description };
  for (const [status, response] of Object.entries(responses)) {
    if (Number(status) < 400) {
      response.description ||= 'OK';
      continue;
    }
    response.description = errorWords(Number(status), errors) || statuses[status] || response.description;
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

/** What the contract says of a route beside its shapes. */
interface Declared {
  roles: RouteMeta['roles'];
  errors: Record<string, { status?: number; message?: string } | undefined>;
}

/** The codes of a status, one a line, each with its sentence: what a program decides by. */
function errorWords(status: number, errors: Declared['errors']): string {
  return Object.entries(errors)
    .filter(([, error]) => error?.status === status)
    .map(([code, error]) => `\`${code}\` ${error?.message ?? ''}`.trim())
    .join('\n');
}

/** zod bounds every integer by what JavaScript can hold, which says nothing about the value. */
function withoutBounds(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  const one = value as Json; // JSON, an object or a list
  if (one.minimum === Number.MIN_SAFE_INTEGER) delete one.minimum;
  if (one.maximum === Number.MAX_SAFE_INTEGER) delete one.maximum;
  for (const part of Object.values(one)) withoutBounds(part);
}

function declaredByAddress(): Map<string, Declared> {
  const procedures = Object.values(contract).flatMap((group) => Object.values(group));
  return new Map(
    procedures.map((procedure) => {
      const { route, meta, errorMap } = procedure['~orpc'];
      const { roles } = meta as RouteMeta;
      return [`${route.method?.toLowerCase()} ${route.path}`, { roles, errors: errorMap as Declared['errors'] }];
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
