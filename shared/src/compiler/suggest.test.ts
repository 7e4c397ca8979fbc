import { describe, expect, it } from 'vitest';
import { nearest } from './suggest.ts';

describe('nearest', () => {
  const known = ['firstName', 'company', 'plan', 'score'];
  it.each([
    ['firstname', 'firstName'],
    ['frstNmae', 'firstName'],
    ['compnay', 'company'],
    ['comp', undefined],
    ['plna', 'plan'],
    ['zzz', undefined],
    ['', undefined],
  ])('“%s” was meant as %s', (name, meant) => {
    expect(nearest(name, known)).toBe(meant);
  });

  it('prefers the nearer of two', () => {
    expect(nearest('scores', ['stores', 'score'])).toBe('stores');
    expect(nearest('scoer', ['stores', 'score'])).toBe('score');
  });

  it('stays quick on a name of any length', () => {
    expect(nearest('x'.repeat(100_000), known)).toBeUndefined();
  });
});
