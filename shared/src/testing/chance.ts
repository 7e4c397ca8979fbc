import { randomFrom } from '../schedule/random.ts';

/** Repeatable chance for generated tests: the same seed gives the same numbers for ever. */
export class Chance {
  private readonly seed: string;
  private drawn = 0;

  constructor(seed: number | string) {
    this.seed = String(seed);
  }

  /** In [0, 1). */
  number(): number {
    return randomFrom('chance', this.seed, String(this.drawn++));
  }

  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number {
    return min + Math.floor(this.number() * (max - min + 1));
  }

  /** True so often (0 never, 1 always). */
  maybe(share: number): boolean {
    return this.number() < share;
  }

  pick<T>(values: readonly [T, ...T[]]): T {
    return values[this.int(0, values.length - 1)] ?? values[0];
  }

  /** Takes one out of a list; undefined from an empty one. */
  take<T>(values: T[]): T | undefined {
    return values.splice(this.int(0, values.length - 1), 1)[0];
  }
}
