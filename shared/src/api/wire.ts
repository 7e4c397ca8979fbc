import { ORPCError } from '@orpc/contract';

/*
 * What the client must know of the contract besides its routes. Without zod: the editor's first load carries this, and no schema.
 */

/**
 * Names the workspace of a call. It may be left out by a user who belongs to one workspace only. One that is not the user's answers 404
 * `workspace-not-found`, whether it exists or not.
 */
export const WORKSPACE_HEADER = 'trellis-workspace';

/** Media type of every error answer (RFC 9457). */
export const PROBLEM_TYPE = 'application/problem+json';

/** Begins the `type` of every problem; its code follows. */
export const PROBLEM_URN = 'urn:trellis:problem:';

/** Reads an error answer back into the typed error of its route: `customErrorResponseBodyDecoder` of the client's link. Null: not ours. */
export function decodeProblem(body: unknown): ORPCError<string, unknown> | null {
  if (typeof body !== 'object' || body === null) return null;
  const { type, code, status, detail, data } = body as Record<string, unknown>; // any member may be missing or of another type
  if (typeof code !== 'string' || type !== `${PROBLEM_URN}${code}`) return null;
  if (typeof status !== 'number' || typeof detail !== 'string') return null;
  return new ORPCError(code, { defined: true, status, message: detail, data });
}
