import { ORPCError } from '@orpc/server';

/** What a schema cannot see is wrong with one field, in the shape in which schemas say it. */
export function invalidInput(path: (string | number)[], message: string): ORPCError<'invalid-input', unknown> {
  return new ORPCError('invalid-input', { status: 400, message, data: { fields: [{ path, message }] } });
}

/** What a schema says of a value, in our words: what was expected, and what was found. */
export function schemaWords(message: string): string {
  const [, expected, received] = /^Invalid input: expected (.+), received (.+)$/.exec(message) ?? [];
  if (!expected || !received) return message;
  return `expected ${expected}, found ${received === 'undefined' ? 'nothing' : received}`;
}
