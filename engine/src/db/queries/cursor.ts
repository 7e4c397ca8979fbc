/** Packs the sort values of a page's last row into an opaque cursor. */
export function toCursor(values: readonly (string | number | null)[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

const PART = {
  uuid: (value: unknown) => typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value),
  instant: (value: unknown) =>
    value === null || (typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]{8,12}Z$/.test(value)),
  number: (value: unknown) => value === null || typeof value === 'number',
  text: (value: unknown) => typeof value === 'string' && value.length <= 200 && !value.includes('\u0000'),
} as const;

/** Reads a cursor of these parts; null for one that is not ours, which then counts as the beginning. */
export function fromCursor(
  cursor: string | undefined,
  ...parts: (keyof typeof PART)[]
): (string | number | null)[] | null {
  if (!cursor) return null;
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (!Array.isArray(values) || values.length !== parts.length) return null;
    return parts.every((part, index) => PART[part](values[index])) ? values : null;
  } catch {
    return null;
  }
}

/** Cuts `limit + 1` rows to a page; the row beyond it only says that there are more. */
export function toPage<Row>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (row: Row) => (string | number | null)[],
): { rows: Row[]; nextCursor: string | null } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { rows: page, nextCursor: rows.length > limit && last ? toCursor(cursorOf(last)) : null };
}
