/** A stretch of text that stayed, went out, or came in. White space belongs to the word before it. */
export interface Piece {
  kind: 'same' | 'out' | 'in';
  text: string;
}

/** Beyond so many differences two texts have nothing to do with each other: all of one goes out, all of the other comes in. */
const MOST_DIFFERENCES = 400;
/** A lone word that stayed between two changes reads better as part of them. */
const LONE = 1;
/** Two paragraphs are one that was changed when at least this share of the shorter one's words stayed. */
const RELATED = 0.4;

/** Both texts as one, word by word, in reading order. */
export function diffWords(from: string, to: string): Piece[] {
  return smooth(joined(diffList(wordsOf(from), wordsOf(to), (a, b) => a.trim() === b.trim())));
}

/** Both texts as one, paragraph by paragraph; a paragraph that was changed is compared word by word. Blank lines are left out. */
export function diffParagraphs(from: string, to: string): Piece[][] {
  const steps = diffList(paragraphsOf(from), paragraphsOf(to), (a, b) => a === b);
  const paragraphs: Piece[][] = [];
  for (let at = 0; at < steps.length; ) {
    const step = steps[at];
    if (!step) break;
    if (step.kind === 'same') {
      paragraphs.push([step]);
      at += 1;
      continue;
    }
    const next = steps.findIndex((one, index) => index >= at && one.kind === 'same');
    const changed = steps.slice(at, next < 0 ? steps.length : next);
    paragraphs.push(...pairUp(changed));
    at += changed.length;
  }
  return paragraphs;
}

/** Both texts as one, line by line, white space kept; one piece a line. */
export function diffLines(from: string, to: string): Piece[] {
  const lines = (text: string) => (text === '' ? [] : text.split('\n'));
  return diffList(lines(from), lines(to), (a, b) => a === b);
}

/** How many words went out and came in. */
export function countWords(pieces: readonly Piece[]): { out: number; in: number } {
  const count = (kind: Piece['kind']) =>
    pieces
      .filter((piece) => piece.kind === kind)
      .reduce((sum, piece) => sum + wordsOf(piece.text).filter((word) => /[\p{L}\p{N}]/u.test(word)).length, 0);
  return { out: count('out'), in: count('in') };
}

/** Each paragraph that went out with the next of those that came in, where they have words in common. */
function pairUp(changed: readonly Piece[]): Piece[][] {
  const came = changed.filter((piece) => piece.kind === 'in');
  const result: Piece[][] = [];
  for (const gone of changed.filter((piece) => piece.kind === 'out')) {
    const partner = came.findIndex((piece) => related(gone.text, piece.text));
    if (partner < 0) {
      result.push([gone]);
      continue;
    }
    result.push(...came.splice(0, partner).map((piece) => [piece]));
    const [match] = came.splice(0, 1);
    if (match) result.push(diffWords(gone.text, match.text));
  }
  result.push(...came.map((piece) => [piece]));
  return result;
}

function related(a: string, b: string): boolean {
  const left = wordsOf(a);
  const right = wordsOf(b);
  const same = diffList(left, right, (x, y) => x.trim() === y.trim()).filter((step) => step.kind === 'same').length;
  return same >= RELATED * Math.min(left.length, right.length);
}

/** Words with the white space behind them; brackets stand alone, so that the words of a link are words. */
function wordsOf(text: string): string[] {
  return text.match(/[^\s()[\]]+\s*|[()[\]]\s*/g) ?? [];
}

function paragraphsOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** Neighbours of one kind as one piece. */
function joined(pieces: readonly Piece[]): Piece[] {
  const result: Piece[] = [];
  for (const piece of pieces) {
    const last = result.at(-1);
    if (last?.kind === piece.kind) last.text += piece.text;
    else result.push({ ...piece });
  }
  return result;
}

/** Takes lone words between two changes into them, and lets what went out stand before what came in. */
function smooth(pieces: readonly Piece[]): Piece[] {
  const result: Piece[] = [];
  let out = '';
  let into = '';
  const flush = () => {
    if (out) result.push({ kind: 'out', text: out });
    if (into) result.push({ kind: 'in', text: into });
    out = '';
    into = '';
  };
  for (const [index, piece] of pieces.entries()) {
    if (piece.kind === 'out') out += piece.text;
    else if (piece.kind === 'in') into += piece.text;
    else {
      const between = index > 0 && index < pieces.length - 1;
      if (between && out && into && wordsOf(piece.text).length <= LONE && changesBoth(pieces, index)) {
        out += piece.text;
        into += piece.text;
      } else {
        flush();
        result.push({ ...piece });
      }
    }
  }
  flush();
  return result;
}

/** True if words went out and came in right after this piece too. */
function changesBoth(pieces: readonly Piece[], index: number): boolean {
  const next = pieces.slice(index + 1, index + 3).map((piece) => piece.kind);
  return next.includes('out') && next.includes('in');
}

/**
 * The shortest way from one list to the other (E. W. Myers, “An O(ND) Difference Algorithm and Its Variations”, 1986), with what both
 * begin and end with set aside first.
 */
function diffList(from: readonly string[], to: readonly string[], equal: (a: string, b: string) => boolean): Piece[] {
  const same = (a: number, b: number) => equal(from[a] ?? '', to[b] ?? '');
  let head = 0;
  while (head < from.length && head < to.length && same(head, head)) head += 1;
  let tail = 0;
  while (tail < from.length - head && tail < to.length - head && same(from.length - 1 - tail, to.length - 1 - tail))
    tail += 1;
  const kept = (list: readonly string[], start: number, end: number): Piece[] =>
    list.slice(start, end).map((text) => ({ kind: 'same', text }));
  return [
    ...kept(to, 0, head),
    ...shortestWay(from.slice(head, from.length - tail), to.slice(head, to.length - tail), equal),
    ...kept(to, to.length - tail, to.length),
  ];
}

function shortestWay(
  from: readonly string[],
  to: readonly string[],
  equal: (a: string, b: string) => boolean,
): Piece[] {
  const out = (text: string): Piece => ({ kind: 'out', text });
  const into = (text: string): Piece => ({ kind: 'in', text });
  const most = Math.min(from.length + to.length, MOST_DIFFERENCES);
  /** For each number of differences: how far into `from` each diagonal reaches. */
  const reached: Map<number, number>[] = [];
  let furthest = new Map([[1, 0]]);
  for (let differences = 0; differences <= most; differences++) {
    reached.push(new Map(furthest));
    const next = new Map(furthest);
    for (let diagonal = -differences; diagonal <= differences; diagonal += 2) {
      const down =
        diagonal === -differences ||
        (diagonal !== differences && (furthest.get(diagonal - 1) ?? -1) < (furthest.get(diagonal + 1) ?? -1));
      let x = down ? (furthest.get(diagonal + 1) ?? 0) : (furthest.get(diagonal - 1) ?? 0) + 1;
      while (x < from.length && x - diagonal < to.length && equal(from[x] ?? '', to[x - diagonal] ?? '')) x += 1;
      next.set(diagonal, x);
      if (x >= from.length && x - diagonal >= to.length) return walkBack(reached, differences);
    }
    furthest = next;
  }
  return [...from.map(out), ...to.map(into)];

  function walkBack(steps: readonly ReadonlyMap<number, number>[], differences: number): Piece[] {
    const way: Piece[] = [];
    let x = from.length;
    let y = to.length;
    for (let left = differences; left >= 0; left--) {
      const before = steps[left] ?? new Map<number, number>();
      const diagonal = x - y;
      const down =
        diagonal === -left ||
        (diagonal !== left && (before.get(diagonal - 1) ?? -1) < (before.get(diagonal + 1) ?? -1));
      const origin = down ? diagonal + 1 : diagonal - 1;
      const startX = left === 0 ? 0 : (before.get(origin) ?? 0);
      const startY = left === 0 ? 0 : startX - origin;
      while (x > startX && y > startY) {
        x -= 1;
        y -= 1;
        way.push({ kind: 'same', text: to[y] ?? '' });
      }
      if (left === 0) break;
      if (down) {
        y -= 1;
        way.push(into(to[y] ?? ''));
      } else {
        x -= 1;
        way.push(out(from[x] ?? ''));
      }
    }
    return way.reverse();
  }
}
