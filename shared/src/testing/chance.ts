import { randomFrom } from '../schedule/random.ts';

/** Repeatable chance for generated tests: the same seed gives the same numbers for ever. */
export class Chance {
  private state: number;

  constructor(seed: number | string) {
    this.state = Math.floor(randomFrom('chance', String(seed)) * 2 ** 32);
  }

  /** In [0, 1). Mulberry32: quick, and random enough for tests. */
  number(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
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
