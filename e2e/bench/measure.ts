/** One line of the report, in the form of the performance design. */
export interface Line {
  id: string;
  metric: string;
  value: number;
  limit: number;
  peer: number;
  ratio: number;
  /** 95 % interval of the ratio. */
  ci: [number, number];
  ok: boolean;
}

export const PAIRS = 7;
const RESAMPLES = 2_000;

export type Slice = (round: number) => Promise<number>;

/** Runs all contestants once a round, in turn forwards and backwards (A B B A), so that a machine that slows down slows all. */
export async function interleave<Name extends string>(
  contestants: Record<Name, Slice>,
  rounds: number,
  note: (text: string) => void,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(contestants) as Name[];
  const found = Object.fromEntries(names.map((name) => [name, [] as number[]])) as unknown as Record<Name, number[]>;
  for (let round = 0; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const value = await contestants[name](round);
      found[name].push(value);
      note(`round ${round + 1}/${rounds} ${name} ${value.toFixed(0)}`);
    }
  }
  return found;
}

/** Median of the rounds' ratios with a bootstrap interval; `ok` when the median reaches the limit. */
export function compare(
  id: string,
  metric: string,
  ours: readonly number[],
  peer: readonly number[],
  limit: number,
): Line {
  const ratios = ours.map((value, round) => value / (peer[round] ?? Number.NaN));
  const draws = Array.from({ length: RESAMPLES }, () =>
    median(ratios.map(() => ratios[Math.floor(Math.random() * ratios.length)] ?? Number.NaN)),
  ).sort((a, b) => a - b);
  const at = (share: number) => round3(draws[Math.floor(share * (draws.length - 1))] ?? Number.NaN);
  const ratio = round3(median(ratios));
  return {
    id,
    metric,
    value: round3(median(ours)),
    limit,
    peer: round3(median(peer)),
    ratio,
    ci: [at(0.025), at(0.975)],
    ok: ratio >= limit,
  };
}

/** A measure with a bound of its own and no peer: `value` must not exceed `limit`. */
export function bound(id: string, metric: string, value: number, limit: number): Line {
  const ratio = value === limit ? 1 : round3(value / limit);
  return {
    id,
    metric,
    value: round3(value),
    limit,
    peer: limit,
    ratio,
    ci: [ratio, ratio],
    ok: value <= limit,
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

const round3 = (value: number) => Math.round(value * 1000) / 1000;
