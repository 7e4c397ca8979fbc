/** What went wrong with a request, as the pages show it: the sentence of problem+json, its stable code, and whether a retry may help. */
export interface Problem {
  code: string;
  /** One sentence that names what was found and expected. */
  title: string;
  /** What to do, or more about it. */
  detail?: string | undefined;
  /** HTTP status; 0 when no answer came. */
  status: number;
}

/** Any error as a Problem: oRPC errors and problem+json bodies keep their words, a lost connection gets its own code. */
export function problemOf(error: unknown): Problem {
  if (typeof error === 'object' && error !== null) {
    const fields: Record<string, unknown> = { ...error };
    const status = typeof fields.status === 'number' ? fields.status : 0;
    const message = 'message' in error && typeof error.message === 'string' ? error.message : '';
    const text = (key: string) => (typeof fields[key] === 'string' ? fields[key] : undefined);
    if (status > 0) {
      return { code: text('code') ?? String(status), title: text('title') ?? message, detail: text('detail'), status };
    }
    if (error instanceof TypeError && /fetch|network|load failed/i.test(message)) return unreachable();
    if (message) return { code: text('code') ?? 'editor.error', title: message, detail: undefined, status: 0 };
  }
  return unreachable();
}

function unreachable(): Problem {
  return { code: 'api.unreachable', title: '', detail: undefined, status: 0 };
}

/** True where asking again may give another answer: no connection, overload, or a fault of the server. */
export function mayRetry(problem: Problem): boolean {
  return problem.status === 0 || problem.status === 429 || problem.status >= 500;
}
