/** A character PostgreSQL keeps in no text: NUL, or half of a surrogate pair. */
const UNSTORABLE = /\0|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** Where an input holds text that cannot be stored; null where all can. Keys count as text. Depth is bounded by the JSON parser's own. */
export function unstorableAt(input: unknown): (string | number)[] | null {
  const open: { value: unknown; path: (string | number)[] }[] = [{ value: input, path: [] }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, path } = next;
    if (typeof value === 'string') {
      if (UNSTORABLE.test(value)) return path;
    } else if (Array.isArray(value)) {
      for (const [index, inner] of value.entries()) open.push({ value: inner, path: [...path, index] });
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) {
        if (UNSTORABLE.test(key)) return path;
        open.push({ value: inner, path: [...path, key] });
      }
    }
  }
  return null;
}
