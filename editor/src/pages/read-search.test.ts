import { expect, it } from 'vitest';
import { readId, readNext, readOneOf, readText } from './read-search.ts';

it('takes from an address what fits and leaves the rest out', () => {
  expect(readText('aino', 10)).toBe('aino');
  expect(readText(2026, 10)).toBe('2026');
  expect([readText('', 10), readText('x'.repeat(11), 10), readText({}, 10)]).toEqual([undefined, undefined, undefined]);
  expect(readOneOf('live', ['all', 'live'])).toBe('live');
  expect(readOneOf('gone', ['all', 'live'])).toBeUndefined();
  expect(readId('00000000-0000-7000-8000-000000000001')).toBeTruthy();
  expect(readId('1; drop')).toBeUndefined();
});

it('goes on to no other site after sign-in', () => {
  expect(readNext('/leads?search=aino')).toBe('/leads?search=aino');
  expect(['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', 7].map(readNext)).toEqual(
    Array(5).fill(undefined),
  );
});
