import type { PartKeys } from './parts.ts';
import { asRecord, asText } from './widget.ts';

/** A named share; `extra` is what else the entry holds and is kept. */
export interface Part {
  id: string;
  label: string;
  /** Whole percent. */
  percent: number;
  extra: Record<string, unknown>;
}

/** The parts of a config value, whatever it holds. */
export function readParts(value: unknown, keys: PartKeys): Part[] {
  return (Array.isArray(value) ? value : []).map((entry: unknown, index) => {
    const { [keys.id]: id, [keys.label]: label, [keys.percent]: percent, ...extra } = asRecord(entry);
    return {
      id: asText(id) || `p${index}`,
      label: asText(label),
      percent: typeof percent === 'number' ? percent : 0,
      extra,
    };
  });
}

/** Gives one part this share (0 to 100) and spreads the rest over the others in their proportion; all sum to 100. */
export function changeShare(parts: readonly Part[], index: number, share: number): Part[] {
  const wanted = Math.max(0, Math.min(100, Math.round(share)));
  const others = spread(
    parts.map((part, at) => (at === index ? 0 : part.percent)),
    100 - wanted,
    index,
  );
  return parts.map((part, at) => ({ ...part, percent: at === index ? wanted : (others[at] ?? 0) }));
}

export function removePart(parts: readonly Part[], index: number): Part[] {
  const left = parts.filter((_, at) => at !== index);
  const shares = spread(
    left.map((part) => part.percent),
    100,
    -1,
  );
  return left.map((part, at) => ({ ...part, percent: shares[at] ?? 0 }));
}

/** Adds a part with an even share, taken from the others in proportion. */
export function addPart(parts: readonly Part[], part: Part): Part[] {
  return changeShare([...parts, part], parts.length, Math.round(100 / (parts.length + 1)));
}

export function shareEvenly(parts: readonly Part[]): Part[] {
  const shares = spread(
    parts.map(() => 1),
    100,
    -1,
  );
  return parts.map((part, at) => ({ ...part, percent: shares[at] ?? 0 }));
}

/** Whole numbers in the proportion of `weights` that sum to `total`; largest remainders get the odd ones, `except` gets nothing. */
function spread(weights: readonly number[], total: number, except: number): number[] {
  const sum = weights.reduce((all, weight, at) => all + (at === except ? 0 : weight), 0);
  const count = weights.length - (except >= 0 ? 1 : 0);
  const exact = weights.map((weight, at) => (at === except ? 0 : sum > 0 ? (weight / sum) * total : total / count));
  const whole = exact.map(Math.floor);
  let rest = total - whole.reduce((all, share) => all + share, 0);
  const order = exact
    .map((share, at) => ({ at, part: share - Math.floor(share) }))
    .filter(({ at }) => at !== except)
    .sort((a, b) => b.part - a.part);
  for (const { at } of order) {
    if (rest <= 0) break;
    whole[at] = (whole[at] ?? 0) + 1;
    rest -= 1;
  }
  return whole;
}
