import { ORPCError } from '@orpc/server';

/** What a schema cannot see is wrong with one field, in the shape in which schemas say it. */
export function invalidInput(path: (string | number)[], message: string): ORPCError<'invalid-input', unknown> {
  return new ORPCError('invalid-input', { status: 400, message, data: { fields: [{ path, message }] } });
}
