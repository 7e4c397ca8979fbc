/** The part of an address after the "?", before anybody looked at it. Whatever does not fit is left out, never an error. */
export type RawSearch = Record<string, unknown>;

/** A text of at most `max` characters, else nothing. A number in the address is a text that looks like one. */
export function readText(value: unknown, max: number): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text !== '' && text.length <= max ? text : undefined;
}

/** One of a few words, else nothing. */
export function readOneOf<Word extends string>(value: unknown, words: readonly Word[]): Word | undefined {
  return words.find((word) => word === value);
}

/** An id, else nothing. */
export function readId(value: unknown): string | undefined {
  return typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value) ? value : undefined;
}

/** An address of this editor to go on to after sign-in. Never another site's: "//evil.example" begins with a slash too. */
export function readNext(value: unknown): string | undefined {
  return typeof value === 'string' && /^\/(?![/\\])/.test(value) ? value : undefined;
}
