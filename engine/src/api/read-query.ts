import type { z } from 'zod';
import { invalidInput, schemaWords } from './invalid-input.ts';

/** The query of an address beside the contract: a key that comes twice, or holds what it may not, is refused and never left out. @throws ORPCError `invalid-input` */
export function readQuery<Schema extends z.ZodType>(schema: Schema, query: unknown): z.infer<Schema> {
  const read = schema.safeParse(query);
  if (read.success) return read.data;
  const [fault] = read.error.issues;
  const path = (fault?.path ?? []).map((part) => (typeof part === 'number' ? part : String(part)));
  throw invalidInput(
    path,
    `${path.join('.') || 'The query'}: ${schemaWords(fault?.message ?? 'it could not be read')}`,
  );
}
