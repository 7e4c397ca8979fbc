/** Deeper than any real config (conditions nest at most a dozen groups); recursive readers rely on this bound. */
export const MAX_DEPTH = 48;
/** Values in one document: 5,000 nodes of 60 values each stay well below it. */
export const MAX_VALUES = 1_000_000;
/** Characters of all texts of one document together. */
export const MAX_CHARACTERS = 32_000_000;

export interface Poison {
  path: (string | number)[];
  /** Continues a sentence that begins with what was read: "holds …", "is nested …". */
  what: string;
}

interface Step {
  value: unknown;
  key: string | number;
  depth: number;
  parent: Step | null;
}

/**
 * Finds what no stored document may hold: depth or size beyond all measure, texts that Postgres cannot store (NUL, half of a surrogate pair),
 * keys that reach an object's prototype, and values that are not JSON. Walks with its own stack; undefined where the value is sound.
 */
export function poisonProblem(root: unknown): Poison | undefined {
  const stack: Step[] = [{ value: root, key: '', depth: 0, parent: null }];
  let values = 0;
  let characters = 0;
  for (let step = stack.pop(); step; step = stack.pop()) {
    const { value, depth } = step;
    if (++values > MAX_VALUES) return at(null, `holds more than ${MAX_VALUES} values`);
    if (value === null || value === undefined || typeof value === 'boolean') continue;
    if (typeof value === 'number') {
      if (!Number.isFinite(value)) return at(step, `holds the number ${value}, which JSON cannot express`);
      continue;
    }
    if (typeof value === 'string') {
      characters += value.length;
      if (characters > MAX_CHARACTERS) return at(null, `holds more than ${MAX_CHARACTERS} characters of text`);
      const unstorable = textProblem(value);
      if (unstorable) return at(step, `holds a text with ${unstorable}`);
      continue;
    }
    if (typeof value !== 'object') return at(step, `holds a ${typeof value}, which JSON cannot express`);
    if (depth >= MAX_DEPTH) return at(step, `is nested deeper than ${MAX_DEPTH} levels`);
    if (Array.isArray(value)) {
      for (let i = value.length - 1; i >= 0; i--)
        stack.push({ value: value[i], key: i, depth: depth + 1, parent: step });
      continue;
    }
    for (const key of Object.keys(value)) {
      if (key === '__proto__') return at(step, 'holds a field named "__proto__"');
      const unstorable = textProblem(key);
      if (unstorable) return at(step, `holds a field whose name has ${unstorable}`);
      stack.push({ value: (value as Record<string, unknown>)[key], key, depth: depth + 1, parent: step });
    }
  }
  return undefined;
}

/** What makes a text impossible to store, or undefined. In a `u` pattern only an unpaired surrogate counts as one. */
function textProblem(text: string): string | undefined {
  if (text.includes('\u0000')) return 'a NUL character';
  return /\p{Surrogate}/u.test(text) ? 'half of a character (a lone surrogate)' : undefined;
}

function at(step: Step | null, what: string): Poison {
  const path: (string | number)[] = [];
  for (let s = step; s?.parent && path.length < MAX_DEPTH; s = s.parent) path.push(s.key);
  return { path: path.reverse(), what };
}
