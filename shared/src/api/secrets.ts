import { z } from 'zod';
import { id, instant, notFound, personSchema, route } from './base.ts';
import { MAY_CONNECT, MAY_DRAW } from './roles.ts';

const tags = ['Secrets'];

/** Webhooks write `{{ secrets.<name> }}`: a name that Liquid reads as one word. */
export const secretNameSchema = z
  .string()
  .max(50)
  .regex(/^[a-z][a-z0-9_]*$/, 'Use small letters, digits and _, and begin with a letter: crm_token');

/** Rendered into one line of a header or body, where runs of blanks become one: a value that has them would arrive as another one. */
export const secretValueSchema = z
  .string()
  .min(4, 'Use 4 characters or more: shorter ones cannot be taken out of answers that repeat them')
  .max(4_000)
  .refine((text) => !/\p{Cc}/u.test(text), 'One line only')
  .refine((text) => text === text.trim() && !/\s\s/.test(text), 'No blanks at the ends, and no two in a row');

/** What is told of a secret; its value never is. */
export const secretSchema = z.object({
  id,
  name: z.string(),
  createdAt: instant,
  createdBy: personSchema,
  changedAt: instant,
  changedBy: personSchema,
  /** When a webhook last used it, to the minute. */
  lastUsedAt: instant.nullable(),
});

const which = z.object({ secretId: id });

const list = route
  .route({ method: 'GET', path: '/secrets', summary: 'Names of all secrets, without their values', tags })
  .meta({ roles: [...new Set([...MAY_CONNECT, ...MAY_DRAW])] })
  .output(z.object({ items: z.array(secretSchema) }));

const create = route
  .route({ method: 'POST', path: '/secrets', summary: 'Keep a secret', tags, successStatus: 201 })
  .meta({ roles: MAY_CONNECT })
  .errors({
    'secret-exists': {
      status: 409,
      message: 'There is a secret of this name: choose another, or give that one another value.',
    },
  })
  .input(z.object({ name: secretNameSchema, value: secretValueSchema }))
  .output(secretSchema);

/** Webhooks use the new value from their next call on. */
const replace = route
  .route({ method: 'PUT', path: '/secrets/{secretId}', summary: 'Give a secret another value', tags })
  .meta({ roles: MAY_CONNECT })
  .errors(notFound)
  .input(which.extend({ value: secretValueSchema }))
  .output(secretSchema);

/** Webhooks that use it fail from then on, and say which one is missing. */
const remove = route
  .route({ method: 'DELETE', path: '/secrets/{secretId}', summary: 'Forget a secret', tags })
  .meta({ roles: MAY_CONNECT })
  .errors(notFound)
  .input(which)
  .output(secretSchema);

export const secrets = { list, create, replace, remove };
export type Secret = z.infer<typeof secretSchema>;
