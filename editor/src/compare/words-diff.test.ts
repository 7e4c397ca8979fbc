import { describe, expect, it } from 'vitest';
import { countWords, diffLines, diffParagraphs, diffWords, type Piece } from './words-diff.ts';

/** −out−, +in+ and what stayed, in one line. */
const told = (pieces: readonly Piece[]) =>
  pieces
    .map(({ kind, text }) => (kind === 'same' ? text : kind === 'out' ? `−${text.trim()}− ` : `+${text.trim()}+ `))
    .join('')
    .trim();

describe('words of two texts', () => {
  it('are told in reading order, what went out before what came in', () => {
    expect(told(diffWords('waits 4 days', 'waits 3 days'))).toBe('waits −4− +3+ days');
    expect(told(diffWords('Thanks for your download', 'Your playbook is here'))).toBe(
      '−Thanks for your download− +Your playbook is here+',
    );
    expect(told(diffWords('a b c', 'a b c d'))).toBe('a b c +d+');
    expect(told(diffWords('', 'all new'))).toBe('+all new+');
    expect(diffWords('same', 'same')).toEqual([{ kind: 'same', text: 'same' }]);
    expect(diffWords('', '')).toEqual([]);
  });

  it('take a lone word that stayed between two changes into them', () => {
    expect(told(diffWords('so grab a coffee', 'or drink a tea'))).toBe('−so grab a coffee− +or drink a tea+');
  });

  it('always give both texts back, whatever they are', () => {
    let seed = 7;
    const draw = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    for (let round = 0; round < 300; round++) {
      const text = () => Array.from({ length: draw(12) }, () => 'abcd'[draw(4)]).join(' ');
      const [from, to] = [text(), text()];
      const pieces = diffWords(from, to);
      const without = (kind: Piece['kind']) =>
        pieces
          .filter((piece) => piece.kind !== kind)
          .map((piece) => piece.text)
          .join(' ')
          .split(/\s+/)
          .filter(Boolean)
          .join(' ');
      expect([without('in'), without('out')]).toEqual([from, to]);
    }
  });

  it('of texts that share nothing are all of one and all of the other, however long', () => {
    const long = (word: string) => Array.from({ length: 3_000 }, (_, n) => `${word}${n}`).join(' ');
    const pieces = diffWords(long('a'), long('b'));
    expect(countWords(pieces)).toEqual({ out: 3_000, in: 3_000 });
  });
});

describe('paragraphs of two texts', () => {
  it('are compared word by word where they are the same ones', () => {
    const from = 'Hi,\n\nThank you for our book. It takes about 25 minutes, so grab a coffee.\n\nHanna';
    const to = 'Hi,\n\nHere is the book. It takes about 25 minutes, or five.\n\nHanna';
    const [first, second, third] = diffParagraphs(from, to);
    expect(first).toEqual([{ kind: 'same', text: 'Hi,' }]);
    expect(told(second ?? [])).toContain('It takes about 25 minutes,');
    expect(second?.[0]).toMatchObject({ kind: 'out' });
    expect(third).toEqual([{ kind: 'same', text: 'Hanna' }]);
  });

  it('that have nothing in common stay apart', () => {
    expect(diffParagraphs('one two three', 'four five six')).toEqual([
      [{ kind: 'out', text: 'one two three' }],
      [{ kind: 'in', text: 'four five six' }],
    ]);
    expect(diffParagraphs('', 'new')).toEqual([[{ kind: 'in', text: 'new' }]]);
  });
});

it('lines of two texts keep their white space', () => {
  expect(diffLines('{\n  "a": 1\n}', '{\n  "a": 2\n}')).toEqual([
    { kind: 'same', text: '{' },
    { kind: 'out', text: '  "a": 1' },
    { kind: 'in', text: '  "a": 2' },
    { kind: 'same', text: '}' },
  ]);
});
