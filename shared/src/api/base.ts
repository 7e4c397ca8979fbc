import { oc } from '@orpc/contract';
import { z } from 'zod';
import type { Role } from './roles.ts';

/**
 * Whom a route admits: `anyone` (also without a session), `signed-in` (a session, no workspace), or members of the workspace named by the
 * header `trellis-workspace` with one of the roles.
 */
export type Access = 'anyone' | 'signed-in' | readonly Role[];

export interface RouteMeta {
  roles: Access;
}

/** One fault of one field: `path` names it as it stands in the input (`['graph', 'nodes', 3, 'name']`). */
export const fieldProblemSchema = z.object({
  path: z.array(z.union([z.string(), z.number()])),
  message: z.string(),
});

/** Beginning of all routes. Meta without roles admits nobody, so that a forgotten declaration is closed and not open. */
export const route = oc.$meta<RouteMeta>({ roles: [] }).errors({
  'invalid-input': {
    status: 400,
    message: 'The request does not have the expected shape.',
    data: z.object({ fields: z.array(fieldProblemSchema) }),
  },
  'not-signed-in': { status: 401, message: 'Sign in first.' },
  'not-allowed': { status: 403, message: 'Your role does not allow this.' },
  'workspace-not-found': { status: 404, message: 'There is no such workspace, or you are not a member of it.' },
  'too-many-requests': { status: 429, message: 'Too many requests; wait a little.' },
});

/** Error of routes that name something by id; also where it belongs to another workspace. */
export const notFound = { 'not-found': { status: 404, message: 'There is nothing with this id.' } } as const;

export const id = z.uuid();
/** ISO 8601 in UTC, ms. */
export const instant = z.iso.datetime({ offset: true });

/** The part of a list that a cursor asks for. Cursors are opaque: hand back `nextCursor` as it came. */
export const pageInput = { cursor: z.string().max(400).optional(), limit: z.number().int().min(1).max(200).optional() };

/** One page; `nextCursor` null: the last one. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

/** A person, as shown beside what they did. `name` may be "Trellis" for what nobody did by hand. */
export const personSchema = z.object({ id: z.string(), name: z.string() });

/** A lead as a line elsewhere shows it. `name` is the best there is: full name, else address, else user id, else "Anonymous". */
export const leadRefSchema = z.object({
  id,
  name: z.string(),
  email: z.string().nullable(),
  company: z.string().nullable(),
});
export type LeadRef = z.infer<typeof leadRefSchema>;
export type Person = z.infer<typeof personSchema>;
export type FieldProblem = z.infer<typeof fieldProblemSchema>;
