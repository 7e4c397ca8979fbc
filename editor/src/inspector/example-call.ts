/** Lead of examples; its domain can not exist (RFC 2606). */
const EXAMPLE = { email: 'aino@example.com', userId: 'crm-1042' };

/** A `curl` command that calls an address as the form of its step asks: who the lead is stands at the paths that the fields `email` and `userId` name. */
export function exampleCall(url: string, config: Readonly<Record<string, unknown>>): string {
  const body: Record<string, unknown> = {};
  put(body, pathOf(config.email) ?? 'email', EXAMPLE.email);
  const userId = pathOf(config.userId);
  if (userId) put(body, userId, EXAMPLE.userId);
  body.plan ??= 'team';
  // A quote within single quotes of a shell: close, escape, open.
  const text = JSON.stringify(body, null, 2).replaceAll("'", "'\\''");
  return `curl -X POST ${url} \\\n  -H 'content-type: application/json' \\\n  -d '${text}'`;
}

function pathOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function put(body: Record<string, unknown>, path: string, value: string): void {
  const parts = path.split('.').filter((part) => part !== '' && !(part in Object.prototype));
  const last = parts.pop();
  if (last === undefined) return;
  let at = body;
  for (const part of parts) {
    const inner = at[part];
    // Made here, never of the form: a plain object or absent.
    const next = typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : {};
    at[part] = next;
    at = next;
  }
  at[last] = value;
}
