import type { NodeDescription } from '@trellis/shared/node/describe.ts';

/** A step type that fits what was typed, and which letters of its title do. */
export interface Found {
  description: NodeDescription;
  /** [start, end) of matched letters in the title. */
  marks: [number, number][];
  score: number;
}

/**
 * Types that fit the words typed, best first; all of them for an empty text. A word fits at the beginning of a word of the
 * title, inside it, in a keyword or the help, or with its letters in order in the title ("wfe" → "Wait for an event").
 */
export function searchSteps(types: readonly NodeDescription[], text: string): Found[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return types.map((description) => ({ description, marks: [], score: 0 }));
  return types
    .flatMap((description): Found[] => {
      const matches = words.map((word) => match(description, word));
      if (matches.some((one) => one === null)) return [];
      const found = matches.filter((one) => one !== null);
      return [
        {
          description,
          marks: found.flatMap((one) => one.marks),
          score: found.reduce((sum, one) => sum + one.score, 0),
        },
      ];
    })
    .sort((a, b) => b.score - a.score);
}

function match({ title, type, keywords, help }: NodeDescription, word: string): Omit<Found, 'description'> | null {
  const name = title.toLowerCase();
  const inside = name.indexOf(word);
  const start = new RegExp(`(^|[^\\p{L}])${literally(word)}`, 'u').exec(name);
  if (start) {
    const from = start.index + (start[1]?.length ?? 0);
    return { marks: [[from, from + word.length]], score: from === 0 ? 100 : 80 };
  }
  if (inside >= 0) return { marks: [[inside, inside + word.length]], score: 60 };
  if (keywords.some((keyword) => keyword.toLowerCase().startsWith(word)) || type.startsWith(word))
    return { marks: [], score: 40 };
  const letters = inOrder(name, word);
  if (letters) return { marks: letters, score: 25 };
  return word.length > 2 && help?.toLowerCase().includes(word) ? { marks: [], score: 10 } : null;
}

/** The places of a word's letters in a name, one after the other, each at the beginning of a word where possible. */
function inOrder(name: string, word: string): [number, number][] | null {
  const marks: [number, number][] = [];
  let at = 0;
  for (const letter of word) {
    const heads = [...name.slice(at).matchAll(/(?<=^|\s)\S/g)].find((head) => head[0] === letter);
    const found = heads ? at + heads.index : word.length > 2 ? -1 : name.indexOf(letter, at);
    if (found < 0) return null;
    marks.push([found, found + 1]);
    at = found + 1;
  }
  return marks;
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
