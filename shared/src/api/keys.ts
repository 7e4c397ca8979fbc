import { z } from 'zod';
import { id, instant, notFound, personSchema, route } from './base.ts';
import { MAY_CONNECT, MAY_TEST } from './roles.ts';

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

export const keys = { list, create, revoke };
export type WriteKey = z.infer<typeof writeKeySchema>;
