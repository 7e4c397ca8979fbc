import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jitterFor, pickShare, randomFrom } from './random.ts';

// Computed once with another implementation of SHA-256; leads already split depend on them.
test.each<[string[], number]>([
  [[], 0.8894159948913373],
  [['run-1', 'split'], 0.18245431205524598],
  [['run-1', 'split', ''], 0.16413070607454738],
  [['Ääkköset \u{1f33f}'], 0.020142325126364602],
])('the number for %j never changes', (parts, expected) => {
  expect(randomFrom(...parts)).toBe(expected);
});

test('where one part ends and the next begins matters', () => {
  expect(randomFrom('ab', 'c')).not.toBe(randomFrom('a', 'bc'));
  expect(randomFrom('1:a')).not.toBe(randomFrom('', 'a'));
});

test('numbers lie in [0, 1) and fill ten drawers evenly', () => {
  const drawers = Array.from({ length: 10 }, () => 0);
  for (let lead = 0; lead < 10_000; lead += 1) {
    const drawer = Math.floor(randomFrom(`lead-${lead}`, 'split') * 10);
    drawers[drawer] = (drawers[drawer] ?? 0) + 1;
  }
  // 1,000 are expected in each, give or take 30; 5 deviations are allowed.
  for (const count of drawers) expect(Math.abs(count - 1_000)).toBeLessThan(150);
});

test.each([
  [0, 0],
  [0.4999, 0],
  [0.5, 2],
  [0.9999999999999999, 2],
])('of shares 50, 0 and 50 the number %d picks %d', (random, index) => {
  expect(pickShare(random, [50, 0, 50])).toBe(index);
});

test('shares without anything to pick are refused', () => {
  expect(() => pickShare(0.5, [0, 0])).toThrow(/at least one above 0/);
});

test('jitter spreads long waits over less than a minute and leaves short ones alone', () => {
  expect(jitterFor(3_599_999, 0.9)).toBe(0);
  fc.assert(
    fc.property(
      fc.integer({ min: 3_600_000 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (wait, random) => {
        const jitter = jitterFor(wait, random);
        return jitter >= 0 && jitter < 60_000;
      },
    ),
  );
});
