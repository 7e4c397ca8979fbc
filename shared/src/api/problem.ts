import { z } from 'zod';
import { fieldProblemSchema } from './base.ts';
import { PROBLEM_URN } from './wire.ts';

/** The one shape of errors. `data` carries what the route declares for the code (such as `theirs` of a conflict). */
export const problemSchema = z.object({
  /** `urn:trellis:problem:<code>` */
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  /** Stable; what programs decide by. */
  code: z.string(),
  /** A sentence for people: what was found, what was expected, what to do. */
  detail: z.string(),
  fields: z.array(fieldProblemSchema).optional(),
  data: z.unknown().optional(),
  /** Finds the log lines of this request. */
  requestId: z.string().optional(),
});
export type Problem = z.infer<typeof problemSchema>;

/** Makes the problem document of an error; `fields` of its data stand at the top, as RFC 9457 readers expect. */
export function toProblem(
  error: { code: string; status: number; message: string; data?: unknown },
  requestId?: string,
): Problem {
  const { code, status, message, data } = error;
  const fields = z.object({ fields: z.array(fieldProblemSchema) }).safeParse(data);
  return {
    type: `${PROBLEM_URN}${code}`,
    title: code.charAt(0).toUpperCase() + code.slice(1).replaceAll('-', ' '),
    status,
    code,
    detail: message,
    ...(fields.success ? { fields: fields.data.fields } : {}),
    ...(data === undefined ? {} : { data }),
    ...(requestId ? { requestId } : {}),
  };
}
