import { z } from 'zod';
import { id, instant, notFound, personSchema, route } from './base.ts';
import { MAY_CONNECT, MAY_GOVERN, MAY_TEST } from './roles.ts';

const tags = ['Keys'];

/** A write key only hands events in, so it may stand in a web page: it is shown whole at any time. */
export const writeKeySchema = z.object({
  id,
  kind: z.literal('write'),
  name: z.string(),
  key: z.string(),
  createdAt: instant,
  createdBy: personSchema,
  lastUsedAt: instant.nullable(),
  revokedAt: instant.nullable(),
});

const list = route
  .route({ method: 'GET', path: '/keys', summary: 'All write keys, revoked ones last', tags })
  .meta({ roles: [...new Set([...MAY_CONNECT, ...MAY_TEST])] })
  .output(z.object({ items: z.array(writeKeySchema) }));

const create = route
  .route({ method: 'POST', path: '/keys', summary: 'Create a write key', tags, successStatus: 201 })
  .meta({ roles: MAY_CONNECT })
  .input(z.object({ name: z.string().trim().min(1).max(80) }))
  .output(writeKeySchema);

/** For ever: events sent with it are refused from then on. */
const revoke = route
  .route({ method: 'DELETE', path: '/keys/{keyId}', summary: 'Revoke a write key', tags })
  .meta({ roles: MAY_CONNECT })
  .errors(notFound)
  .input(z.object({ keyId: id }))
  .output(writeKeySchema);

/** What each scope may do is what this role may: `read` looks, `write` draws and acts on leads, `admin` governs too. */
export const SCOPE_ROLES = { read: 'viewer', write: 'marketer', admin: 'admin' } as const;
export const scopeSchema = z.enum(['read', 'write', 'admin']);

/** A key for programs: `authorization: Bearer ak_…` at all routes of the workspace that its scope admits. */
export const apiKeySchema = z.object({
  id,
  name: z.string(),
  scope: scopeSchema,
  /** How it begins. */
  hint: z.string(),
  createdAt: instant,
  createdBy: personSchema,
  lastUsedAt: instant.nullable(),
  revokedAt: instant.nullable(),
});

const listApi = route
  .route({ method: 'GET', path: '/api-keys', summary: 'All API keys, revoked ones last', tags })
  .meta({ roles: MAY_GOVERN })
  .output(z.object({ items: z.array(apiKeySchema) }));

const createApi = route
  .route({ method: 'POST', path: '/api-keys', summary: 'Create an API key', tags, successStatus: 201 })
  .meta({ roles: MAY_GOVERN })
  .input(z.object({ name: z.string().trim().min(1).max(80), scope: scopeSchema }))
  .output(
    apiKeySchema.extend({
      /** Shown this once: only its hash is kept. */
      key: z.string(),
    }),
  );

/** For ever. */
const revokeApi = route
  .route({ method: 'DELETE', path: '/api-keys/{keyId}', summary: 'Revoke an API key', tags })
  .meta({ roles: MAY_GOVERN })
  .errors(notFound)
  .input(z.object({ keyId: id }))
  .output(apiKeySchema);

export const keys = { list, create, revoke, listApi, createApi, revokeApi };
export type ApiKey = z.infer<typeof apiKeySchema>;
export type KeyScope = z.infer<typeof scopeSchema>;
export type WriteKey = z.infer<typeof writeKeySchema>;
